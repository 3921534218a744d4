// Milliseconds per unit. Both spellings of the micro sign count.
const UNITS: Readonly<Record<string, number>> = Object.freeze({
  ns: 1e-6,
  us: 1e-3,
  '\u00B5s': 1e-3,
  '\u03BCs': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000
})
// Go keeps 63 bits of nanoseconds.
const MAX_MS = 2 ** 63 / 1e6

/** Milliseconds of a Go duration such as `300ms`, `1m30s` or `.5h`; undefined when it is none (config.md 4.2). */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1
  const rest = text.replace(/^[-+]/, '')
  if (rest === '0') return 0
  if (!/^(?:(?:\d+\.?\d*|\.\d+)[^\d.]+)+$/.test(rest)) return undefined
  let total = 0
  for (const [, amount = '', unit = ''] of rest.matchAll(/([\d.]+)([^\d.]+)/g)) {
    const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined
    if (factor === undefined) return undefined
    total += Number(amount) * factor
  }
  return total < MAX_MS ? sign * total : undefined
}
