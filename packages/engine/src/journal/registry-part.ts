import { noteDependency, forgetDependencies } from '../registry/dependencies.ts'
import { instanceShape, schemaShape, serviceShape } from '../registry/model.ts'
import type { HealthCheck, InstanceBody, SchemaBody, ServiceBody } from '../registry/model.ts'
import type { InstanceRecord, ProviderName, ServiceRecord } from '../registry/records.ts'
import type { RegistryWrite, Store } from '../registry/store.ts'
import { textMap } from '../json/read.ts'
import type { Writable } from '../json/write.ts'
import type { JournalPart } from './part.ts'

/** Which service, in every record about one. */
interface Whose {
  readonly domain: string
  readonly project: string
  readonly serviceId: string
}

interface StoredService extends Whose {
  readonly kind: 'service'
  readonly body: unknown
  readonly timestamp: string
  readonly modTimestamp: string
  readonly properties: unknown
  readonly framework?: ServiceBody['framework']
  readonly schemaIds: readonly string[]
  readonly tags: unknown
}

interface StoredInstance extends Whose {
  readonly kind: 'instance'
  readonly id: string
  readonly body: unknown
  readonly healthCheck: HealthCheck
  readonly timestamp: string
  readonly modTimestamp: string
  readonly status: string
  readonly properties: unknown
  /** null: nobody has to renew it. */
  readonly ttlMs: number | null
  readonly revision: number
}

type Stored =
  | StoredService
  | StoredInstance
  | (Whose & { readonly kind: 'dropService' })
  | (Whose & { readonly kind: 'schemas'; readonly schemas: readonly unknown[] })
  | (Whose & { readonly kind: 'schema'; readonly schema: unknown })
  | (Whose & { readonly kind: 'dropSchema'; readonly schemaId: string })
  | (Whose & { readonly kind: 'providers'; readonly providers: readonly ProviderName[] })
  | (Whose & { readonly kind: 'dropInstance'; readonly id: string; readonly revision: number })
  | { readonly kind: 'revision'; readonly revision: number }

/** A write of the registry as its record. */
export function registryRecord(write: RegistryWrite): Writable {
  const { kind } = write
  switch (kind) {
    case 'instance':
      return { kind, ...whose(write.instance.service), ...instanceFields(write.instance) }
    case 'dropInstance': {
      const { service, id, revision } = write.instance
      return { kind, ...whose(service), id, revision }
    }
    case 'service':
      return { kind, ...whose(write.service), ...serviceFields(write.service) }
    case 'dropService':
      return { kind, ...whose(write.service) }
    case 'schemas':
      return { kind, ...whose(write.service), schemas: schemasOf(write.service) }
    case 'schema':
      return { kind, ...whose(write.service), schema: { ...write.schema } }
    case 'dropSchema':
      return { kind, ...whose(write.service), schemaId: write.schemaId }
    case 'providers':
      return { kind, ...whose(write.service), providers: providersOf(write.service) }
  }
}

/** Services, schemas, tags, dependencies and instances. Leases are not kept: every start gives each its full time. */
export function registryPart(store: Store): JournalPart {
  return {
    name: 'registry',
    replay: (data) => replay(store, data as Stored),
    *dump() {
      for (const tenant of store.tenants()) {
        for (const service of tenant.services.values()) {
          yield registryRecord({ kind: 'service', service })
          if (service.schemas.size > 0) yield registryRecord({ kind: 'schemas', service })
          if (service.providers.size > 0) yield registryRecord({ kind: 'providers', service })
          for (const instance of service.instances.values())
            yield registryRecord({ kind: 'instance', instance })
        }
      }
      // Last, because each instance has set the counter to its own revision.
      yield { kind: 'revision', revision: store.revision }
    }
  }
}

function replay(store: Store, record: Stored): void {
  if (record.kind === 'revision') return store.restoreRevision(record.revision)
  const tenant = store.tenant(record.domain, record.project)
  const service = tenant.services.get(record.serviceId)
  if (record.kind === 'service') return restoreService(store, service, record)
  // What is told of a service after its end changes nothing.
  if (service === undefined) return undefined
  switch (record.kind) {
    case 'dropService':
      return store.dropService(service)
    case 'schemas':
      return store.setSchemas(service, record.schemas.map(schemaShape))
    case 'schema':
      return store.putSchema(service, schemaShape(record.schema))
    case 'dropSchema':
      store.dropSchema(service, record.schemaId)
      return undefined
    case 'providers':
      forgetDependencies(service)
      for (const provider of record.providers) noteDependency(service, provider)
      return undefined
    case 'instance':
      restoreInstance(store, service, record)
      return store.restoreRevision(record.revision)
    case 'dropInstance': {
      const instance = service.instances.get(record.id)
      if (instance !== undefined) store.dropInstance(instance)
      return store.restoreRevision(record.revision)
    }
  }
}

function restoreService(store: Store, known: ServiceRecord | undefined, stored: StoredService): void {
  const changing = {
    modTimestamp: stored.modTimestamp,
    properties: textMap(stored.properties),
    framework: stored.framework,
    schemaIds: stored.schemaIds,
    tags: textMap(stored.tags)
  }
  if (known !== undefined) {
    Object.assign(known, changing)
    return store.saveService(known)
  }
  store.putService({
    ...changing,
    id: stored.serviceId,
    tenant: store.tenant(stored.domain, stored.project),
    body: serviceShape(stored.body),
    timestamp: stored.timestamp,
    schemas: new Map(),
    instances: new Map(),
    providers: new Map(),
    highestRevision: undefined,
    instancesJson: undefined,
    json: undefined
  })
}

function restoreInstance(store: Store, service: ServiceRecord, stored: StoredInstance): void {
  const changing = {
    modTimestamp: stored.modTimestamp,
    status: stored.status,
    properties: textMap(stored.properties)
  }
  const known = service.instances.get(stored.id)
  if (known !== undefined) {
    store.touchInstance(known)
    Object.assign(known, changing, { revision: stored.revision })
    return
  }
  const instance: InstanceRecord = {
    ...changing,
    id: stored.id,
    service,
    body: instanceShape(stored.body),
    healthCheck: stored.healthCheck,
    timestamp: stored.timestamp,
    ttlMs: stored.ttlMs ?? Infinity,
    revision: 0,
    json: undefined,
    expiresAt: 0,
    slot: 0
  }
  store.putInstance(instance)
  instance.revision = stored.revision
}

function whose({ id, tenant }: ServiceRecord): Record<keyof Whose, string> {
  return { domain: tenant.domain, project: tenant.project, serviceId: id }
}

function serviceFields(service: ServiceRecord): Record<string, Writable> {
  const { body, timestamp, modTimestamp, properties, framework, schemaIds, tags } = service
  return { body: body satisfies ServiceBody, timestamp, modTimestamp, properties, framework, schemaIds, tags }
}

function instanceFields(instance: InstanceRecord): Record<string, Writable> {
  const { id, body, healthCheck, timestamp, modTimestamp, status, properties, ttlMs, revision } = instance
  return {
    id,
    body: body satisfies InstanceBody,
    healthCheck,
    timestamp,
    modTimestamp,
    status,
    properties,
    ttlMs: ttlMs === Infinity ? null : ttlMs,
    revision
  }
}

function schemasOf(service: ServiceRecord): Writable {
  return [...service.schemas.values()] satisfies SchemaBody[]
}

function providersOf(service: ServiceRecord): Writable {
  return [...service.providers.values()].map((provider) => ({ ...provider }))
}
