import { REFUSED } from '@node-chassis/core'
import type { Permit } from '@node-chassis/core'
import type { Booking } from '../failures.ts'
import type { CircuitBreakerOptions } from './options.ts'
import { CountWindow, TimeWindow } from './windows.ts'
import type { Window } from './windows.ts'

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

/** Why a breaker changed its state: one can open because of slow calls alone (B-005). */
export type BreakerReason =
  | 'failure rate'
  | 'slow call rate'
  | 'failure rate and slow call rate'
  | 'open time is over'
  | 'probes passed'

/** Hears each change of state, with the rates that led to it (percent), 0 where nothing was judged. */
export type OnTransition = (
  from: BreakerState,
  to: BreakerState,
  failureRate: number,
  slowRate: number,
  reason: BreakerReason
) => void

/** Where a breaker stands, for people. */
export interface BreakerReading {
  readonly state: BreakerState
  /** Results that count now, and how many there must be before they are judged. */
  readonly total: number
  readonly minimum: number
  /** Percent; 0 without a result. */
  readonly failureRate: number
  readonly slowRate: number
}

/**
 * The automaton of governance.md 6.3 (resilience4j 1.7.0: CircuitBreakerStateMachine.java). A permit is
 * `2 * era + (took a probe)`: the era serves `ignored` only, every other result is booked to the state in force (V118).
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  readonly #onTransition: OnTransition
  readonly #onChange: () => void
  readonly #closedWindow: Window
  readonly #halfOpenWindow: CountWindow
  readonly #closedMinimum: number
  readonly #halfOpenMinimum: number
  readonly #waitMs: number
  #state: BreakerState = 'CLOSED'
  #era = 0
  #probes = 0
  #openedAt = 0
  /** @param onChange hears whenever `wouldAdmit` changes for another reason than the passing of `blockedUntil` */
  constructor(options: CircuitBreakerOptions, onTransition: OnTransition, onChange: () => void = nothing) {
    this.#options = options
    this.#onTransition = onTransition
    this.#onChange = onChange
    const { slidingWindowSize: size, minimumNumberOfCalls: minimum } = options
    const permitted = options.permittedNumberOfCallsInHalfOpenState
    const counted = options.slidingWindowType === 'COUNT_BASED'
    this.#closedWindow = counted ? new CountWindow(size) : new TimeWindow(size)
    this.#closedMinimum = counted ? Math.min(minimum, size) : minimum
    this.#halfOpenWindow = new CountWindow(permitted)
    this.#halfOpenMinimum = Math.min(minimum, permitted)
    this.#waitMs = Math.trunc(options.waitDurationInOpenStateMs)
  }

  get state(): BreakerState {
    return this.#state
  }

  /** When an open breaker lets a call pass (strictly later); Infinity in the other states. */
  get blockedUntil(): number {
    return this.#state === 'OPEN' ? this.#openedAt + this.#waitMs : Infinity
  }

  wouldAdmit(now: number): boolean {
    if (this.#state === 'CLOSED') return true
    return this.#state === 'HALF_OPEN' ? this.#probes > 0 : now > this.#openedAt + this.#waitMs
  }

  admit(now: number): Permit {
    if (this.#state === 'CLOSED') return 2 * this.#era
    if (this.#state === 'HALF_OPEN') return this.#probe()
    if (now <= this.#openedAt + this.#waitMs) return REFUSED
    // The call that turns OPEN into HALF_OPEN takes no probe permit (V112).
    this.#become('HALF_OPEN', 0, 0, 'open time is over')
    return 2 * this.#era
  }

  settle(permit: Permit, booking: Booking, durationMs: number, now: number): void {
    if (booking === 'ignored') this.#giveBack(permit)
    else this.#record(booking === 'failure', durationMs > this.#options.slowCallDurationThresholdMs, now)
  }

  #probe(): Permit {
    if (this.#probes === 0) return REFUSED
    this.#probes--
    if (this.#probes === 0) this.#onChange()
    return 2 * this.#era + 1
  }

  // Only what the call took in the present HALF_OPEN comes back (N25).
  #giveBack(permit: Permit): void {
    if (this.#state !== 'HALF_OPEN' || permit !== 2 * this.#era + 1) return
    this.#probes++
    if (this.#probes === 1) this.#onChange()
  }

  #record(failed: boolean, slow: boolean, now: number): void {
    // What ends while OPEN is judged by nobody, and every other state starts with an empty window.
    if (this.#state === 'OPEN') return
    const closed = this.#state === 'CLOSED'
    const window = closed ? this.#closedWindow : this.#halfOpenWindow
    window.record(failed, slow, now)
    if (window.total < (closed ? this.#closedMinimum : this.#halfOpenMinimum)) return
    const failureRate = percent(window.failed, window.total)
    const slowRate = percent(window.slow, window.total)
    const failing = failureRate >= this.#options.failureRateThreshold
    const slowing = slowRate >= this.#options.slowCallRateThreshold
    if (failing || slowing) {
      this.#openedAt = now
      const reason = !slowing
        ? 'failure rate'
        : failing
          ? 'failure rate and slow call rate'
          : 'slow call rate'
      this.#become('OPEN', failureRate, slowRate, reason)
    } else if (!closed) this.#become('CLOSED', failureRate, slowRate, 'probes passed')
  }

  /** Moves nothing: the window of seconds counts what it held when the last result came. */
  read(): BreakerReading {
    const halfOpen = this.#state === 'HALF_OPEN'
    const { total, failed, slow } = halfOpen ? this.#halfOpenWindow : this.#closedWindow
    return {
      state: this.#state,
      total,
      minimum: halfOpen ? this.#halfOpenMinimum : this.#closedMinimum,
      failureRate: total === 0 ? 0 : percent(failed, total),
      slowRate: total === 0 ? 0 : percent(slow, total)
    }
  }

  #become(state: BreakerState, failureRate: number, slowRate: number, reason: BreakerReason): void {
    const from = this.#state
    this.#state = state
    this.#era++
    this.#probes = state === 'HALF_OPEN' ? this.#options.permittedNumberOfCallsInHalfOpenState : 0
    this.#closedWindow.clear()
    this.#halfOpenWindow.clear()
    this.#onChange()
    this.#onTransition(from, state, failureRate, slowRate, reason)
  }
}

function nothing(): void {}

// 32-bit floats as in Java: visible for thresholds such as 33.3333.
function percent(part: number, total: number): number {
  return Math.fround(Math.fround(part * 100) / total)
}
