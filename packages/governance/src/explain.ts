import type { Call } from '@node-chassis/core'
import type { GovernanceExplanation } from './contracts.ts'
import type { Documents } from './documents.ts'
import { NOT_APPLIED, READERS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { matchesGroup, whyNot } from './markers/group.ts'
import type { MatchContext } from './markers/group.ts'
import { CONSUMER_ORDER, PROVIDER_ORDER } from './order.ts'
import type { Policy } from './policy.ts'

type PolicyExplanation = GovernanceExplanation['policies'][number]
type NotChosen = PolicyExplanation['notChosen'][number]

/** Why a call meets the policies it meets and no others (N32): kinds of its side in their order, then those that have policies. */
export function explainPolicies(
  call: Call,
  documents: Documents,
  context: MatchContext
): PolicyExplanation[] {
  const order: readonly Kind[] = call.side === 'consumer' ? CONSUMER_ORDER : PROVIDER_ORDER
  const others = (Object.keys(READERS) as Kind[]).filter((kind) => !order.includes(kind))
  return [
    ...order.map((kind) => explainKind(kind, call, documents, context)),
    ...others
      .map((kind) => explainOther(kind, call, documents, context))
      .filter(({ notChosen }) => notChosen.length > 0)
  ]
}

function explainKind(kind: Kind, call: Call, documents: Documents, context: MatchContext): PolicyExplanation {
  const notChosen: NotChosen[] = inertOf(kind, documents)
  let chosen: Policy | undefined
  for (const policy of strongestFirst(kind, documents)) {
    const problem = mismatch(policy, call, documents, context)
    if (problem !== undefined) notChosen.push({ name: policy.name, because: problem })
    else if (chosen === undefined) chosen = policy
    else notChosen.push({ name: policy.name, because: passedOver(policy, chosen) })
  }
  if (chosen !== undefined) {
    const because = `first of its kind whose matchGroup '${chosen.name}' matches (order ${chosen.order})`
    return { kind, chosen: chosen.name, because, notChosen }
  }
  return {
    kind,
    chosen: undefined,
    because: notChosen.length === 0 ? 'no policy' : 'no policy matches',
    notChosen
  }
}

// Kinds that this side never asks: worth a word only where their policy would have matched.
function explainOther(
  kind: Kind,
  call: Call,
  documents: Documents,
  context: MatchContext
): PolicyExplanation {
  const because = NOT_APPLIED.has(kind)
    ? 'this version does not apply policies of this kind'
    : `this kind applies to the ${call.side === 'consumer' ? 'provider' : 'consumer'}'s side only`
  const notChosen = strongestFirst(kind, documents)
    .filter((policy) => mismatch(policy, call, documents, context) === undefined)
    .map(({ name }) => ({ name, because }))
  return { kind, chosen: undefined, because, notChosen }
}

function strongestFirst(kind: Kind, { policies }: Documents): Policy[] {
  return policies
    .filter((policy) => policy.kind === kind)
    .toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))
}

function mismatch(
  policy: Policy,
  call: Call,
  documents: Documents,
  context: MatchContext
): string | undefined {
  const group = documents.groups.get(policy.name)
  if (group !== undefined)
    return matchesGroup(group, call, context) ? undefined : whyNot(group, call, context)
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
