import { FieldError } from '../fields.ts'
import type { Fields } from '../fields.ts'
import { parseDuration } from '../duration.ts'

/** `servicecomb.circuitBreaker.*` and `servicecomb.instanceIsolation.*` (governance.md 6.3, 6.4). */
export interface CircuitBreakerOptions {
  /** Percent; the breaker opens at this or more. @defaultValue 50 */
  readonly failureRateThreshold: number
  /** Percent; the breaker opens at this or more. @defaultValue 100 */
  readonly slowCallRateThreshold: number
  /** Slow is strictly longer than this. @defaultValue 60000 */
  readonly slowCallDurationThresholdMs: number
  /** @defaultValue 60000 */
  readonly waitDurationInOpenStateMs: number
  /** @defaultValue 10 */
  readonly permittedNumberOfCallsInHalfOpenState: number
  /** @defaultValue 100 */
  readonly minimumNumberOfCalls: number
  /** @defaultValue TIME_BASED */
  readonly slidingWindowType: 'COUNT_BASED' | 'TIME_BASED'
  /** Calls or seconds, by the type. @defaultValue 100 */
  readonly slidingWindowSize: number
  /** Status patterns, `x` stands for any digit. @defaultValue 502, 503 */
  readonly recordFailureStatus: readonly string[]
  /** Refuses everything. @defaultValue false */
  readonly forceOpen: boolean
  /** Lets everything pass. @defaultValue false */
  readonly forceClosed: boolean
}

export function parseCircuitBreaker(fields: Fields): CircuitBreakerOptions {
  const options: CircuitBreakerOptions = {
    failureRateThreshold: fields.float('failureRateThreshold', 50),
    slowCallRateThreshold: fields.float('slowCallRateThreshold', 100),
    slowCallDurationThresholdMs: fields.durationMs('slowCallDurationThreshold', 60_000),
    waitDurationInOpenStateMs: fields.durationMs('waitDurationInOpenState', 60_000),
    permittedNumberOfCallsInHalfOpenState: fields.int('permittedNumberOfCallsInHalfOpenState', 10),
    minimumNumberOfCalls: fields.int('minimumNumberOfCalls', 100),
    // Anything but this very text means time: parity, `count` and typos included.
    slidingWindowType: fields.text('slidingWindowType') === 'COUNT_BASED' ? 'COUNT_BASED' : 'TIME_BASED',
    slidingWindowSize: windowSize(fields.text('slidingWindowSize')),
    recordFailureStatus: fields.statuses('recordFailureStatus'),
    forceOpen: fields.boolean('forceOpen', false),
    forceClosed: fields.boolean('forceClosed', false)
  }
  for (const name of ['failureRateThreshold', 'slowCallRateThreshold'] as const) {
    fields.check(name, options[name] > 0 && options[name] <= 100, 'must be above 0 and at most 100')
  }
  const slowMs = Math.trunc(options.slowCallDurationThresholdMs)
  fields.check('slowCallDurationThreshold', slowMs > 0, 'must be at least 1 ms')
  fields.check(
    'waitDurationInOpenState',
    Math.trunc(options.waitDurationInOpenStateMs) > 0,
    'must be at least 1 ms'
  )
  for (const name of [
    'permittedNumberOfCallsInHalfOpenState',
    'minimumNumberOfCalls',
    'slidingWindowSize'
  ] as const) {
    fields.check(name, options[name] >= 1, 'must be at least 1')
  }
  fields.check('slidingWindowSize', options.slidingWindowSize <= 2_147_483_647, 'is too large (D4)')
  return options
}

// Digits are calls or seconds; a duration text is whole seconds, even where calls are counted (governance.md 2).
function windowSize(text: string | undefined): number {
  if (text === undefined) return 100
  const value = parseDuration(text)
  if (value === undefined)
    throw new FieldError('slidingWindowSize', `'${text}' is neither a number nor a duration`)
  return /^-?[0-9]+$/.test(text) ? value : Math.trunc(value / 1000)
}
