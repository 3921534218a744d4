import type { Fields } from '../fields.ts'

/** `servicecomb.rateLimiting.*` (governance.md 6.1). */
export interface RateLimitingOptions {
  /** Permits per cycle. @defaultValue 1000 */
  readonly rate: number
  /** Length of a cycle. @defaultValue 1000 */
  readonly limitRefreshPeriodMs: number
  /** Longest wait for a permit; 0 refuses at once. @defaultValue 0 */
  readonly timeoutDurationMs: number
}

export function parseRateLimiting(fields: Fields): RateLimitingOptions {
  const options = {
    rate: fields.int('rate', 1000),
    limitRefreshPeriodMs: fields.durationMs('limitRefreshPeriod', 1000),
    timeoutDurationMs: fields.durationMs('timeoutDuration', 0)
  }
  fields.check('rate', options.rate >= 1, 'must be at least 1')
  fields.check('limitRefreshPeriod', Math.trunc(options.limitRefreshPeriodMs) >= 1, 'must be at least 1 ms')
  fields.check('timeoutDuration', Math.trunc(options.timeoutDurationMs) >= 0, 'must not be negative')
  return options
}
