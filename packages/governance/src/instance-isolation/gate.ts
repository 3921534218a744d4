import { REFUSED } from '@node-chassis/core'
import type { Call, Clock, Instance, Outcome, Permit } from '@node-chassis/core'
import { CircuitBreaker } from '../circuit-breaker/breaker.ts'
import type { BreakerReading, BreakerState, OnTransition } from '../circuit-breaker/breaker.ts'
import type { CircuitBreakerOptions } from '../circuit-breaker/options.ts'
import { bookedAs, compileStatusRule } from '../failures.ts'
import type { FailureOptions, StatusRule } from '../failures.ts'
import { InstanceGateTable } from '../instance-gates.ts'
import type { KeptGate } from '../instance-gates.ts'

export interface IsolationDependencies {
  readonly clock: Clock
  readonly failures: FailureOptions
  readonly onTransition: (instance: Instance, ...change: Parameters<OnTransition>) => void
}

/** A breaker for each instance that calls of this policy have met (governance.md 6.4). */
export function instanceIsolation(
  rule: string,
  name: string,
  options: CircuitBreakerOptions,
  { clock, failures, onTransition }: IsolationDependencies
): InstanceGateTable {
  const { forceOpen } = options
  const code = forceOpen ? 'CHS_FORCED_OPEN' : 'CHS_INSTANCE_ISOLATED'
  const isFailure = compileStatusRule(options.recordFailureStatus)
  return new InstanceGateTable(
    { kind: 'instanceIsolation', code, rule, forceOpen },
    clock,
    (instance, onChange) =>
      forceOpen
        ? new ForcedOpen(rule, name)
        : new IsolationGate(
            rule,
            new CircuitBreaker(options, (...change) => onTransition(instance, ...change), onChange),
            isFailure,
            failures
          )
  )
}

/** The gate of one instance, as `explain` looks into it. */
export class IsolationGate implements KeptGate {
  readonly code = 'CHS_INSTANCE_ISOLATED'
  readonly status = 503
  readonly message = 'instance isolation circuitBreaker is open.'
  readonly rule: string
  usedAt = 0
  readonly #breaker: CircuitBreaker
  readonly #isFailure: StatusRule
  readonly #failures: FailureOptions

  constructor(rule: string, breaker: CircuitBreaker, isFailure: StatusRule, failures: FailureOptions) {
    this.rule = rule
    this.#breaker = breaker
    this.#isFailure = isFailure
    this.#failures = failures
  }

  get state(): BreakerState {
    return this.#breaker.state
  }

  get blockedUntil(): number {
    return this.#breaker.blockedUntil
  }

  wouldAdmit(now: number): boolean {
    return this.#breaker.wouldAdmit(now)
  }

  read(): BreakerReading {
    return this.#breaker.read()
  }

  holds(now: number): boolean {
    return this.#breaker.state === 'OPEN' && now <= this.#breaker.blockedUntil
  }

  admit(_call: Call, now: number): Permit {
    this.usedAt = now
    return this.#breaker.admit(now)
  }

  settle(_call: Call, permit: Permit, outcome: Outcome | undefined, now: number): void {
    this.#breaker.settle(
      permit,
      bookedAs(outcome, this.#isFailure, this.#failures),
      outcome?.durationMs ?? 0,
      now
    )
  }
}

/** Refuses everything without a breaker (6.4 step 1). */
class ForcedOpen implements KeptGate {
  readonly code = 'CHS_FORCED_OPEN'
  readonly status = 503
  readonly message: string
  readonly rule: string
  readonly blockedUntil = Infinity
  readonly usedAt = 0

  constructor(rule: string, name: string) {
    this.rule = rule
    this.message = `Policy ${name} forced open and deny requests`
  }

  wouldAdmit(): boolean {
    return false
  }

  holds(): boolean {
    return false
  }

  admit(): Permit {
    return REFUSED
  }

  settle(): void {
    // It never admits.
  }
}
