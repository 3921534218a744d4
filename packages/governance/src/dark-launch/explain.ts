import type { Call, Instance, Random } from '@node-chassis/core'
import type { GovernanceExplanation } from '../contracts.ts'
import type { HeaderLookup } from '../routing/header-lookup.ts'
import type { DarkLaunchPolicy } from './policy.ts'
import { darkLaunchGroup, itemFor } from './router.ts'

type RouteExplanation = GovernanceExplanation['route']

// A dry run draws nothing: shares are told, not taken.
const LAST: Random = { next: () => 0.999, below: (n) => n - 1 }

/** Adds to what the rules say what the legacy policy makes of it. */
export function explainDarkLaunch(
  policy: DarkLaunchPolicy,
  route: RouteExplanation,
  call: Call,
  headerOf: HeaderLookup,
  instances: readonly Instance[]
): RouteExplanation {
  const byShare = policy.items.some(({ takes }) => takes === undefined)
  const item = byShare ? undefined : itemFor(policy, call, headerOf, LAST)
  const what = byShare
    ? `shares ${policy.items.map(({ name, rate }) => `${name} ${rate}%`).join(', ')}, the rest default`
    : item === undefined
      ? 'no item matches, so the instances in no group take it'
      : `item '${item.name}' matches`
  const groups = route.groups.map((group) => {
    const members = instances.filter(({ id }) => group.members.includes(id))
    const narrowed = byShare ? undefined : darkLaunchGroup(policy, item, members)
    if (narrowed === undefined) return group
    return {
      label: `${group.label}, dark launch ${narrowed.name}`,
      weight: group.weight,
      members: members.filter(narrowed.holds).map(({ id }) => id)
    }
  })
  return { rule: route.rule, because: `${route.because}; then ${policy.key}: ${what}`, groups }
}
