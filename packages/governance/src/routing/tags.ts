import type { Instance } from '@node-chassis/core'

/** The tag map of a route item, taken apart once so that scoring walks two arrays. */
export interface Tags {
  /** Equal for equal maps, whatever the order of their keys: the identity of a group (routing.md 3.2). */
  readonly id: string
  /** For people: `g=red,version=2.0.0`. */
  readonly label: string
  /** The `version` tag, undefined without one or when it is null. */
  readonly version: string | undefined
  readonly keys: readonly string[]
  /** Null values stay: they equal no property, but an instance without the property still matches. */
  readonly values: readonly (string | undefined)[]
}

/** What a score needs of an instance. */
export type Tagged = Pick<Instance, 'version' | 'properties'> & Partial<Pick<Instance, 'zone' | 'status'>>

export function compileTags(map: ReadonlyMap<string, string | undefined>): Tags {
  const sorted = [...map].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    id: JSON.stringify(sorted.map(([key, value]) => [key, value ?? null])),
    label: sorted.map(([key, value]) => `${key}=${value ?? 'null'}`).join(',') || 'no tags',
    version: map.get('version'),
    keys: [...map.keys()],
    values: [...map.values()]
  }
}

/**
 * How well an instance fits (routing.md 3.2): 0 not at all, otherwise the number of tags. Versions are compared as
 * plain text. A property that the instance lacks counts as a match, as in Java, unless `strict`.
 */
export function tagScore(tags: Tags, instance: Tagged, strict: boolean): number {
  if (tags.version !== undefined && tags.version !== instance.version) return 0
  for (let i = 0; i < tags.keys.length; i++) {
    const key = tags.keys[i] as string
    const actual = propertyOf(instance, key)
    // No instance has to repeat its version as a property, so strictness leaves that key alone.
    if (actual === undefined ? strict && key !== 'version' : actual !== tags.values[i]) return 0
  }
  return tags.keys.length
}

/** The first tag that matched only because the instance lacks it; undefined when it has them all. */
export function missingTag(tags: Tags, instance: Tagged): string | undefined {
  return tags.keys.find((key) => key !== 'version' && propertyOf(instance, key) === undefined)
}

// `zone` and `status` are routable although nobody registers them as properties (routing.md 3.1).
function propertyOf(instance: Tagged, key: string): string | undefined {
  if (key === 'zone' && instance.zone !== undefined) return instance.zone
  if (key === 'status' && instance.status !== undefined) return instance.status
  return Object.hasOwn(instance.properties, key) ? instance.properties[key] : undefined
}
