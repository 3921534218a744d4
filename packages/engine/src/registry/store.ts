import type { Env } from '@node-chassis/core'
import { forgetDependencies } from './dependencies.ts'
import { LeaseWheel } from './leases.ts'
import { forgetAnswers } from './lingering.ts'
import { NameIndex } from './names.ts'
import { identityKey, nameKey } from './records.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'
import type { SchemaBody } from './model.ts'

/** A write, told as what is now so: what it says again changes nothing. Heartbeats are none. */
export type RegistryWrite =
  | { readonly kind: 'service' | 'dropService' | 'schemas' | 'providers'; readonly service: ServiceRecord }
  | { readonly kind: 'schema'; readonly service: ServiceRecord; readonly schema: SchemaBody }
  | { readonly kind: 'dropSchema'; readonly service: ServiceRecord; readonly schemaId: string }
  | { readonly kind: 'instance' | 'dropInstance'; readonly instance: InstanceRecord }

/** What happened to an instance, in the words of registry.md 11.1. */
export type InstanceAction = 'CREATE' | 'UPDATE' | 'DELETE'

/**
 * What the registry knows, in memory. Every change goes through a method here, so that neither a revision nor the
 * journal can be forgotten.
 */
export class Store {
  readonly env: Env
  /** Hears every write when it is done and before it is answered; what it throws fails the request. */
  onWrite: ((write: RegistryWrite) => void) | undefined
  /** Hears every change of an instance that watchers are told of. The end of a whole service is none (registry.md V147). */
  onInstance: ((action: InstanceAction, instance: InstanceRecord) => void) | undefined
  readonly #tenants = new Map<string, Tenant>()
  /** Most engines have one tenant: the last one is found without a look-up. */
  #lastTenant: Tenant | undefined
  readonly #leases: LeaseWheel<InstanceRecord>
  #revision = 0

  constructor(env: Env) {
    this.env = env
    this.#leases = new LeaseWheel(env.clock, (instance) => this.#expire(instance))
  }

  /** Unix seconds as text, as every timestamp on the wire is. */
  timestamp(): string {
    return String(Math.floor(this.env.clock.wallNow() / 1000))
  }

  /** The tenant; one that nobody wrote to yet is not kept. */
  tenant(domain: string, project: string): Tenant {
    const known = this.#lastTenant
    if (known?.domain === domain && known.project === project) return known
    const found = this.#tenants.get(tenantKey(domain, project))
    if (found !== undefined) this.#lastTenant = found
    return found ?? this.#emptyTenant(domain, project)
  }

  tenants(): Iterable<Tenant> {
    return this.#tenants.values()
  }

  putService(record: ServiceRecord): void {
    const { tenant, body } = record
    this.#tenants.set(tenantKey(tenant.domain, tenant.project), tenant)
    tenant.services.set(record.id, record)
    tenant.byIdentity.set(identityKey(body), record)
    tenant.byName.add(body.serviceName, record)
    if (body.alias !== '') tenant.byAlias.add(body.alias, record)
    this.saveService(record)
  }

  /** Notes that a service was changed: anything of it but its schemas, dependencies and instances. */
  saveService(record: ServiceRecord): void {
    record.json = undefined
    this.onWrite?.({ kind: 'service', service: record })
  }

  /** In place of all schemas there were. The service's list of ids is the caller's business, and saved apart. */
  setSchemas(service: ServiceRecord, schemas: readonly SchemaBody[]): void {
    service.schemas.clear()
    for (const schema of schemas) service.schemas.set(schema.schemaId, schema)
    this.onWrite?.({ kind: 'schemas', service })
  }

  putSchema(service: ServiceRecord, schema: SchemaBody): void {
    service.schemas.set(schema.schemaId, schema)
    this.onWrite?.({ kind: 'schema', service, schema })
  }

  /** False when there was none of that id. */
  dropSchema(service: ServiceRecord, schemaId: string): boolean {
    if (!service.schemas.delete(schemaId)) return false
    this.onWrite?.({ kind: 'dropSchema', service, schemaId })
    return true
  }

  /** Takes a service out with all that is its own: instances, leases, schemas, tags, dependencies. */
  dropService(record: ServiceRecord): void {
    const { tenant, body } = record
    for (const instance of record.instances.values()) this.#takeOut(instance)
    const name = nameKey(body.environment, body.appId, body.serviceName)
    tenant.services.delete(record.id)
    tenant.byIdentity.delete(identityKey(body))
    tenant.byName.remove(body.serviceName, record)
    if (body.alias !== '') tenant.byAlias.remove(body.alias, record)
    forgetDependencies(record)
    if (tenant.byName.get(body.environment, body.appId, body.serviceName) === undefined) {
      // The last version of a name: nobody depends on it any more.
      for (const consumer of tenant.consumers.get(name) ?? []) consumer.providers.delete(name)
      tenant.consumers.delete(name)
    }
    this.onWrite?.({ kind: 'dropService', service: record })
  }

  putInstance(instance: InstanceRecord): void {
    const { service } = instance
    service.instances.set(instance.id, instance)
    service.tenant.instanceCount++
    this.#changed(instance)
    this.#leases.grant(instance)
    this.onWrite?.({ kind: 'instance', instance })
    this.onInstance?.('CREATE', instance)
  }

  /** Notes that an instance was changed, also when it was given the content it had (registry.md 8.3). */
  touchInstance(instance: InstanceRecord): void {
    this.#changed(instance)
    instance.modTimestamp = this.timestamp()
    instance.json = undefined
    this.onWrite?.({ kind: 'instance', instance })
    this.onInstance?.('UPDATE', instance)
  }

  dropInstance(instance: InstanceRecord): void {
    if (instance.service.instances.get(instance.id) !== instance) return
    const last = { ...instance }
    this.#takeOut(instance)
    this.onInstance?.('DELETE', last)
  }

  /** False when the lease has ended. */
  renew(instance: InstanceRecord): boolean {
    return this.#leases.renew(instance)
  }

  /** Revision of the last change of any instance. */
  get revision(): number {
    return this.#revision
  }

  /** What comes after is numbered from here on: for a store that is filled from a journal. */
  restoreRevision(revision: number): void {
    this.#revision = revision
  }

  // Nobody waits for an expiry, so nobody hears what fails in it. An instance whose end was not written down gets
  // another lease after a restart, and ends with that.
  #expire(instance: InstanceRecord): void {
    try {
      this.dropInstance(instance)
    } catch (error) {
      this.env.log.error({ err: error, instanceId: instance.id }, 'the end of a lease was not written down')
    }
  }

  #emptyTenant(domain: string, project: string): Tenant {
    return {
      domain,
      project,
      services: new Map(),
      byIdentity: new Map(),
      byName: new NameIndex(),
      byAlias: new NameIndex(),
      consumers: new Map(),
      instanceCount: 0,
      providersChanged: (service) => this.onWrite?.({ kind: 'providers', service })
    }
  }

  #takeOut(instance: InstanceRecord): void {
    this.#leases.revoke(instance)
    instance.service.instances.delete(instance.id)
    instance.service.tenant.instanceCount--
    this.#changed(instance)
    this.onWrite?.({ kind: 'dropInstance', instance })
  }

  #changed(instance: InstanceRecord): void {
    instance.revision = ++this.#revision
    forgetAnswers(instance.service)
  }

  close(): void {
    this.#leases.close()
  }
}

// A header cannot contain the separator, so two tenants cannot meet in one key.
function tenantKey(domain: string, project: string): string {
  return `${domain}\0${project}`
}
