import type { Outcome, Random } from '@node-chassis/core'
import type { RetryPolicy } from '../contracts.ts'
import { asksForRetry, compileStatusRule } from '../failures.ts'
import type { FailureOptions, StatusRule } from '../failures.ts'
import type { RetryOptions } from './options.ts'

/** The questions that the attempt loop asks a retry policy (governance.md 6.7). */
export class ConfiguredRetry implements RetryPolicy {
  readonly rule: string
  readonly maxAttempts: number
  readonly retryOnSame: number
  readonly failAfterMaxAttempts: boolean
  readonly #options: RetryOptions
  readonly #failures: FailureOptions
  readonly #isListed: StatusRule

  /** @param retryOnSame what the legacy key says, used where the policy's field is absent (D7) */
  constructor(rule: string, options: RetryOptions, failures: FailureOptions, retryOnSame = 0) {
    this.rule = rule
    this.maxAttempts = options.maxAttempts
    this.retryOnSame = Math.max(0, options.retryOnSame ?? retryOnSame)
    this.failAfterMaxAttempts = options.failAfterMaxAttempts
    this.#options = options
    this.#failures = failures
    this.#isListed = compileStatusRule(options.retryOnResponseStatus)
  }

  retriable(outcome: Outcome): boolean {
    return asksForRetry(outcome, this.#isListed, this.#failures)
  }

  pauseMs(k: number, random: Random): number {
    const { retryStrategy, waitDurationMs, initialIntervalMs, multiplier, randomizationFactor } =
      this.#options
    if (retryStrategy !== 'RandomBackoff') return Math.trunc(waitDurationMs)
    let pause = Math.trunc(initialIntervalMs)
    // Cut to whole milliseconds at every step, as Java does (V138).
    for (let i = 1; i < k; i++) pause = Math.trunc(pause * multiplier)
    const spread = randomizationFactor * pause
    // At least 1: a drawn 0 would end the loop in Java.
    return Math.max(1, Math.trunc(pause - spread + random.next() * (2 * spread + 1)))
  }
}
