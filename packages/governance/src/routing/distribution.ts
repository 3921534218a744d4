import type { Instance, Logger, Random } from '@node-chassis/core'
import type { RouteGroup } from '../contracts.ts'
import { createPartitioner } from './partition.ts'
import type { Partition } from './partition.ts'
import type { RouteItem, RouteRule } from './rule.ts'
import { smoothWeights } from './smooth-weights.ts'
import type { SmoothWeights } from './smooth-weights.ts'
import { missingTag } from './tags.ts'
import type { Tags } from './tags.ts'

const NOBODY: readonly Instance[] = Object.freeze([])
const REMAINDER = -1

/** Every instance, because no rule speaks for the call. */
export const EVERYBODY: RouteGroup = group('all', 'all', undefined, (list) => list)

/** One rule for one target: its weights' state, its groups and the lists it has taken apart. */
export interface Distribution {
  readonly rule: RouteRule
  /** The group of this call; moves the weights on (routing.md 3.4). @param list not empty */
  choose(list: readonly Instance[]): RouteGroup
  /** Who gets which share of `list`, for `explain`; moves nothing. */
  shares(list: readonly Instance[]): readonly Share[]
}

export interface Share {
  readonly group: RouteGroup
  readonly weight: number
}

export interface DistributionOptions {
  readonly service: string
  readonly strictTags: boolean
  /** Where the weights begin (routing.md 3.3); undefined: at their start. */
  readonly phase: Random | undefined
  readonly log: Logger
}

/** The items of `route` or `fallback`, ready to be drawn from. */
interface Lot {
  readonly items: readonly RouteItem[]
  readonly tags: readonly Tags[]
  readonly groups: readonly RouteGroup[]
  /** Number of each item's group, or REMAINDER. */
  readonly groupOf: readonly number[]
  readonly weights: SmoothWeights
}

export function createDistribution(rule: RouteRule, options: DistributionOptions): Distribution {
  const { precedence } = rule
  const sum = rule.route.reduce((total, item) => total + item.weight, 0)
  const hasRemainder = sum < 100
  const items = hasRemainder ? [...rule.route, { weight: 100 - sum, tags: undefined }] : rule.route

  const route = createLot(
    items,
    options.phase,
    precedence,
    (i) => (list) => partition(list).route[i] ?? NOBODY
  )
  const fallback = createLot(
    rule.fallback,
    options.phase,
    precedence,
    (i) => (list) => partition(list).fallback[i] ?? NOBODY
  )
  const partition: (list: readonly Instance[]) => Partition = createPartitioner({
    service: options.service,
    route: route.tags,
    fallback: fallback.tags,
    strictTags: options.strictTags,
    onMember: wildcardWarning(rule, options)
  })

  const unset = group('unset', 'unset', precedence, (list) => partition(list).unset)
  const protectedAll = group('all', 'all', precedence, (list) => list)
  const none = group('none', 'none', precedence, () => NOBODY)

  // The order is the spec's: the remainder goes to the fallback before it goes to the unset ones (A14, B01).
  const otherwise = (parts: Partition): RouteGroup => {
    if (hasRemainder && parts.unset.length > 0) return unset
    return rule.emptyProtection ? protectedAll : none
  }
  return {
    rule,
    choose(list) {
      const parts = partition(list)
      // Both states move on at every evaluation that asks them, even when the group turns out to be empty.
      const chosen = route.groupOf[route.weights.next()] ?? REMAINDER
      if (chosen >= 0 && isInhabited(parts.route, chosen)) return route.groups[chosen] as RouteGroup
      if (fallback.items.length > 0 && parts.named > 0) {
        const other = fallback.groupOf[fallback.weights.next()] ?? REMAINDER
        if (other >= 0 && isInhabited(parts.fallback, other)) return fallback.groups[other] as RouteGroup
      }
      return otherwise(parts)
    },
    shares(list) {
      const parts = partition(list)
      const shares = new Map<RouteGroup, number>()
      const give = (to: RouteGroup, weight: number): void =>
        void shares.set(to, (shares.get(to) ?? 0) + weight)
      const fallbackSum = rule.fallback.reduce((total, item) => total + item.weight, 0)
      route.items.forEach((item, i) => {
        const chosen = route.groupOf[i] ?? REMAINDER
        if (chosen >= 0 && isInhabited(parts.route, chosen))
          return give(route.groups[chosen] as RouteGroup, item.weight)
        if (fallback.items.length === 0 || parts.named === 0) return give(otherwise(parts), item.weight)
        fallback.items.forEach((other, j) => {
          // Without any weight the first item is always drawn.
          const part = fallbackSum === 0 ? Number(j === 0) : other.weight / fallbackSum
          const number = fallback.groupOf[j] ?? REMAINDER
          const lives = number >= 0 && isInhabited(parts.fallback, number)
          give(lives ? (fallback.groups[number] as RouteGroup) : otherwise(parts), item.weight * part)
        })
      })
      return [...shares].map(([to, weight]) => ({ group: to, weight }))
    }
  }
}

function createLot(
  items: readonly RouteItem[],
  phase: Random | undefined,
  precedence: number,
  membersOf: (i: number) => RouteGroup['members']
): Lot {
  // Equal tag maps are one group (A27).
  const numbers = new Map<string, number>()
  const tags: Tags[] = []
  const groupOf = items.map((item) => {
    if (item.tags === undefined) return REMAINDER
    const known = numbers.get(item.tags.id)
    if (known !== undefined) return known
    numbers.set(item.tags.id, tags.length)
    return tags.push(item.tags) - 1
  })
  return {
    items,
    tags,
    groups: tags.map((each, i) => group('tags', each.label, precedence, membersOf(i))),
    groupOf,
    weights: smoothWeights(
      items.map((item) => item.weight),
      items.length > 0 ? phase : undefined
    )
  }
}

// One warning per rule and tag: a missing tag is a wildcard, which surprises everybody once (routing.md 3.2).
function wildcardWarning(
  rule: RouteRule,
  { service, log }: DistributionOptions
): (tags: Tags, instance: Instance) => void {
  const warned = new Set<string>()
  return (tags, instance) => {
    const tag = missingTag(tags, instance)
    if (tag === undefined || warned.has(tag)) return
    warned.add(tag)
    log.warn(
      { service, precedence: rule.precedence, tag, instance: instance.id },
      `an instance without the tag counts as a match for ${tags.label}; give every instance the tag, or set servicecomb.router.strictTags=true`
    )
  }
}

function isInhabited(groups: readonly (readonly Instance[])[], i: number): boolean {
  const members = groups[i]
  return members !== undefined && members.length > 0
}

function group(
  kind: RouteGroup['kind'],
  label: string,
  precedence: number | undefined,
  members: RouteGroup['members']
): RouteGroup {
  return Object.freeze({ kind, label, precedence, members })
}
