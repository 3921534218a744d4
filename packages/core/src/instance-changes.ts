import type { Instance, InstanceList, Target } from './instance.ts'

/** What a registry may say anew of an instance. */
export type InstanceField = Exclude<keyof Instance, 'id'>

export interface ChangedInstance {
  readonly id: string
  /** What differs, in the order of the record. */
  readonly fields: readonly InstanceField[]
  readonly before: Instance
  readonly after: Instance
}

/** How a new list of a service differs from the one before. These are lists as the registry tells them. */
export interface InstanceEvents {
  /** Instances that were not in the list before; of a first list all. */
  instancesAdded: { readonly target: Target; readonly instances: readonly Instance[] }
  /** Instances that are no longer in the list, as they were. A call may still reach them: see decisions.md N12. */
  instancesRemoved: { readonly target: Target; readonly instances: readonly Instance[] }
  /** Instances of which the registry says something else than before. */
  instancesChanged: { readonly target: Target; readonly changes: readonly ChangedInstance[] }
}

const FIELDS: readonly InstanceField[] = [
  'service',
  'app',
  'version',
  'status',
  'endpoints',
  'properties',
  'region',
  'zone',
  'registeredAt',
  'framework'
]

/** Tells what is new in `after`, each kind at most once. */
export function tellChanges(
  before: InstanceList | undefined,
  after: InstanceList,
  tell: { readonly [Name in keyof InstanceEvents]: (event: InstanceEvents[Name]) => void }
): void {
  const { target } = after
  const old = new Map(before?.instances.map((instance) => [instance.id, instance]))
  const added: Instance[] = []
  const changes: ChangedInstance[] = []
  for (const instance of after.instances) {
    const earlier = old.get(instance.id)
    old.delete(instance.id)
    if (earlier === undefined) added.push(instance)
    else if (earlier !== instance) {
      const fields = FIELDS.filter((field) => !isSame(earlier[field], instance[field]))
      if (fields.length > 0) changes.push({ id: instance.id, fields, before: earlier, after: instance })
    }
  }
  if (added.length > 0) tell.instancesAdded({ target, instances: added })
  if (old.size > 0) tell.instancesRemoved({ target, instances: [...old.values()] })
  if (changes.length > 0) tell.instancesChanged({ target, changes })
}

/** Texts, numbers, lists of texts and maps of texts. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const left = Object.entries(a)
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => (b as Record<string, unknown>)[key] === value)
  )
}
