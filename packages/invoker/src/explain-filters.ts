import type { Call } from '@node-chassis/core'
import { whyFurther, whyIneligible, whyOtherPriority } from '@node-chassis/governance'
import type { ConsumerPlan } from '@node-chassis/governance'
import type { Keeper } from './keeper.ts'
import type { Member } from './member.ts'

/** Which instance filter leaves an instance out or behind, and why (decisions.md N32). */
export function filterObstacles(
  keeper: Keeper,
  call: Call,
  plan: ConsumerPlan,
  groups: readonly { readonly members: readonly string[] }[],
  now: number
): ReadonlyMap<Member, string> {
  const { filters } = keeper
  const found = new Map<Member, string>()
  if (!filters.restricts) return found
  const { selection, service } = filters
  const note = (member: Member, because: string): void => {
    if (!found.has(member)) found.set(member, because)
  }
  const classes = keeper.classes(plan.isolation, now)
  for (const listed of [true, false]) {
    const up = [...keeper.members].filter(
      ({ status, current, memory }) => status === 'UP' && memory.endpoint !== undefined && current === listed
    )
    const kept = new Set(filters.eligible?.(up) ?? up)
    for (const member of up) if (!kept.has(member)) note(member, whyIneligible(selection, service, member))
  }
  const leading = classes.u.length > 0 ? classes.u : classes.h
  const level = filters.levelFor(call, leading)
  const everybody = new Set([...classes.a, ...classes.h, ...classes.u])
  const served = new Set(
    level === undefined ? [] : [...everybody].filter((one) => filters.serves(one, level))
  )
  for (const member of everybody) {
    if (!served.has(member)) note(member, whyOtherPriority(selection, member, filters.wantedBy(call), level))
  }
  const candidates = classes.a.filter((member) => served.has(member))
  if (filters.before !== undefined) {
    const near = new Set(filters.before(candidates))
    for (const member of candidates) if (!near.has(member)) note(member, whyFurther(selection, member, false))
  }
  if (filters.levels !== undefined) {
    // Behind dark launch: nearness counts within each route group.
    const lists =
      groups.length === 0
        ? [candidates]
        : groups.map(({ members }) => candidates.filter(({ id }) => members.includes(id)))
    for (const list of lists) {
      const levels = filters.levels(list)
      const first = new Set(levels[0])
      const reachable = new Set(levels.flat())
      for (const member of list)
        if (!first.has(member)) note(member, whyFurther(selection, member, !reachable.has(member)))
    }
  }
  return found
}
