import type { Clock, Gate, Instance } from '@node-chassis/core'
import { BulkheadGate } from './bulkhead/gate.ts'
import type { BreakerReason, BreakerState, OnTransition } from './circuit-breaker/breaker.ts'
import { CircuitBreakerGate } from './circuit-breaker/gate.ts'
import type { InstanceGates } from './contracts.ts'
import type { FailureOptions } from './failures.ts'
import { FaultInjectionGate } from './fault-injection/gate.ts'
import { IdentifierRateLimitingGate } from './identifier-rate-limiting/gate.ts'
import { instanceBulkhead } from './instance-bulkhead/gate.ts'
import { instanceIsolation } from './instance-isolation/gate.ts'
import type { Kind } from './kinds.ts'
import type { Policy } from './policy.ts'
import { RateLimitingGate } from './rate-limiting/gate.ts'

/** A breaker changed its state. Rates are percent, 0 where nothing was judged. */
export interface BreakerTransition {
  /** Configuration key of the policy. */
  readonly rule: string
  /** The instance, for breakers of instanceIsolation. */
  readonly instance: Instance | undefined
  readonly from: BreakerState
  readonly to: BreakerState
  readonly failureRate: number
  readonly slowRate: number
  readonly reason: BreakerReason
  /** How long it stays open, when it opens. */
  readonly waitMs: number
}

export interface ProcessorDependencies {
  readonly clock: Clock
  readonly failures: FailureOptions
  readonly onTransition: (transition: BreakerTransition) => void
}

interface Kept {
  readonly fingerprint: string
  processor: Gate | InstanceGates | undefined
}

/**
 * The state of policies in force: made at the first matching call, kept while the policy says the same, whatever happens
 * to its matchGroup, its `order` and its `services` (governance.md 4, 9; D23). A replaced one is simply garbage.
 */
export class Processors {
  readonly #kept: Map<string, Kept>
  readonly #dependencies: ProcessorDependencies

  constructor(policies: readonly Policy[], dependencies: ProcessorDependencies, before?: Processors) {
    this.#dependencies = dependencies
    // Handed on, not copied: whoever asks for plans of the configuration before has been told of this one.
    const kept = before === undefined ? new Map<string, Kept>() : before.#kept
    for (const { key, fingerprint } of policies)
      if (kept.get(key)?.fingerprint !== fingerprint) kept.set(key, { fingerprint, processor: undefined })
    if (kept.size > policies.length) {
      const keys = new Set(policies.map(({ key }) => key))
      for (const key of kept.keys()) if (!keys.has(key)) kept.delete(key)
    }
    this.#kept = kept
  }

  gate(policy: Policy | undefined): Gate | undefined {
    return policy === undefined || isBypassed(policy) ? undefined : (this.#of(policy) as Gate)
  }

  instanceGates(policy: Policy | undefined): InstanceGates | undefined {
    return policy === undefined || isBypassed(policy) ? undefined : (this.#of(policy) as InstanceGates)
  }

  #of(policy: Policy): Gate | InstanceGates {
    const kept = this.#kept.get(policy.key) as Kept
    return (kept.processor ??= this.#make(policy))
  }

  #make(policy: Policy): Gate | InstanceGates {
    const { key, name } = policy
    const { clock, failures } = this.#dependencies
    if (is(policy, 'rateLimiting')) return new RateLimitingGate(key, policy.options)
    if (is(policy, 'identifierRateLimiting')) return new IdentifierRateLimitingGate(key, policy.options)
    if (is(policy, 'bulkhead')) return new BulkheadGate(key, policy.options)
    if (is(policy, 'faultInjection')) return new FaultInjectionGate(key, policy.options)
    if (is(policy, 'instanceBulkhead')) return instanceBulkhead(key, policy.options, clock)
    if (is(policy, 'circuitBreaker')) {
      const tell = this.#teller(key, policy.options.waitDurationInOpenStateMs)
      return new CircuitBreakerGate(key, policy.options, failures, (...change) => tell(undefined, ...change))
    }
    if (is(policy, 'instanceIsolation')) {
      const tell = this.#teller(key, policy.options.waitDurationInOpenStateMs)
      return instanceIsolation(key, name, policy.options, { clock, failures, onTransition: tell })
    }
    throw new TypeError(`policies of kind ${policy.kind} have no gate`)
  }

  #teller(
    rule: string,
    openMs: number
  ): (instance: Instance | undefined, ...change: Parameters<OnTransition>) => void {
    return (instance, from, to, failureRate, slowRate, reason) => {
      const waitMs = to === 'OPEN' ? Math.trunc(openMs) : 0
      this.#dependencies.onTransition({ rule, instance, from, to, failureRate, slowRate, reason, waitMs })
    }
  }
}

function is<K extends Kind>(policy: Policy, kind: K): policy is Policy<K> {
  return policy.kind === kind
}

// `forceOpen` wins over `forceClosed`; a gate that lets everything pass need not be asked (6.3, 6.4).
function isBypassed(policy: Policy): boolean {
  if (!is(policy, 'circuitBreaker') && !is(policy, 'instanceIsolation')) return false
  return policy.options.forceClosed && !policy.options.forceOpen
}
