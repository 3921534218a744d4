import { REFUSED } from '@node-chassis/core'
import type { Permit } from '@node-chassis/core'
import type { RateLimitingOptions } from './options.ts'

const NANOS = 1_000_000

/**
 * Fixed cycles with reservations (governance.md 6.1; resilience4j: AtomicRateLimiter.java). Cycle 0 starts with the
 * first call. Whole nanoseconds inside: in float milliseconds waits come out as 1.9999999999997726.
 */
export class Limiter {
  readonly #rate: number
  readonly #period: number
  readonly #timeout: number
  #start: number
  #cycle = 0
  // Negative while permits of future cycles are reserved by callers that wait.
  #permits: number

  /** @param startMs when cycle 0 began, for tests; otherwise with the first call */
  constructor(options: RateLimitingOptions, startMs?: number) {
    this.#rate = options.rate
    this.#period = Math.round(options.limitRefreshPeriodMs * NANOS)
    this.#timeout = Math.round(options.timeoutDurationMs * NANOS)
    this.#start = startMs === undefined ? NaN : Math.round(startMs * NANOS)
    this.#permits = options.rate
  }

  /** REFUSED, or the milliseconds to wait before going on; 0 is at once. A reservation is never given back. */
  acquire(now: number): Permit {
    const at = Math.round(now * NANOS)
    if (Number.isNaN(this.#start)) this.#start = at
    const elapsed = at - this.#start
    const current = Math.floor(elapsed / this.#period)
    if (current !== this.#cycle) {
      this.#permits = Math.min(this.#permits + (current - this.#cycle) * this.#rate, this.#rate)
      this.#cycle = current
    }
    if (this.#permits >= 1) {
      this.#permits -= 1
      return 0
    }
    const whole = Math.max(0, Math.ceil((1 - this.#permits - this.#rate) / this.#rate))
    const wait = whole * this.#period + ((current + 1) * this.#period - elapsed)
    if (wait > this.#timeout) return REFUSED
    this.#permits -= 1
    return wait / NANOS
  }
}
