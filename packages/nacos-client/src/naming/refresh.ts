/** A subscribed service is asked for after so many lives of its cache, pushes or not (nacos.md 6). */
const LIVES = 6
/** What every server says of its cache (nacos.md 5). */
const CACHE_MS = 10_000
const FIRST_MS = 1_000
const MOST_MS = 60_000

/** Milliseconds until the next question about a subscribed service (U16). @param failures in a row */
export function refreshMs(failures: number): number {
  if (failures === 0) return LIVES * CACHE_MS
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
}
