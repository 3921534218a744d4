import type { Call, InstanceList, WithheldDocument } from '@node-chassis/core'
import type { GovernanceExplanation } from '../contracts.ts'
import { withWithheld } from '../documents.ts'
import type { Policy } from '../policy.ts'
import type { Routing } from '../routing/routing.ts'
import type { Snapshot } from '../snapshot.ts'
import { explainIsolation, isolationHints, namesHint } from './isolation.ts'
import { explainMarkers, explainPolicies } from './policies.ts'
import type { ExplainContext } from './policies.ts'
import { explainSettings } from './settings.ts'
import type { Transitions } from './transitions.ts'
import { unreadKeys } from './unread-keys.ts'

/** What an explanation is made of, besides the snapshot in force. */
export interface ExplainWorld {
  readonly sourceOf: (key: string) => string | undefined
  readonly withheld: () => readonly WithheldDocument[]
  readonly readTimeoutIsFailure: () => boolean
  readonly routing: Routing
  readonly transitions: Transitions
}

/** Which policies a call meets and which not, and why (decisions.md N32). Counts nothing. */
export function explainGovernance(
  call: Call,
  list: InstanceList | undefined,
  snapshot: Snapshot,
  world: ExplainWorld
): GovernanceExplanation {
  const { values, context: match, timed, problems, usesNames } = snapshot
  const documents = withWithheld(snapshot.documents, values, world.withheld())
  const { sourceOf, routing } = world
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
  const route = routing.explain(call, list)
  const routeKey = route.rule?.split(' ', 1)[0]
  return {
    request: { side: call.side, method: call.method, path: call.path, service },
    hints: [
      ...namesHint(call, usesNames),
      ...(isolation === undefined
        ? []
        : isolationHints(isolation, values, world.readTimeoutIsFailure(), service))
    ],
    problems,
    settings: explainSettings(call, values, sourceOf),
    unread: unreadKeys(values, documents),
    markers: explainMarkers(call, context),
    policies,
    route: routeKey === undefined ? route : { ...route, source: sourceOf(routeKey) },
    ...explainPlan(call, snapshot, isolation, list),
    breakers: world.transitions.of(new Set(chosen.map(({ key }) => key)), service)
  }
}

function explainPlan(
  call: Call,
  snapshot: Snapshot,
  isolation: Policy<'instanceIsolation'> | undefined,
  list: InstanceList | undefined
): Pick<GovernanceExplanation, 'plan' | 'isolation'> {
  const { consumer, provider } = snapshot
  if (call.side === 'provider') return { plan: provider(call).description, isolation: [] }
  const plan = consumer(call)
  return {
    plan: plan.description,
    isolation: explainIsolation(plan, isolation?.options, list?.instances ?? [])
  }
}
