import { omitEmpty } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import { consumersOf, providersOf } from './dependencies.ts'
import { nameKey } from './records.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'
import { isShared } from './services.ts'
import { instanceFields, serviceFields } from './wire.ts'

/** Parts of a service's detail that a console can ask for. */
export const DETAIL_OPTIONS = ['tags', 'instances', 'schemas', 'dependencies', 'statistics'] as const
export type DetailOption = (typeof DETAIL_OPTIONS)[number]

/** What aggregates are made of: shared services only on request (registry.md 5.3). */
export function visibleServices(
  tenant: Tenant,
  withShared: boolean,
  shared: ReadonlySet<string>
): readonly ServiceRecord[] {
  const all = [...tenant.services.values()]
  return withShared ? all : all.filter((record) => !isShared(record, shared))
}

/** `Statistics` of registry.md 3.3: services are counted without versions. */
export function statisticsOf(services: readonly ServiceRecord[]): Record<string, Writable> {
  const names = new Set(services.map(nameOf))
  const online = new Set(services.filter((service) => service.instances.size > 0).map(nameOf))
  const apps = new Set(services.map(({ body }) => `${body.environment}/${body.appId}`))
  const instances = services.reduce((sum, service) => sum + service.instances.size, 0)
  return {
    services: omitEmpty({ count: names.size, onlineCount: online.size }),
    instances: omitEmpty({ count: instances, countByDomain: instances }),
    apps: omitEmpty({ count: apps.size })
  }
}

/** `ServiceDetail` of registry.md 3.3 with the parts asked for. @param countOnly number of instances in place of the list */
export function detailOf(
  record: ServiceRecord,
  options: ReadonlySet<DetailOption>,
  countOnly: boolean,
  shownInstance: (instance: InstanceRecord) => Record<string, Writable> = instanceFields
): Record<string, Writable> {
  const instances = [...record.instances.values()]
  const listed = options.has('instances') && !countOnly
  return omitEmpty({
    microService: serviceFields(record),
    instances: listed ? instances.map(shownInstance) : undefined,
    schemaInfos: options.has('schemas')
      ? [...record.schemas.values()].map((schema) => omitEmpty({ ...schema }))
      : undefined,
    providers: options.has('dependencies') ? providersOf(record).map(serviceFields) : undefined,
    consumers: options.has('dependencies') ? consumersOf(record).map(serviceFields) : undefined,
    tags: options.has('tags') ? record.tags : undefined,
    statics:
      options.has('instances') && countOnly
        ? { instances: omitEmpty({ count: instances.length }) }
        : undefined
  })
}

function nameOf({ body }: ServiceRecord): string {
  return nameKey(body.environment, body.appId, body.serviceName)
}
