import type { Call, ErrorCode, Gate, Instance, InstanceList, Outcome, Random } from '@node-chassis/core'

/** The retry policy of a plan: pure questions, no loop. The invoker owns the loop (decisions.md, Attempt loop). */
export interface RetryPolicy {
  /** Configuration key, e.g. `servicecomb.retry.pay`. */
  readonly rule: string
  /** Attempts after the first. */
  readonly maxAttempts: number
  /** The first so many retries go to the instance last sent to. */
  readonly retryOnSame: number
  readonly failAfterMaxAttempts: boolean
  /** Whether this outcome asks for another attempt (status rule, codes of governance.md 5). Counts nothing. */
  retriable(outcome: Outcome): boolean
  /** Milliseconds before retry number `k`, counting from 1. */
  pauseMs(k: number, random: Random): number
}

/** A gate of one instance, with what the picker has to know of it (D14). */
export interface InstanceGate extends Gate {
  /** Whether `admit` would say yes; changes nothing. */
  wouldAdmit(now: number): boolean
  /** While `wouldAdmit` is no for a known time: when that ends (monotonic ms); otherwise Infinity. */
  readonly blockedUntil: number
}

/** The gates of one policy, one for each instance it has met (governance.md 4: policy + service + instance). */
export interface InstanceGates {
  readonly kind: 'instanceIsolation' | 'instanceBulkhead'
  readonly code: ErrorCode
  readonly rule: string
  /** Refuses everything without touching a breaker (6.4 step 1). */
  readonly forceOpen: boolean
  /**
   * The instance's gate, made at first use. Made anew when the id comes back with another endpoint or a later
   * registration time (N25).
   */
  gateOf(instance: Instance): InstanceGate
  /** Drops the gate of an instance that is gone. */
  forget(instance: Instance): void
  /** Goes up with every change of what `wouldAdmit` answers that is not the mere passing of `blockedUntil`. */
  readonly revision: number
}

/** What a call meets: built when configuration changes, found ready at call time. */
export interface ConsumerPlan {
  /** Gates of the whole call, outside retry, in the order of `CONSUMER_ORDER`. */
  readonly gates: readonly Gate[]
  readonly retry: RetryPolicy | undefined
  readonly isolation: InstanceGates | undefined
  readonly instanceBulkhead: InstanceGates | undefined
  /** Milliseconds that an attempt may take by a timeLimiter policy; undefined without one (governance.md 6.10). */
  readonly attemptLimitMs?: number | undefined
  /** Name of the balancer, after policies and `servicecomb.loadbalance.*` keys. */
  readonly balancer: string
  /** `print(plan)`: one line in the order things happen, for people and for tests. */
  readonly description: string
}

/** Which instances a call's group consists of, decided once per call (N5). */
export interface RouteGroup {
  /** `all`: no rule or protection. `unset`: in no route item. `none`: the rule wants an empty list. */
  readonly kind: 'tags' | 'unset' | 'all' | 'none'
  /** For people: `version=2.0.0`, `unset`, `all`. */
  readonly label: string
  /** Precedence of the rule that chose, undefined without one. */
  readonly precedence: number | undefined
  /** The members within `instances`; the same array object gives the same answer without computing it anew. */
  members(instances: readonly Instance[]): readonly Instance[]
}

/** The compiled dark-launch rules of one target service. */
export interface ServiceRouter {
  /**
   * Picks the call's group: first matching rule, then smooth weighted choice, fallback, unset, protection. Advances the
   * rule's weights. @param instances the non-empty class the picker would use now (routing.md 7.1)
   */
  route(call: Call, instances: readonly Instance[]): RouteGroup
}

/** Everything governance decides, for one process. Pure: no I/O, no timers; time and chance are handed in. */
export interface Governance {
  /** Takes a complete set of effective values; compiles aside and swaps in one assignment. Equal policies keep state. */
  apply(values: ReadonlyMap<string, string>): void
  consumerPlan(call: Call): ConsumerPlan
  providerPlan(call: Call): { readonly gates: readonly Gate[]; readonly description: string }
  /** Undefined when no rule is in force for the service: the fast path. */
  router(service: string): ServiceRouter | undefined
  /** Goes up with every `apply` that changed something. */
  readonly revision: number
  /** Policies and rules that were refused, with the reason; for logs, health and `explain`. */
  readonly problems: readonly GovernanceProblem[]
  explain(call: Call, list: InstanceList | undefined): GovernanceExplanation
}

export interface GovernanceProblem {
  readonly key: string
  readonly severity: 'error' | 'warning'
  readonly message: string
}

/** Why a call meets what it meets (N32); a dry run, nothing is counted. `explainText` tells it to people. */
export interface GovernanceExplanation {
  readonly request: {
    readonly side: 'consumer' | 'provider'
    readonly method: string
    readonly path: string
    /** Consumer: the target. Provider: the caller. */
    readonly service: string | undefined
  }
  /** What is most likely not as its author means it, with what to do. */
  readonly hints: readonly string[]
  /** Refused texts, and policies and rules that do not mean what they seem to. */
  readonly problems: readonly GovernanceProblem[]
  /** Settings that shape the call beside policies (limits, balancer, switches), as far as they are set. */
  readonly settings: readonly {
    readonly key: string
    readonly value: string
    readonly source: string | undefined
  }[]
  /** Keys below `servicecomb.` that change nothing. */
  readonly unread: readonly { readonly key: string; readonly message: string }[]
  /** Every marker; for one that does not match, the conditions that fail. */
  readonly markers: readonly {
    readonly name: string
    readonly matches: boolean
    readonly because: string
    readonly source: string | undefined
  }[]
  /** Per kind: the policy chosen, or why none is. */
  readonly policies: readonly {
    readonly kind: string
    readonly chosen: string | undefined
    readonly because: string
    /** The chosen policy's values, defaults filled in. */
    readonly settings?: Readonly<Record<string, unknown>>
    /** Where the chosen policy's text is from, e.g. `kie (service)`. */
    readonly source?: string | undefined
    readonly notChosen: readonly { readonly name: string; readonly because: string }[]
  }[]
  readonly route: {
    readonly rule: string | undefined
    readonly because: string
    readonly source?: string | undefined
    readonly groups: readonly {
      readonly label: string
      readonly weight: number
      readonly members: readonly string[]
    }[]
  }
  /** One line, in the order things happen. */
  readonly plan: string
  /** Per instance: where its breaker of the chosen instanceIsolation policy stands, and why it isolates or not. */
  readonly isolation: readonly {
    readonly instance: string
    readonly state: string
    readonly because: string
  }[]
  /** The last change of every breaker that this call meets; rates in percent, `at` in milliseconds since the epoch. */
  readonly breakers: readonly {
    readonly rule: string
    readonly service: string | undefined
    readonly instance: string | undefined
    readonly from: string
    readonly to: string
    readonly reason: string
    readonly failureRate: number
    readonly slowRate: number
    readonly waitMs: number
    readonly at: number
  }[]
}
