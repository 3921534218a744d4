import { hash } from 'node:crypto'
import { consumersOf } from './dependencies.ts'
import { Refusal, invalid, unknownService } from './errors.ts'
import type { SchemaBody, ServiceBody } from './model.ts'
import { identityKey } from './records.ts'
import type { ServiceRecord, Tenant } from './records.ts'
import { checkService } from './rules.ts'
import type { RegistrySettings } from './settings.ts'
import type { Store } from './store.ts'

const NONE: ReadonlySet<string> = new Set()
const CONFLICT = 'ServiceID conflict or found the same service with different id.'

/** Name of the registry's own service (registry.md 12.2). */
export const REGISTRY_SERVICE = 'SERVICECENTER'
/** Environment of the registry, and so of what it shares. */
export const REGISTRY_ENVIRONMENT = 'development'

/** Creates, finds and deletes services (registry.md 4 and 5). */
export class Services {
  readonly #store: Store
  readonly #settings: RegistrySettings

  constructor(store: Store, settings: RegistrySettings) {
    this.#store = store
    this.#settings = settings
  }

  /** @throws Refusal 400012 */
  get(tenant: Tenant, serviceId: string): ServiceRecord {
    const record = tenant.services.get(serviceId)
    if (record === undefined) throw unknownService(`service ${serviceId} does not exist.`)
    return record
  }

  /** Creates a service, or answers the one that is there (registry.md 4.2). @throws Refusal 400001, 400010, 400100 */
  create(tenant: Tenant, given: ServiceBody): ServiceRecord {
    const body = withDefaults(given)
    checkService(body)
    if (tenant.services.size >= this.#settings.serviceQuota) {
      throw new Refusal(400100, `no quota to create service, max num is ${this.#settings.serviceQuota}`)
    }
    const wanted = body.serviceId
    const same = tenant.byIdentity.get(identityKey(body))
    if (same !== undefined) {
      if (wanted === '' || wanted === same.id) return same
      throw new Refusal(400010, CONFLICT)
    }
    const owner = aliasOwner(tenant, body)
    if (owner !== undefined) {
      if (wanted === '') return owner
      throw new Refusal(400010, CONFLICT)
    }
    const id = wanted === '' ? serviceIdOf(tenant, body) : wanted
    // Somebody may have chosen as custom id what is computed here.
    if (tenant.services.has(id)) throw new Refusal(400010, CONFLICT)
    const timestamp = this.#store.timestamp()
    const record: ServiceRecord = {
      id,
      tenant,
      body,
      timestamp,
      modTimestamp: timestamp,
      properties: body.properties,
      framework: body.framework,
      schemaIds: [...new Set(body.schemas)],
      tags: new Map(),
      schemas: new Map(),
      instances: new Map(),
      providers: new Map(),
      highestRevision: undefined,
      instancesJson: undefined,
      json: undefined
    }
    this.#store.putService(record)
    return record
  }

  /** Tags are not part of what a service answers, so its time of change stays. */
  setTags(record: ServiceRecord, tags: ReadonlyMap<string, string>): void {
    record.tags = tags
    this.#store.saveService(record)
  }

  /** In place of all schemas there were (registry.md 6.2). */
  setSchemas(record: ServiceRecord, schemas: readonly SchemaBody[]): void {
    this.#store.setSchemas(record, schemas)
    record.schemaIds = [...record.schemas.keys()]
    this.touch(record)
  }

  putSchema(record: ServiceRecord, schema: SchemaBody): void {
    this.#store.putSchema(record, schema)
    const { schemaId } = schema
    if (!record.schemaIds.includes(schemaId)) record.schemaIds = [...record.schemaIds, schemaId]
    this.touch(record)
  }

  /** False when there was none. The id stays among those of the service (registry.md 6.1). */
  dropSchema(record: ServiceRecord, schemaId: string): boolean {
    return this.#store.dropSchema(record, schemaId)
  }

  /** Notes that a service was changed. */
  touch(record: ServiceRecord): void {
    record.modTimestamp = this.#store.timestamp()
    this.#store.saveService(record)
  }

  /** @throws Refusal 400001 for the registry itself, 400012, 400023, 400013 */
  delete(tenant: Tenant, serviceId: string, force: boolean): void {
    const record = tenant.services.get(serviceId)
    if (record !== undefined && isRegistryItself(record)) throw invalid('Not allow to delete service center')
    if (record === undefined) throw unknownService('service does not exist.')
    if (!force) {
      if (consumersOf(record).some((consumer) => consumer !== record)) {
        throw new Refusal(400023, 'Can not delete this service, other service rely it.')
      }
      if (record.instances.size > 0) {
        throw new Refusal(400013, 'Can not delete this service, some instance(s) is deployed.')
      }
    }
    this.#store.dropService(record)
  }
}

/**
 * Whether every environment finds a service: the registry's own, and those that its operator has named (registry.md 8.5).
 */
export function isShared({ tenant, body }: ServiceRecord, shared: ReadonlySet<string>): boolean {
  return isSharedName(tenant, body, shared)
}

/** The same of a name that somebody looks for. */
export function isSharedName(
  { domain, project }: Tenant,
  { appId, serviceName }: { readonly appId: string; readonly serviceName: string },
  shared: ReadonlySet<string>
): boolean {
  if (domain !== 'default' || project !== 'default' || appId !== 'default') return false
  return serviceName === REGISTRY_SERVICE || shared.has(serviceName)
}

/** All versions that answer to a name or an alias (registry.md 8.1). */
export function versionsOf(
  tenant: Tenant,
  environment: string,
  appId: string,
  name: string,
  aliases: boolean
): readonly ServiceRecord[] {
  const named = tenant.byName.versions(environment, appId, name)
  return named.length > 0 || !aliases ? named : tenant.byAlias.versions(environment, appId, name)
}

/** Whether this is the service that the registry registers of itself. */
export function isRegistryItself({ tenant, body }: ServiceRecord): boolean {
  return isSharedName(tenant, body, NONE)
}

function withDefaults(given: ServiceBody): ServiceBody {
  return {
    ...given,
    appId: given.appId || 'default',
    version: given.version || '0.0.1',
    level: given.level || 'BACK',
    status: given.status || 'UP'
  }
}

function aliasOwner(
  tenant: Tenant,
  { environment, appId, alias, version }: ServiceBody
): ServiceRecord | undefined {
  if (alias === '') return undefined
  for (const record of tenant.byAlias.versions(environment, appId, alias)) {
    if (record.body.version === version) return record
  }
  return undefined
}

/** SHA-1 over the key that service-center's etcd index has (registry.md 4.1): deleted and created anew, the id is the same. */
function serviceIdOf({ domain, project }: Tenant, body: ServiceBody): string {
  return hash('sha1', `/cse-sr/ms/indexes/${domain}/${project}/${identityKey(body)}`)
}
