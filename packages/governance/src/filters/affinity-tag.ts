import type { Instance } from '@node-chassis/core'

/** The property that both sides compare (spring-cloud-huawei: AffinityTagFilter). */
export const AFFINITY_TAG = 'affinity-tag'

/** Those with our tag before the others; both without one counts as equal (routing.md 7.4). */
export function affinityLevels<I extends Pick<Instance, 'properties'>>(
  list: readonly I[],
  own: string | undefined
): (readonly I[])[] {
  const same = list.filter(({ properties }) => properties[AFFINITY_TAG] === own)
  if (same.length === 0 || same.length === list.length) return [list]
  return [same, list.filter(({ properties }) => properties[AFFINITY_TAG] !== own)]
}
