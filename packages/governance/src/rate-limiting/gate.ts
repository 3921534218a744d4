import type { Call, Permit } from '@node-chassis/core'
import type { DelayingGate } from '../chain.ts'
import { Limiter } from './limiter.ts'
import type { RateLimitingOptions } from './options.ts'

/** One limiter for every call that the policy matches (governance.md 4). Its permit is the wait in milliseconds. */
export class RateLimitingGate implements DelayingGate {
  readonly code = 'CHS_RATE_LIMITED'
  readonly status = 429
  readonly message = 'rate limited.'
  readonly permitIsDelay = true
  readonly rule: string
  readonly #limiter: Limiter

  constructor(rule: string, options: RateLimitingOptions) {
    this.rule = rule
    this.#limiter = new Limiter(options)
  }

  admit(_call: Call, now: number): Permit {
    return this.#limiter.acquire(now)
  }

  settle(): void {
    // The result of a call does not matter, and a reservation stays.
  }
}
