import type { Answer } from '../http/types.ts'
import { omitEmpty, writeJson } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import { shownInstances } from './lingering.ts'
import type { InstanceRecord, ServiceRecord } from './records.ts'

// Header values spelt as service-center spells them (registry.md 2.3).
const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' }
const TEXT_TYPE = { 'Content-Type': 'text/plain; charset=UTF-8' }
export const REVISION = 'X-Resource-Revision'

/** Success without a result: 200 and no body. */
export const DONE: Answer = { status: 200, headers: TEXT_TYPE }

export function jsonAnswer(json: string, headers?: Readonly<Record<string, string>>): Answer {
  return {
    status: 200,
    headers: headers === undefined ? JSON_TYPE : { ...JSON_TYPE, ...headers },
    body: json
  }
}

/** An object without its empty members. */
export function objectAnswer(
  fields: Record<string, Writable>,
  headers?: Readonly<Record<string, string>>
): Answer {
  return jsonAnswer(writeJson(omitEmpty(fields)), headers)
}

export function errorAnswer(status: number, body: Record<string, Writable>): Answer {
  return { status, headers: JSON_TYPE, body: writeJson(body) }
}

export function textAnswer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {}
): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body }
}

/** `{"<name>":[…]}`, and `{}` for an empty list: service-center never writes null (registry.md 2.3). @param items each, or all with commas between */
export function listJson(name: string, items: readonly string[] | string): string {
  return items.length === 0 ? '{}' : `{"${name}":[${typeof items === 'string' ? items : items.join(',')}]}`
}

/** A service as answers show it, in the order of service-center's fields. Kept until the record changes. */
export function serviceJson(record: ServiceRecord): string {
  return (record.json ??= writeJson(serviceFields(record)))
}

export function serviceFields(record: ServiceRecord): Record<string, Writable> {
  const { body, framework } = record
  return omitEmpty({
    serviceId: record.id,
    appId: body.appId,
    serviceName: body.serviceName,
    version: body.version,
    description: body.description,
    level: body.level,
    schemas: record.schemaIds,
    paths: body.paths.map((path) => omitEmpty({ path: path.path, property: path.property })),
    status: body.status,
    properties: record.properties,
    timestamp: record.timestamp,
    providers: body.providers.map((provider) => omitEmpty({ ...provider })),
    alias: body.alias,
    LBStrategy: body.LBStrategy,
    modTimestamp: record.modTimestamp,
    environment: body.environment,
    registerBy: body.registerBy,
    framework: framework === undefined ? undefined : omitEmpty({ ...framework })
  })
}

/** An instance as answers show it. Kept until the record changes: discovery writes the same text again and again. */
export function instanceJson(record: InstanceRecord): string {
  return (record.json ??= writeJson(instanceFields(record)))
}

/** The instances of some services as answers show them, with commas between: `''` for none. */
export function instancesJson(services: readonly ServiceRecord[], truth: boolean): string {
  const [only] = services
  if (services.length === 1 && only !== undefined) return instancesJsonOf(only, truth)
  return services
    .map((service) => instancesJsonOf(service, truth))
    .filter((json) => json !== '')
    .join(',')
}

// Written once per revision: discovery splices the same text into answer after answer (PERFORMANCE 9.15).
function instancesJsonOf(service: ServiceRecord, truth: boolean): string {
  if (truth) return shownInstances(service, true).map(instanceJson).join(',')
  return (service.instancesJson ??= shownInstances(service).map(instanceJson).join(','))
}

export function instanceFields(record: InstanceRecord): Record<string, Writable> {
  const { body, service, healthCheck } = record
  return omitEmpty({
    instanceId: record.id,
    serviceId: service.id,
    endpoints: body.endpoints,
    hostName: body.hostName,
    status: record.status,
    properties: record.properties,
    healthCheck: omitEmpty({ ...healthCheck }),
    timestamp: record.timestamp,
    dataCenterInfo: body.dataCenterInfo === undefined ? undefined : omitEmpty({ ...body.dataCenterInfo }),
    modTimestamp: record.modTimestamp,
    version: service.body.version
  })
}
