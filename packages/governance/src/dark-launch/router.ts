import type { Call, Instance, Random } from '@node-chassis/core'
import type { RouteGroup, ServiceRouter } from '../contracts.ts'
import { EVERYBODY } from '../routing/distribution.ts'
import type { HeaderLookup } from '../routing/header-lookup.ts'
import type { DarkLaunchItem, DarkLaunchPolicy } from './policy.ts'

/**
 * A legacy dark-launch policy behind the route rules of its service (routing.md 6.2, 7.1): narrows the group they
 * chose. A default group without instances narrows nothing (decisions.md N27).
 */
export function withDarkLaunch(
  router: ServiceRouter | undefined,
  policy: DarkLaunchPolicy,
  headerOf: HeaderLookup,
  random: Random
): ServiceRouter {
  return {
    route(call, instances) {
      const chosen = router?.route(call, instances) ?? EVERYBODY
      const members = chosen.members(instances)
      return narrowed(chosen, darkLaunchGroup(policy, itemFor(policy, call, headerOf, random), members))
    }
  }
}

/** The part of a list that a call may go to: an item's instances, those of no item, or undefined for all of them. */
export interface DarkLaunchGroup {
  readonly name: string
  readonly holds: (instance: Instance) => boolean
}

/** The first item whose condition holds; of shares, the one that a draw of 0..99 falls into. */
export function itemFor(
  { items }: DarkLaunchPolicy,
  call: Call,
  headerOf: HeaderLookup,
  random: Random
): DarkLaunchItem | undefined {
  let draw: number | undefined
  for (const item of items) {
    if (item.takes !== undefined) {
      if (item.takes(call, headerOf)) return item
      continue
    }
    draw ??= random.below(100)
    if (draw < item.rate) return item
    draw -= item.rate
  }
  return undefined
}

export function darkLaunchGroup(
  { items }: DarkLaunchPolicy,
  item: DarkLaunchItem | undefined,
  members: readonly Instance[]
): DarkLaunchGroup | undefined {
  if (item !== undefined && members.some(item.holds)) return item
  const inNone = (instance: Instance): boolean => !items.some(({ holds }) => holds(instance))
  return members.some(inNone) ? { name: 'default', holds: inNone } : undefined
}

function narrowed(chosen: RouteGroup, group: DarkLaunchGroup | undefined): RouteGroup {
  if (group === undefined) return chosen
  // Asked for every pick: the same list gives the same answer without looking at it again.
  const known = new WeakMap<readonly Instance[], readonly Instance[]>()
  return {
    ...chosen,
    label: `${chosen.label}, dark launch ${group.name}`,
    members(instances) {
      let members = known.get(instances)
      if (members === undefined) {
        members = chosen.members(instances).filter(group.holds)
        known.set(instances, members)
      }
      return members
    }
  }
}
