import type { Instance, Target } from '@node-chassis/core'
import type { WireInstance } from '../wire/types.ts'
import type { ServiceFacts } from './service-facts.ts'
import { toInstance } from './to-instance.ts'

/**
 * The records of a list, as small as they can be (PERFORMANCE.md G16): what instances of a service have in common, texts
 * and properties, is there once, and a record that did not change is the one of the list before. So lists may be compared
 * record by record with `===`.
 */
export function recordsOf(
  target: Target,
  wires: readonly (WireInstance | null)[],
  factsOf: (serviceId: string) => ServiceFacts | undefined,
  before: readonly Instance[]
): readonly Instance[] {
  const earlier = new Map(before.map((record) => [record.id, record]))
  const share = sharing()
  const records: Instance[] = []
  for (const wire of wires) {
    const made = toInstance(target, wire, factsOf(wire?.serviceId ?? ''), share)
    if (made === undefined) continue
    const old = earlier.get(made.id)
    records.push(old !== undefined && isSame(old, made) ? old : made)
  }
  // An array that grew has room to spare.
  return records.slice()
}

type Properties = Readonly<Record<string, string>>

/** Gives the first of equal things for each of them. */
export interface Sharing {
  text(value: string): string
  properties(value: Properties): Properties
}

function sharing(): Sharing {
  const texts = new Map<string, string>()
  const objects = new Map<string, Properties>()
  return {
    text: (value) => first(texts, value, value),
    properties: (value) => first(objects, JSON.stringify(value), value)
  }
}

function first<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  known.set(key, value)
  return value
}

function isSame(a: Instance, b: Instance): boolean {
  return (
    a.status === b.status &&
    a.version === b.version &&
    a.registeredAt === b.registeredAt &&
    a.service === b.service &&
    a.app === b.app &&
    a.region === b.region &&
    a.zone === b.zone &&
    a.framework === b.framework &&
    a.endpoints.length === b.endpoints.length &&
    a.endpoints.every((endpoint, at) => endpoint === b.endpoints[at]) &&
    isSameMap(a.properties, b.properties)
  )
}

function isSameMap(a: Properties, b: Properties): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
