import type { Clock, Random } from '../clock.ts'

// Four hexadecimal digits for each of 65,536 numbers: 32 ns an id where toString(16).padStart costs 470 (NODE-FACTS 1.11).
const DIGITS: readonly string[] = Object.freeze(
  Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'))
)

/** 16 hexadecimal digits: seconds since the epoch, then chance; as both Java generators make them (routing.md 4.2). */
export function newTraceId(clock: Clock, random: Random): string {
  const seconds = Math.floor(clock.wallNow() / 1000)
  return (
    DIGITS[(seconds >>> 16) & 0xffff]! +
    DIGITS[seconds & 0xffff]! +
    DIGITS[random.below(65_536)]! +
    DIGITS[random.below(65_536)]!
  )
}

/** The trace id that a request brings along besides its context: `X-B3-TraceId`, else the W3C header's. */
export function traceIdOf(b3: string | undefined, traceparent: string | undefined): string | undefined {
  if (b3) return b3
  const parts = traceparent?.split('-')
  return parts !== undefined && parts.length >= 4 && parts[1]!.length === 32 ? parts[1] : undefined
}
