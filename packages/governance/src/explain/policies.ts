import type { Call } from '@node-chassis/core'
import type { GovernanceExplanation } from '../contracts.ts'
import type { Documents } from '../documents.ts'
import { READERS } from '../kinds.ts'
import type { Kind } from '../kinds.ts'
import { MAPPER_KINDS } from '../mapper/entries.ts'
import { matchesGroup, whyNot } from '../markers/group.ts'
import type { MatchContext } from '../markers/group.ts'
import { CONSUMER_ORDER, PROVIDER_ORDER } from '../order.ts'
import type { Policy } from '../policy.ts'
import { NOT_APPLIED } from '../time-limiter/options.ts'

type PolicyExplanation = GovernanceExplanation['policies'][number]
type NotChosen = PolicyExplanation['notChosen'][number]

/** What explaining needs besides the call. */
export interface ExplainContext {
  readonly documents: Documents
  readonly match: MatchContext
  /** Whether timeLimiter policies are applied. */
  readonly timed: boolean
  readonly sourceOf: (key: string) => string | undefined
}

/** Why a call meets the policies it meets and no others (N32): kinds of its side in their order, then those that have policies. */
export function explainPolicies(call: Call, context: ExplainContext): PolicyExplanation[] {
  const asked: readonly Kind[] =
    call.side === 'consumer' ? CONSUMER_ORDER : [...MAPPER_KINDS, ...PROVIDER_ORDER]
  const order = asked.filter((kind) => kind !== 'timeLimiter' || context.timed)
  const others = (Object.keys(READERS) as Kind[]).filter((kind) => !order.includes(kind))
  return [
    ...order.map((kind) => explainKind(kind, call, context)),
    ...others.map((kind) => explainOther(kind, call, context)).filter(({ notChosen }) => notChosen.length > 0)
  ]
}

/** Every marker, and which condition the call fails (N32). */
export function explainMarkers(call: Call, context: ExplainContext): GovernanceExplanation['markers'] {
  const { documents, match, sourceOf } = context
  const inForce = [...documents.groups.values()].map((group) => {
    const matches = matchesGroup(group, call, match)
    const because = matches ? `matches: ${whyMatched(group, call, match)}` : whyNot(group, call, match)
    return { name: group.name, matches, because, source: sourceOf(group.key) }
  })
  const others = [...documents.inert]
    .filter(([, { kind }]) => kind === 'matchGroup')
    .map(([key, { name, because }]) => ({ name, matches: false, because, source: sourceOf(key) }))
  return [...inForce, ...others]
}

function whyMatched(group: Parameters<typeof matchesGroup>[0], call: Call, match: MatchContext): string {
  const item = group.items.find(
    ({ possible, conditions }) => possible && conditions.every(({ holds }) => holds(call, match))
  )
  return item?.conditions.map(({ asks }) => asks).join(', ') || 'an item without a condition'
}

function explainKind(kind: Kind, call: Call, context: ExplainContext): PolicyExplanation {
  const { documents, sourceOf } = context
  const notChosen: NotChosen[] = inertOf(kind, documents)
  let chosen: Policy | undefined
  for (const policy of strongestFirst(kind, documents)) {
    const problem = mismatch(policy, call, context)
    if (problem !== undefined) notChosen.push({ name: policy.name, because: problem })
    else if (chosen === undefined) chosen = policy
    else notChosen.push({ name: policy.name, because: passedOver(policy, chosen) })
  }
  if (chosen !== undefined) {
    const because = `first of its kind whose matchGroup '${chosen.name}' matches (order ${chosen.order})`
    const { name, key, options } = chosen
    const settings = Object.fromEntries(Object.entries(options))
    return { kind, chosen: name, because, settings, source: sourceOf(key), notChosen }
  }
  const because = notChosen.length === 0 ? 'no policy' : 'no policy matches'
  return { kind, chosen: undefined, because, notChosen }
}

// Kinds that this side never asks: worth a word only where their policy would have matched.
function explainOther(kind: Kind, call: Call, context: ExplainContext): PolicyExplanation {
  const because =
    kind === 'timeLimiter' && call.side === 'consumer'
      ? NOT_APPLIED
      : `this kind applies to the ${call.side === 'consumer' ? 'provider' : 'consumer'}'s side only`
  const notChosen = strongestFirst(kind, context.documents)
    .filter((policy) => mismatch(policy, call, context) === undefined)
    .map(({ name }) => ({ name, because }))
  return { kind, chosen: undefined, because, notChosen }
}

function strongestFirst(kind: Kind, { policies }: Documents): Policy[] {
  return policies
    .filter((policy) => policy.kind === kind)
    .toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))
}

function mismatch(policy: Policy, call: Call, { documents, match }: ExplainContext): string | undefined {
  const group = documents.groups.get(policy.name)
  if (group !== undefined) return matchesGroup(group, call, match) ? undefined : whyNot(group, call, match)
  const inert = documents.inert.get(`servicecomb.matchGroup.${policy.name}`)
  return inert === undefined ? `there is no matchGroup '${policy.name}'` : `its matchGroup: ${inert.because}`
}

function passedOver(policy: Policy, chosen: Policy): string {
  return policy.order === chosen.order
    ? `'${chosen.name}' has the same order ${chosen.order} and comes first by name`
    : `'${chosen.name}' is stronger: order ${chosen.order} before ${policy.order}`
}

function inertOf(kind: Kind, { inert }: Documents): NotChosen[] {
  return [...inert.values()]
    .filter((item) => item.kind === kind)
    .map(({ name, because }) => ({ name, because }))
}
