import type { Instance, InstanceStatus, Target } from '@node-chassis/core'
import type { WireInstance } from '../wire/types.ts'
import type { Sharing } from './records.ts'
import type { ServiceFacts } from './service-facts.ts'

// By name, so that every record has the same text and not one of its own.
const STATUSES: ReadonlyMap<unknown, InstanceStatus> = new Map(
  (['UP', 'DOWN', 'STARTING', 'TESTING', 'OUTOFSERVICE'] as const).map((status) => [status, status])
)

/**
 * A record of the registry as the rest of the house knows it. Undefined for one without an id.
 * @param facts of its service; undefined while they could not be read
 */
export function toInstance(
  target: Target,
  wire: WireInstance | null,
  facts: ServiceFacts | undefined,
  share: Sharing
): Instance | undefined {
  if (typeof wire?.instanceId !== 'string' || wire.instanceId === '') return undefined
  const seconds = Number(wire.timestamp ?? 0)
  return {
    id: wire.instanceId,
    service: facts?.service ?? target.service,
    app: facts?.app ?? target.app,
    version: textOf(wire.version, share) ?? facts?.version ?? '',
    // A status that is absent (registry.md 7.7) or of another world is not UP, and that is all that matters (C15).
    status: STATUSES.get(wire.status) ?? 'DOWN',
    endpoints: endpointsOf(wire.endpoints),
    properties: merged(facts?.properties, wire.properties, share),
    region: textOf(wire.dataCenterInfo?.region, share),
    zone: textOf(wire.dataCenterInfo?.availableZone, share),
    registeredAt: Number.isFinite(seconds) ? seconds * 1_000 : 0,
    framework: facts?.framework
  }
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

// Mostly there are few different ones: then the records of a service share them (there may be 100,000 of them).
function merged(
  service: Readonly<Record<string, string>> | undefined,
  instance: Readonly<Record<string, string>> | null | undefined,
  share: Sharing
): Readonly<Record<string, string>> {
  if (instance === undefined || instance === null || Object.keys(instance).length === 0)
    return service ?? NONE
  return share.properties(service === undefined ? instance : { ...service, ...instance })
}

function endpointsOf(endpoints: readonly string[] | null | undefined): readonly string[] {
  if (endpoints === null || endpoints === undefined) return []
  return endpoints.every((endpoint) => typeof endpoint === 'string')
    ? endpoints
    : endpoints.filter((endpoint) => typeof endpoint === 'string')
}

function textOf(value: string | null | undefined, share: Sharing): string | undefined {
  return typeof value === 'string' && value !== '' ? share.text(value) : undefined
}
