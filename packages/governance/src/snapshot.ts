import type { Call, Clock } from '@node-chassis/core'
import type { ConsumerPlan, GovernanceProblem } from './contracts.ts'
import { readDocuments } from './documents.ts'
import type { Documents } from './documents.ts'
import { readFlowControl } from './flow-control/flow-control.ts'
import type { FlowControl } from './flow-control/flow-control.ts'
import type { Kind } from './kinds.ts'
import { readLegacyBalancing } from './legacy-balancing.ts'
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
import type { Routing } from './routing/routing.ts'
import type { Self } from './services.ts'
import { appliesTimeLimiters } from './time-limiter/options.ts'

const READ_TIMEOUT_IS_FAILURE = 'servicecomb.governance.readTimeoutIsFailure'

/** Everything decided from one set of values; replaced as a whole. */
export interface Snapshot {
  readonly values: ReadonlyMap<string, string>
  readonly documents: Documents
  readonly processors: Processors
  readonly context: MatchContext
  readonly selectors: { readonly consumer: Selector; readonly provider: Selector; readonly mappers: Selector }
  readonly consumer: (call: Call) => ConsumerPlan
  readonly provider: (call: Call) => ProviderPlan
  readonly entries: (call: Call) => ReadonlyMap<string, string> | undefined
  readonly flowControl: FlowControl
  /** Whether match type rpc is set anywhere. */
  readonly usesNames: boolean
  readonly timed: boolean
  readonly problems: readonly GovernanceProblem[]
}

/** What stays while snapshots come and go. */
export interface SnapshotWorld {
  readonly clock: Clock
  readonly self: Self
  /** One object that gates hold on to: a changed setting reaches those that keep their state. */
  readonly failures: { readTimeoutIsFailure: boolean }
  /** Beats the key. */
  readonly readTimeoutIsFailure: boolean | undefined
  readonly balancers: ReadonlySet<string>
  readonly routing: Routing
  readonly custom: (name: string) => CustomMatcher | undefined
  readonly onTransition: (transition: BreakerTransition) => void
}

/** Compiled aside: until it is whole, calls go by the old one. What says the same as before keeps its state (D23). */
export function compileSnapshot(
  values: ReadonlyMap<string, string>,
  world: SnapshotWorld,
  before: Snapshot | undefined
): Snapshot {
  const documents = readDocuments(values, world.self, before?.documents)
  const processors = new Processors(
    documents.policies,
    {
      clock: world.clock,
      failures: world.failures,
      onTransition: world.onTransition
    },
    before?.processors
  )
  const { rest } = documents
  const balancing = readLegacyBalancing(rest, world.balancers)
  world.failures.readTimeoutIsFailure =
    world.readTimeoutIsFailure ?? values.get(READ_TIMEOUT_IS_FAILURE)?.trim().toLowerCase() === 'true'
  const matchTypes = readMatchTypes(rest)
  const { usesNames } = matchTypes
  const context: MatchContext = {
    apiPath: (call) => matchTypes.apiPath(call),
    custom: world.custom
  }
  const { policies, groups } = documents
  const timed = appliesTimeLimiters(values)
  const asked = CONSUMER_ORDER.filter((kind) => kind !== 'timeLimiter' || timed)
  const earlier = before?.selectors
  const select = (kinds: readonly Kind[], then: Selector | undefined): Selector =>
    new Selector(kinds, policies, groups, context, usesNames, then)
  const selectors = {
    consumer: select(asked, earlier?.consumer),
    provider: select(PROVIDER_ORDER, earlier?.provider),
    mappers: select(MAPPER_KINDS, earlier?.mappers)
  }
  const { consumer, provider, mappers } = selectors
  const flowControl = readFlowControl(rest, before?.flowControl)
  return {
    values,
    documents,
    processors,
    context,
    selectors,
    consumer: consumerPlans(consumer, processors, balancing, world.failures, flowControl),
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
      ...world.routing.apply(rest)
    ]
  }
}
