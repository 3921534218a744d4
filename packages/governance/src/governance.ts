import { EventHub } from '@node-chassis/core'
import type { Call, Env, EventSource, Gate, InstanceList, WithheldDocument } from '@node-chassis/core'
import type {
  ConsumerPlan,
  Governance,
  GovernanceExplanation,
  GovernanceProblem,
  ServiceRouter
} from './contracts.ts'
import { explainGovernance } from './explain/explain.ts'
import type { ExplainWorld } from './explain/explain.ts'
import { Transitions } from './explain/transitions.ts'
import { BUILT_IN_BALANCERS } from './legacy-balancing.ts'
import type { CustomMatcher } from './markers/group.ts'
import type { BreakerTransition } from './processors.ts'
import { createRouting } from './routing/routing.ts'
import type { RoutingOptions } from './routing/routing.ts'
import type { Self } from './services.ts'
import { compileSnapshot } from './snapshot.ts'
import type { Snapshot, SnapshotWorld } from './snapshot.ts'

export interface GovernanceOptions {
  readonly env: Env
  /** Who this process is, for `services` fields (governance.md 1.5). */
  readonly self: Self
  /**
   * A started attempt that its time limit ended counts as a failure and may be retried (D6). Beats the key
   * `servicecomb.governance.readTimeoutIsFailure`. @defaultValue false
   */
  readonly readTimeoutIsFailure?: boolean
  /** Where the value of a key is from, for `explain`. @defaultValue unknown */
  readonly sourceOf?: (key: string) => string | undefined
  /** Documents that the configuration's sources hold back, for `explain`. @defaultValue none */
  readonly withheld?: () => readonly WithheldDocument[]
  /** Names of the application's own balancers, beside those built in. */
  readonly balancers?: Iterable<string>
  /** Options of the dark-launch router that no configuration key sets. */
  readonly routing?: Omit<RoutingOptions, 'env'>
}

/** Rare transitions, never per call. */
export interface GovernanceEvents {
  /** Any breaker, of a policy or of an instance, changed its state. */
  readonly breaker: BreakerTransition
  /** An instance's breaker opened; once per opening (governance.md 6.4). */
  readonly isolated: {
    readonly rule: string
    readonly service: string
    readonly instanceId: string
    readonly waitMs: number
  }
}

/** `Governance`, with what its owner does with it beyond asking. */
export interface GovernanceEngine extends Governance, EventSource<GovernanceEvents> {
  /** Makes `customMatcher` items with this handler name work; the last one registered wins (governance.md 3). */
  registerMatcher(name: string, matcher: CustomMatcher): void
  /**
   * What the mapper policies of a request put into its context, before its plan is asked for (governance.md 6.11).
   * Undefined when nothing is put there.
   */
  contextEntries(call: Call): ReadonlyMap<string, string> | undefined
}

/** Governance of one process. Nothing applies until the first `apply`. */
export function createGovernance(options: GovernanceOptions): GovernanceEngine {
  return new Engine(options)
}

class Engine implements GovernanceEngine {
  readonly #env: Env
  readonly #world: SnapshotWorld
  readonly #explaining: ExplainWorld
  readonly #matchers = new Map<string, CustomMatcher>()
  readonly #unknownMatchers = new Set<string>()
  readonly #events: EventHub<GovernanceEvents>
  #snapshot: Snapshot
  #revision = 0

  constructor({
    env,
    self,
    readTimeoutIsFailure,
    sourceOf,
    withheld,
    balancers = [],
    routing
  }: GovernanceOptions) {
    this.#env = env
    const failures = { readTimeoutIsFailure: readTimeoutIsFailure ?? false }
    this.#world = {
      clock: env.clock,
      self,
      failures,
      readTimeoutIsFailure,
      balancers: new Set([...BUILT_IN_BALANCERS, ...balancers]),
      routing: createRouting({ ...routing, env }),
      custom: (name) => this.#matcher(name),
      onTransition: (transition) => this.#announce(transition)
    }
    this.#explaining = {
      sourceOf: sourceOf ?? (() => undefined),
      withheld: withheld ?? (() => []),
      readTimeoutIsFailure: () => failures.readTimeoutIsFailure,
      routing: this.#world.routing,
      transitions: new Transitions()
    }
    this.#events = new EventHub((error, name) =>
      env.log.error({ err: error, event: name }, 'a listener threw')
    )
    this.#snapshot = compileSnapshot(new Map(), this.#world, undefined)
  }

  get revision(): number {
    return this.#revision
  }

  get problems(): readonly GovernanceProblem[] {
    return this.#snapshot.problems
  }

  apply(values: ReadonlyMap<string, string>): void {
    const before = this.#snapshot
    if (isSame(values, before.values)) return
    const next = compileSnapshot(values, this.#world, before)
    this.#snapshot = next
    this.#revision++
    this.#report(next.problems, before.problems)
  }

  consumerPlan(call: Call): ConsumerPlan {
    return this.#snapshot.consumer(call)
  }

  providerPlan(call: Call): { readonly gates: readonly Gate[]; readonly description: string } {
    return this.#snapshot.provider(call)
  }

  router(service: string): ServiceRouter | undefined {
    return this.#world.routing.router(service)
  }

  explain(call: Call, list: InstanceList | undefined): GovernanceExplanation {
    return explainGovernance(call, list, this.#snapshot, this.#explaining)
  }

  contextEntries(call: Call): ReadonlyMap<string, string> | undefined {
    return this.#snapshot.entries(call)
  }

  registerMatcher(name: string, matcher: CustomMatcher): void {
    this.#matchers.set(name, matcher)
  }

  on<Name extends keyof GovernanceEvents>(
    name: Name,
    listener: (event: GovernanceEvents[Name]) => void
  ): () => void {
    return this.#events.on(name, listener)
  }

  #matcher(name: string): CustomMatcher | undefined {
    const matcher = this.#matchers.get(name)
    if (matcher === undefined && !this.#unknownMatchers.has(name)) {
      this.#unknownMatchers.add(name)
      this.#env.log.error(
        { matcher: name },
        'a matchGroup names a custom matcher that nobody registered; it never matches'
      )
    }
    return matcher
  }

  #announce(transition: BreakerTransition): void {
    const { rule, instance, from, to, failureRate, slowRate, reason, waitMs } = transition
    const record = { rule, instance: instance?.id, from, to, reason, failureRate, slowRate, waitMs }
    if (to === 'OPEN') this.#env.log.warn(record, `circuit breaker opened: ${reason}`)
    else this.#env.log.info(record, `circuit breaker is ${to}: ${reason}`)
    this.#explaining.transitions.note(transition, this.#env.clock.wallNow())
    this.#events.emit('breaker', transition)
    if (to === 'OPEN' && instance !== undefined) {
      this.#events.emit('isolated', { rule, service: instance.service, instanceId: instance.id, waitMs })
    }
  }

  // Once per change: what was already wrong in the same way stays silent.
  #report(now: readonly GovernanceProblem[], before: readonly GovernanceProblem[]): void {
    const known = new Set(before.map(({ key, message }) => `${key}\n${message}`))
    for (const { key, severity, message } of now) {
      if (known.has(`${key}\n${message}`)) continue
      if (severity === 'error') this.#env.log.error({ key }, `${key} ${message}`)
      else this.#env.log.warn({ key }, `${key} ${message}`)
    }
  }
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) if (b.get(key) !== value) return false
  return true
}
