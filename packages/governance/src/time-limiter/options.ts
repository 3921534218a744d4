import type { Fields } from '../fields.ts'

/** `servicecomb.timeLimiter.*` (governance.md 6.10): read and checked; no runtime applies it by default. */
export interface TimeLimiterOptions {
  /** @defaultValue 1000 */
  readonly timeoutDurationMs: number
  /** @defaultValue true */
  readonly cancelRunningFuture: boolean
}

export function parseTimeLimiter(fields: Fields): TimeLimiterOptions {
  const options = {
    timeoutDurationMs: fields.durationMs('timeoutDuration', 1000),
    cancelRunningFuture: fields.boolean('cancelRunningFuture', true)
  }
  fields.check('timeoutDuration', Math.trunc(options.timeoutDurationMs) > 0, 'must be at least 1 ms')
  return options
}
