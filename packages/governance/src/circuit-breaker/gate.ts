import { REFUSED } from '@node-chassis/core'
import type { Call, ErrorCode, Gate, Outcome, Permit } from '@node-chassis/core'
import { bookedByProvider, compileStatusRule } from '../failures.ts'
import type { FailureOptions, StatusRule } from '../failures.ts'
import { CircuitBreaker } from './breaker.ts'
import type { BreakerReading, BreakerState, OnTransition } from './breaker.ts'
import type { CircuitBreakerOptions } from './options.ts'

/** The breaker of a provider policy (governance.md 6.3). `forceOpen` refuses everything, with the same words (D8). */
export class CircuitBreakerGate implements Gate {
  readonly code: ErrorCode
  readonly status = 429
  readonly message = 'circuitBreaker is open.'
  readonly rule: string
  readonly #breaker: CircuitBreaker
  readonly #isFailure: StatusRule
  readonly #failures: FailureOptions
  readonly #forceOpen: boolean

  constructor(
    rule: string,
    options: CircuitBreakerOptions,
    failures: FailureOptions,
    onTransition: OnTransition
  ) {
    this.rule = rule
    this.code = options.forceOpen ? 'CHS_FORCED_OPEN' : 'CHS_CIRCUIT_OPEN'
    this.#breaker = new CircuitBreaker(options, onTransition)
    this.#isFailure = compileStatusRule(options.recordFailureStatus)
    this.#failures = failures
    this.#forceOpen = options.forceOpen
  }

  get state(): BreakerState {
    return this.#breaker.state
  }

  read(): BreakerReading {
    return this.#breaker.read()
  }

  admit(_call: Call, now: number): Permit {
    return this.#forceOpen ? REFUSED : this.#breaker.admit(now)
  }

  settle(_call: Call, permit: Permit, outcome: Outcome | undefined, now: number): void {
    this.#breaker.settle(
      permit,
      bookedByProvider(outcome, this.#isFailure, this.#failures),
      outcome?.durationMs ?? 0,
      now
    )
  }
}
