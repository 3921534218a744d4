import type { Writable } from '../json/write.ts'
import { shownInstances } from './lingering.ts'
import { identityKey, nameKey } from './records.ts'
import type { ServiceRecord, Tenant } from './records.ts'
import { instanceFields, serviceFields } from './wire.ts'

// Keys as in service-center's etcd, where whoever reads a dump looks for them.
const ROOT = '/cse-sr'
const CLUSTER = 'default'

interface Entry extends Record<string, Writable> {
  readonly key: string
  readonly rev: number
  readonly cluster: string
  readonly value: Writable
}

/** Everything that the registry holds, of all tenants, in the shape of service-center's caches (registry.md 12.5). */
export function dumpOf(tenants: Iterable<Tenant>): Record<string, readonly Entry[]> {
  const all = [...tenants].flatMap((tenant) => [...tenant.services.values()])
  return {
    services: all.map((service) => entry(`ms/files/${at(service)}/${service.id}`, serviceFields(service))),
    serviceIndexes: all.map((service) =>
      entry(`ms/indexes/${at(service)}/${identityKey(service.body)}`, service.id)
    ),
    serviceAliases: all
      .filter(({ body }) => body.alias !== '')
      .map((service) => {
        const { environment, appId, alias, version } = service.body
        const key = `ms/alias/${at(service)}/${nameKey(environment, appId, alias)}/${version}`
        return entry(key, service.id)
      }),
    serviceTags: all
      .filter(({ tags }) => tags.size > 0)
      .map((service) => entry(`ms/tags/${at(service)}/${service.id}`, service.tags)),
    dependencyRules: all
      .filter(({ providers }) => providers.size > 0)
      .map((service) =>
        entry(`ms/dep-rules/${at(service)}/c/${identityKey(service.body)}`, {
          Dependency: [...service.providers.values()].map(({ environment, appId, serviceName }) => ({
            tenant: at(service),
            ...(environment === '' ? {} : { environment }),
            appId,
            serviceName,
            version: '0.0.0+'
          }))
        })
      ),
    summaries: all.flatMap((service) =>
      [...service.schemas.values()].map(({ schemaId, summary }) =>
        entry(`ms/schema-sum/${at(service)}/${service.id}/${schemaId}`, summary)
      )
    ),
    instances: all.flatMap((service) =>
      shownInstances(service).map((instance) => ({
        ...entry(`inst/files/${at(service)}/${service.id}/${instance.id}`, instanceFields(instance)),
        rev: instance.revision
      }))
    )
  }
}

function at({ tenant }: ServiceRecord): string {
  return `${tenant.domain}/${tenant.project}`
}

// Only instances have a revision here (registry.md 8.3).
function entry(key: string, value: Writable): Entry {
  return { key: `${ROOT}/${key}`, rev: 0, cluster: CLUSTER, value }
}
