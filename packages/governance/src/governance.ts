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
import { explainIsolation, isolationHints, namesHint } from './explain/isolation.ts'
import { explainMarkers, explainPolicies } from './explain/policies.ts'
import type { ExplainContext } from './explain/policies.ts'
import { explainSettings } from './explain/settings.ts'
import { Transitions } from './explain/transitions.ts'
import { unreadKeys } from './explain/unread-keys.ts'
import { readFlowControl } from './flow-control/flow-control.ts'
import type { FlowControl } from './flow-control/flow-control.ts'
import { BUILT_IN_BALANCERS, readLegacyBalancing } from './legacy-balancing.ts'
import { legacyWarnings } from './legacy-warnings.ts'
import { MAPPER_KINDS, mapperEntries } from './mapper/entries.ts'
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
import type { Policy } from './policy.ts'
import type { Self } from './services.ts'
import { appliesTimeLimiters } from './time-limiter/options.ts'

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

const READ_TIMEOUT_IS_FAILURE = 'servicecomb.governance.readTimeoutIsFailure'

/** Everything decided from one set of values; replaced as a whole. */
interface Snapshot {
  readonly values: ReadonlyMap<string, string>
  readonly documents: Documents
  readonly processors: Processors
  readonly context: MatchContext
  readonly consumer: (call: Call) => ConsumerPlan
  readonly provider: (call: Call) => ProviderPlan
  readonly entries: (call: Call) => ReadonlyMap<string, string> | undefined
  readonly flowControl: FlowControl
  /** Whether match type rpc is set anywhere. */
  readonly usesNames: boolean
  readonly timed: boolean
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
  readonly #balancers: ReadonlySet<string>
  readonly #routing: Routing
  readonly #sourceOf: (key: string) => string | undefined
  readonly #transitions = new Transitions()
  readonly #matchers = new Map<string, CustomMatcher>()
  readonly #unknownMatchers = new Set<string>()
  readonly #events: EventHub<GovernanceEvents>
  #snapshot: Snapshot
  #revision = 0

  constructor({ env, self, readTimeoutIsFailure, sourceOf, balancers = [], routing }: GovernanceOptions) {
    this.#env = env
    this.#self = self
    this.#readTimeoutIsFailure = readTimeoutIsFailure
    this.#failures = { readTimeoutIsFailure: readTimeoutIsFailure ?? false }
    this.#sourceOf = sourceOf ?? (() => undefined)
    this.#balancers = new Set([...BUILT_IN_BALANCERS, ...balancers])
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
    const { values, documents, context: match, timed, problems, usesNames } = this.#snapshot
    const sourceOf = this.#sourceOf
    const context: ExplainContext = { documents, match, timed, sourceOf }
    const policies = explainPolicies(call, context)
    const chosen = policies.flatMap(({ kind, chosen: name }) => {
      const policy = documents.policies.find((one) => one.kind === kind && one.name === name)
      return policy === undefined ? [] : [policy]
    })
    const isolation = chosen.find((policy) => policy.kind === 'instanceIsolation') as
      | Policy<'instanceIsolation'>
      | undefined
    const { service } = call
    const route = this.#routing.explain(call, list)
    const routeKey = route.rule?.split(' ', 1)[0]
    return {
      request: { side: call.side, method: call.method, path: call.path, service },
      hints: [
        ...namesHint(call, usesNames),
        ...(isolation === undefined
          ? []
          : isolationHints(isolation, values, this.#failures.readTimeoutIsFailure, service))
      ],
      problems,
      settings: explainSettings(call, values, sourceOf),
      unread: unreadKeys(values, documents),
      markers: explainMarkers(call, context),
      policies,
      route: routeKey === undefined ? route : { ...route, source: sourceOf(routeKey) },
      ...this.#explainPlan(call, isolation, list),
      breakers: this.#transitions.of(new Set(chosen.map(({ key }) => key)), service)
    }
  }

  #explainPlan(
    call: Call,
    isolation: Policy<'instanceIsolation'> | undefined,
    list: InstanceList | undefined
  ): Pick<GovernanceExplanation, 'plan' | 'isolation'> {
    const { consumer, provider } = this.#snapshot
    if (call.side === 'provider') return { plan: provider(call).description, isolation: [] }
    const plan = consumer(call)
    return {
      plan: plan.description,
      isolation: explainIsolation(plan, isolation?.options, list?.instances ?? [])
    }
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
    const { rest } = documents
    const balancing = readLegacyBalancing(rest, this.#balancers)
    this.#failures.readTimeoutIsFailure =
      this.#readTimeoutIsFailure ?? values.get(READ_TIMEOUT_IS_FAILURE)?.trim().toLowerCase() === 'true'
    const matchTypes = readMatchTypes(rest)
    const { usesNames } = matchTypes
    const context: MatchContext = {
      apiPath: (call) => matchTypes.apiPath(call),
      custom: (name) => this.#matcher(name)
    }
    const { policies, groups } = documents
    const timed = appliesTimeLimiters(values)
    const asked = CONSUMER_ORDER.filter((kind) => kind !== 'timeLimiter' || timed)
    const consumer = new Selector(asked, policies, groups, context, usesNames)
    const provider = new Selector(PROVIDER_ORDER, policies, groups, context, usesNames)
    const mappers = new Selector(MAPPER_KINDS, policies, groups, context, usesNames)
    const flowControl = readFlowControl(rest, before?.flowControl)
    return {
      values,
      documents,
      processors,
      context,
      consumer: consumerPlans(consumer, processors, balancing, this.#failures, flowControl),
      provider: providerPlans(provider, processors, flowControl),
      entries: mapperEntries(mappers, context),
      flowControl,
      usesNames,
      timed,
      problems: [
        ...documents.problems,
        ...balancing.problems,
        ...flowControl.problems,
        ...legacyWarnings(rest),
        ...this.#routing.apply(rest)
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
    const { rule, instance, from, to, failureRate, slowRate, reason, waitMs } = transition
    const record = { rule, instance: instance?.id, from, to, reason, failureRate, slowRate, waitMs }
    if (to === 'OPEN') this.#env.log.warn(record, `circuit breaker opened: ${reason}`)
    else this.#env.log.info(record, `circuit breaker is ${to}: ${reason}`)
    this.#transitions.note(transition, this.#env.clock.wallNow())
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
