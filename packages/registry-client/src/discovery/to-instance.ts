import type { Instance, InstanceStatus, Target } from '@node-chassis/core'
import type { WireInstance } from '../wire/types.ts'
import type { ServiceFacts } from './service-facts.ts'

const STATUSES: ReadonlySet<string> = new Set<InstanceStatus>([
  'UP',
  'DOWN',
  'STARTING',
  'TESTING',
  'OUTOFSERVICE'
])

/**
 * A record of the registry as the rest of the house knows it. Undefined for one without an id.
 * @param facts of its service; undefined while they could not be read
 */
export function toInstance(
  target: Target,
  wire: WireInstance,
  facts: ServiceFacts | undefined
): Instance | undefined {
  if (typeof wire.instanceId !== 'string' || wire.instanceId === '') return undefined
  const seconds = Number(wire.timestamp ?? 0)
  return {
    id: wire.instanceId,
    service: facts?.service ?? target.service,
    app: facts?.app ?? target.app,
    version: textOf(wire.version) ?? facts?.version ?? '',
    // A status that is absent (registry.md 7.7) or of another world is not UP, and that is all that matters (C15).
    status: STATUSES.has(wire.status ?? '') ? (wire.status as InstanceStatus) : 'DOWN',
    endpoints: wire.endpoints ?? [],
    properties: merged(facts?.properties, wire.properties),
    region: textOf(wire.dataCenterInfo?.region),
    zone: textOf(wire.dataCenterInfo?.availableZone),
    registeredAt: Number.isFinite(seconds) ? seconds * 1_000 : 0,
    framework: facts?.framework
  }
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

// Mostly one side is empty: then the records of a service share one object (there may be 100,000 of them).
function merged(
  service: Readonly<Record<string, string>> | undefined,
  instance: Readonly<Record<string, string>> | null | undefined
): Readonly<Record<string, string>> {
  if (instance === undefined || instance === null || Object.keys(instance).length === 0)
    return service ?? NONE
  return service === undefined || service === NONE ? instance : { ...service, ...instance }
}

function textOf(value: string | null | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
