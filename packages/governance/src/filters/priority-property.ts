import type { Instance } from '@node-chassis/core'
import { perList } from './per-list.ts'

// Beyond this Java refuses the call; no value that means something is so long.
const MAX_LENGTH = 10_000
// Values come from callers.
const MAX_RESOLVED = 1000

/** A list taken apart by the property. */
interface Levels {
  readonly members: ReadonlyMap<string, readonly Instance[]>
  /** The level that serves a value; the search makes texts, so it is done once. */
  readonly resolved: Map<string, string | undefined>
}

const NOBODY: readonly never[] = Object.freeze([])

/**
 * The instances nearest to a value: `a.b.c`, else `a.b`, else `a`, else those without the property; never all
 * (routing.md 7.4; java-chassis: PriorityInstancePropertyDiscoveryFilter).
 */
export class PriorityProperty {
  readonly key: string
  readonly #levels: (list: readonly Instance[]) => Levels

  constructor(key: string) {
    this.key = key
    this.#levels = perList((list: readonly Instance[]) => ({
      members: groupBy(list, key),
      resolved: new Map<string, string | undefined>()
    }))
  }

  /** The value that serves `wanted` among `list`: its own or a shorter one; undefined when nobody does. */
  level(list: readonly Instance[], wanted: string): string | undefined {
    const { members, resolved } = this.#levels(list)
    if (members.has(wanted)) return wanted
    const known = resolved.get(wanted)
    if (known !== undefined || resolved.has(wanted)) return known
    const level = search(members, wanted)
    if (resolved.size >= MAX_RESOLVED) resolved.clear()
    resolved.set(wanted, level)
    return level
  }

  /** Those of `list` with that value, always the same array for the same list. */
  at<I extends Instance>(list: readonly I[], level: string): readonly I[] {
    const members = (this.#levels(list).members.get(level) ?? NOBODY) as readonly I[]
    return members.length === list.length ? list : members
  }
}

function search(members: Levels['members'], wanted: string): string | undefined {
  if (wanted.length > MAX_LENGTH) return undefined
  let value = wanted
  while (!members.has(value)) {
    if (value === '') return undefined
    value = value.slice(0, Math.max(0, value.lastIndexOf('.')))
  }
  return value
}

function groupBy(list: readonly Instance[], key: string): Levels['members'] {
  const groups = new Map<string, Instance[]>()
  for (const instance of list) {
    const value = instance.properties[key] ?? ''
    const members = groups.get(value)
    if (members === undefined) groups.set(value, [instance])
    else members.push(instance)
  }
  return groups
}
