import type { Instance } from '@node-chassis/core'
import { tagScore } from './tags.ts'
import type { Tags } from './tags.ts'

/** A list of instances taken apart by one rule (routing.md 3.2). */
export interface Partition {
  /** Members of each of the rule's groups, by the group's number; empty ones too. */
  readonly route: readonly (readonly Instance[])[]
  readonly fallback: readonly (readonly Instance[])[]
  /** In no group of `route`. */
  readonly unset: readonly Instance[]
  /** Instances that carry the target's name at all; the others are in no group, not even in `unset` (A56). */
  readonly named: number
}

export interface PartitionOptions {
  readonly service: string
  readonly route: readonly Tags[]
  readonly fallback: readonly Tags[]
  readonly strictTags: boolean
  /** Told of each instance that a group of `route` took in. */
  readonly onMember: (tags: Tags, instance: Instance) => void
}

/**
 * Partitions lists, each array object once: lists are replaced, never changed, so their identity is their revision
 * (routing.md 9).
 */
export function createPartitioner(options: PartitionOptions): (list: readonly Instance[]) => Partition {
  const known = new WeakMap<readonly Instance[], Partition>()
  let lastList: readonly Instance[] | undefined
  let last: Partition | undefined
  return (list) => {
    if (list === lastList && last !== undefined) return last
    let partition = known.get(list)
    if (partition === undefined) {
      partition = partitionOf(list, options)
      known.set(list, partition)
    }
    lastList = list
    last = partition
    return partition
  }
}

function partitionOf(list: readonly Instance[], options: PartitionOptions): Partition {
  const route = options.route.map((): Instance[] => [])
  const fallback = options.fallback.map((): Instance[] => [])
  const unset: Instance[] = []
  let named = 0
  for (const instance of list) {
    if (instance.service !== options.service) continue
    named++
    const group = bestGroup(options.route, instance, options.strictTags)
    if (group < 0) unset.push(instance)
    else {
      route[group]?.push(instance)
      options.onMember(options.route[group] as Tags, instance)
    }
    const other = bestGroup(options.fallback, instance, options.strictTags)
    if (other >= 0) fallback[other]?.push(instance)
  }
  return { route, fallback, unset, named }
}

// The strictly greatest score, the first on ties; -1 when every score is 0.
function bestGroup(groups: readonly Tags[], instance: Instance, strict: boolean): number {
  let best = -1
  let most = 0
  groups.forEach((tags, i) => {
    const score = tagScore(tags, instance, strict)
    if (score > most) {
      most = score
      best = i
    }
  })
  return best
}
