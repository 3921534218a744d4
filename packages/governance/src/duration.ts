const MILLISECONDS = /^-?[0-9]{1,10}$/
// java.time.Duration after the letters PT, which are put in front of the text: hours, minutes, seconds in this order.
const NUMBER = String.raw`([+-]?[0-9]+)`
const ISO = new RegExp(`^(?:${NUMBER}H)?(?:${NUMBER}M)?(?:([+-]?)([0-9]+)(?:[.,]([0-9]{0,9}))?S)?$`, 'i')

/**
 * Milliseconds of a duration text, undefined when it is none (governance.md 2): `1500`, `2s`, `1h30m`, `1.5s`. M is
 * minutes; `ms` is no unit; a negative plain number is none. May have a fraction, may be negative (`-2s`).
 */
export function parseDuration(text: string): number | undefined {
  if (MILLISECONDS.test(text)) {
    const value = Number(text)
    return value < 0 ? undefined : value === 0 ? 0 : value
  }
  const match = ISO.exec(text)
  if (match === null || text === '') return undefined
  const [, hours, minutes, sign, seconds, fraction = ''] = match
  // Nanoseconds and milliseconds apart, so that 1.0005s is exactly 1000.5.
  const whole = Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000
  const part = Number(seconds ?? 0) * 1000 + Number(fraction.padEnd(9, '0')) / 1_000_000
  return whole + (sign === '-' ? -part : part) || 0
}
