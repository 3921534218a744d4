import { EventHub } from '@node-chassis/core'
import type { Call, Env, EventSource, Gate, InstanceList } from '@node-chassis/core'
import type {
  ConsumerPlan,
  Governance,
  GovernanceExplanation,
  GovernanceProblem,
  ServiceRouter
} from './contracts.ts'
import { NO_DOCUMENTS, readDocuments } from './documents.ts'
import type { Documents } from './documents.ts'
import { explainPolicies } from './explain.ts'
import { readLegacyBalancing } from './legacy-balancing.ts'
import { legacyWarnings } from './legacy-warnings.ts'
import type { CustomMatcher, MatchContext } from './markers/group.ts'
import { Selector } from './markers/selector.ts'
import { readMatchTypes } from './match-type.ts'
import { CONSUMER_ORDER, PROVIDER_ORDER } from './order.ts'
import { consumerPlans, providerPlans } from './plans.ts'
import type { ProviderPlan } from './plans.ts'
import { Processors } from './processors.ts'
import type { BreakerTransition } from './processors.ts'
import { createRouting } from './routing/routing.ts'
import type { Routing, RoutingOptions } from './routing/routing.ts'
import type { Self } from './services.ts'

export interface GovernanceOptions {
  readonly env: Env
  /** Who this process is, for `services` fields (governance.md 1.5). */
  readonly self: Self
  /**
   * A started attempt that its time limit ended counts as a failure and may be retried (D6). Beats the key
   * `servicecomb.governance.readTimeoutIsFailure`. @defaultValue false
   */
  readonly readTimeoutIsFailure?: boolean
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
}

const READ_TIMEOUT_IS_FAILURE = 'servicecomb.governance.readTimeoutIsFailure'

/** Everything decided from one set of values; replaced as a whole. */
interface Snapshot {
  readonly values: ReadonlyMap<string, string>
  readonly documents: Documents
  readonly processors: Processors
  readonly context: MatchContext
  readonly consumer: (call: Call) => ConsumerPlan
  readonly provider: (call: Call) => ProviderPlan
  readonly problems: readonly GovernanceProblem[]
}

/** Governance of one process. Nothing applies until the first `apply`. */
export function createGovernance(options: GovernanceOptions): GovernanceEngine {
  return new Engine(options)
}

class Engine implements GovernanceEngine {
  readonly #env: Env
  readonly #self: Self
  // One object that gates hold on to: a changed setting reaches those that keep their state.
  readonly #failures: { readTimeoutIsFailure: boolean }
  readonly #readTimeoutIsFailure: boolean | undefined
  readonly #routing: Routing
  readonly #matchers = new Map<string, CustomMatcher>()
  readonly #unknownMatchers = new Set<string>()
  readonly #events: EventHub<GovernanceEvents>
  #snapshot: Snapshot
  #revision = 0

  constructor({ env, self, readTimeoutIsFailure, routing }: GovernanceOptions) {
    this.#env = env
    this.#self = self
    this.#readTimeoutIsFailure = readTimeoutIsFailure
    this.#failures = { readTimeoutIsFailure: readTimeoutIsFailure ?? false }
    this.#routing = createRouting({ ...routing, env })
    this.#events = new EventHub((error, name) =>
      env.log.error({ err: error, event: name }, 'a listener threw')
    )
    this.#snapshot = this.#compile(new Map(), undefined)
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
    const next = this.#compile(values, before)
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
    return this.#routing.router(service)
  }

  explain(call: Call, list: InstanceList | undefined): GovernanceExplanation {
    const { documents, context, consumer, provider } = this.#snapshot
    return {
      policies: explainPolicies(call, documents, context),
      route: this.#routing.explain(call, list),
      plan: (call.side === 'consumer' ? consumer(call) : provider(call)).description
    }
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

  // Compiled aside: until it is whole, calls go by the old one.
  #compile(values: ReadonlyMap<string, string>, before: Snapshot | undefined): Snapshot {
    const documents = readDocuments(values, this.#self, before?.documents ?? NO_DOCUMENTS)
    const processors = new Processors(
      documents.policies,
      {
        clock: this.#env.clock,
        failures: this.#failures,
        onTransition: (transition) => this.#announce(transition)
      },
      before?.processors
    )
    const balancing = readLegacyBalancing(values)
    this.#failures.readTimeoutIsFailure =
      this.#readTimeoutIsFailure ?? values.get(READ_TIMEOUT_IS_FAILURE)?.trim().toLowerCase() === 'true'
    const matchTypes = readMatchTypes(values)
    const { usesNames } = matchTypes
    const context: MatchContext = {
      apiPath: (call) => matchTypes.apiPath(call),
      custom: (name) => this.#matcher(name)
    }
    const { policies, groups } = documents
    const consumer = new Selector(CONSUMER_ORDER, policies, groups, context, usesNames)
    const provider = new Selector(PROVIDER_ORDER, policies, groups, context, usesNames)
    return {
      values,
      documents,
      processors,
      context,
      consumer: consumerPlans(consumer, processors, balancing, this.#failures),
      provider: providerPlans(provider, processors),
      problems: [
        ...documents.problems,
        ...balancing.problems,
        ...legacyWarnings(values),
        ...this.#routing.apply(values)
      ]
    }
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
    const { rule, instance, from, to, failureRate, slowRate, waitMs } = transition
    const record = { rule, instance: instance?.id, from, to, failureRate, slowRate, waitMs }
    if (to === 'OPEN') this.#env.log.warn(record, 'circuit breaker opened')
    else this.#env.log.info(record, `circuit breaker is ${to}`)
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
