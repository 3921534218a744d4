import type { Permission } from './records.ts'

export type Verb = 'get' | 'create' | 'update' | 'delete'

/** How far a permission goes: to everything of a type, to nothing, or to what carries all labels of one of these sets. */
export type Reach = 'all' | 'none' | readonly Labels[]

type Labels = Readonly<Record<string, string>>

/** What permissions allow together. A resource counts when it has exactly this type (registry.md 13.4). */
export function reachOf(permissions: Iterable<Permission>, type: string, verb: Verb): Reach {
  const sets: Labels[] = []
  for (const { resources, verbs } of permissions) {
    if (!verbs.includes(verb) && !verbs.includes('*')) continue
    for (const { type: allowed, labels = {} } of resources) {
      if (allowed !== type) continue
      if (Object.keys(labels).length === 0) return 'all'
      sets.push(labels)
    }
  }
  return sets.length === 0 ? 'none' : sets
}

/** Whether something with these labels is within reach. */
export function covers(reach: Reach, labels: ReadonlyMap<string, string>): boolean {
  if (typeof reach === 'string') return reach === 'all'
  return reach.some((set) => Object.entries(set).every(([key, value]) => labels.get(key) === value))
}
