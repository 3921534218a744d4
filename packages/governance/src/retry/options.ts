import type { Fields } from '../fields.ts'

/** `servicecomb.retry.*` (governance.md 6.7). */
export interface RetryOptions {
  /** Attempts after the first. @defaultValue 3 */
  readonly maxAttempts: number
  /** Pause of the fixed strategy, at least 1. @defaultValue 1 */
  readonly waitDurationMs: number
  /** Status patterns, `x` stands for any digit. @defaultValue 502, 503 */
  readonly retryOnResponseStatus: readonly string[]
  /** @defaultValue FixedInterval */
  readonly retryStrategy: string
  /** First pause of RandomBackoff. @defaultValue 1000 */
  readonly initialIntervalMs: number
  /** 32-bit float. @defaultValue 2 */
  readonly multiplier: number
  /** @defaultValue 0.5 */
  readonly randomizationFactor: number
  /** @defaultValue false */
  readonly failAfterMaxAttempts: boolean
  /** The first so many retries stay on the instance; undefined: the legacy key decides, else 0. */
  readonly retryOnSame: number | undefined
}

export function parseRetry(fields: Fields): RetryOptions {
  const waitMs = fields.durationMs('waitDuration', 1)
  const options: RetryOptions = {
    maxAttempts: fields.int('maxAttempts', 3),
    waitDurationMs: Math.trunc(waitMs) === 0 ? 1 : waitMs,
    retryOnResponseStatus: fields.statuses('retryOnResponseStatus'),
    retryStrategy: fields.text('retryStrategy') ?? 'FixedInterval',
    initialIntervalMs: fields.durationMs('initialInterval', 1000),
    multiplier: fields.float('multiplier', 2),
    randomizationFactor: fields.double('randomizationFactor', 0.5),
    failAfterMaxAttempts: fields.boolean('failAfterMaxAttempts', false),
    retryOnSame: fields.has('retryOnSame') ? fields.int('retryOnSame', 0) : undefined
  }
  fields.check('maxAttempts', options.maxAttempts >= 1, 'must be at least 1')
  fields.check('waitDuration', options.waitDurationMs >= 0, 'must not be negative')
  fields.check('initialInterval', options.initialIntervalMs >= 10, 'must be at least 10 ms')
  if (options.retryStrategy === 'RandomBackoff') {
    fields.check('multiplier', options.multiplier >= 1, 'must be at least 1 (D4)')
    const factor = options.randomizationFactor
    fields.check('randomizationFactor', factor >= 0 && factor < 1, 'must be at least 0 and below 1 (D4)')
  }
  return options
}
