import type { Fields } from '../fields.ts'

const SWITCH = 'servicecomb.governance.timeLimiter'

/** Whether `servicecomb.governance.timeLimiter` is `perAttempt`: no runtime applies the policies otherwise. */
export function appliesTimeLimiters(values: ReadonlyMap<string, string>): boolean {
  return values.get(SWITCH)?.trim() === 'perAttempt'
}

/** Said of every policy while the switch is off. */
export const NOT_APPLIED = `is applied only with ${SWITCH}=perAttempt`

/** `servicecomb.timeLimiter.*` (governance.md 6.10). An attempt that ends so is always aborted, whatever the second field says. */
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
