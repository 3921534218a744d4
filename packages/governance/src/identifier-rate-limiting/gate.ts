import type { Call, Permit } from '@node-chassis/core'
import { LRUCache } from 'lru-cache'
import type { DelayingGate } from '../chain.ts'
import { Limiter } from '../rate-limiting/limiter.ts'
import type { IdentifierRateLimitingOptions } from './options.ts'

// Header values are an attacker's to choose: a bound, the longest unused out first (D11).
const MOST_LIMITERS = 10_000

/** One limiter for each value of a header; a call without it is not limited (governance.md 4, 6.2, L12). */
export class IdentifierRateLimitingGate implements DelayingGate {
  readonly code = 'CHS_RATE_LIMITED'
  readonly status = 429
  readonly message = 'rate limited.'
  readonly permitIsDelay = true
  readonly rule: string
  readonly #options: IdentifierRateLimitingOptions
  readonly #lower: string
  readonly #limiters = new LRUCache<string, Limiter>({ max: MOST_LIMITERS })

  constructor(rule: string, options: IdentifierRateLimitingOptions) {
    this.rule = rule
    this.#options = options
    this.#lower = options.identifier.toLowerCase()
  }

  admit(call: Call, now: number): Permit {
    const value = call.context.get(this.#options.identifier) ?? call.header(this.#lower)
    if (value === undefined || value === '') return 0
    let limiter = this.#limiters.get(value)
    if (limiter === undefined) {
      limiter = new Limiter(this.#options)
      this.#limiters.set(value, limiter)
    }
    return limiter.acquire(now)
  }

  settle(): void {
    // As in rate limiting: nothing is given back.
  }
}
