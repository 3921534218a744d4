import type { Env } from '@node-chassis/core'
import { forgetDependencies } from './dependencies.ts'
import { LeaseWheel } from './leases.ts'
import { identityKey, nameKey } from './records.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'

/**
 * What the registry knows, in memory. Every change of an instance goes through `putInstance`, `touchInstance` and
 * `dropInstance`, so that revisions cannot be forgotten.
 */
export class Store {
  readonly env: Env
  readonly #tenants = new Map<string, Tenant>()
  readonly #leases: LeaseWheel<InstanceRecord>
  #revision = 0

  constructor(env: Env) {
    this.env = env
    this.#leases = new LeaseWheel(env.clock, (instance) => this.dropInstance(instance))
  }

  /** Unix seconds as text, as every timestamp on the wire is. */
  timestamp(): string {
    return String(Math.floor(this.env.clock.wallNow() / 1000))
  }

  /** The tenant; one that nobody wrote to yet is not kept. */
  tenant(domain: string, project: string): Tenant {
    return this.#tenants.get(tenantKey(domain, project)) ?? emptyTenant(domain, project)
  }

  tenants(): Iterable<Tenant> {
    return this.#tenants.values()
  }

  putService(record: ServiceRecord): void {
    const { tenant, body } = record
    this.#tenants.set(tenantKey(tenant.domain, tenant.project), tenant)
    tenant.services.set(record.id, record)
    tenant.byIdentity.set(identityKey(body), record)
    addTo(tenant.byName, nameKey(body.environment, body.appId, body.serviceName), record)
    if (body.alias !== '') addTo(tenant.byAlias, nameKey(body.environment, body.appId, body.alias), record)
  }

  /** Takes a service out with all that is its own: instances, leases, schemas, tags, dependencies. */
  dropService(record: ServiceRecord): void {
    const { tenant, body } = record
    for (const instance of record.instances.values()) this.dropInstance(instance)
    const name = nameKey(body.environment, body.appId, body.serviceName)
    tenant.services.delete(record.id)
    tenant.byIdentity.delete(identityKey(body))
    removeFrom(tenant.byName, name, record)
    if (body.alias !== '')
      removeFrom(tenant.byAlias, nameKey(body.environment, body.appId, body.alias), record)
    forgetDependencies(record)
    if (tenant.byName.has(name)) return
    // The last version of a name: nobody depends on it any more.
    for (const consumer of tenant.consumers.get(name) ?? []) consumer.providers.delete(name)
    tenant.consumers.delete(name)
  }

  putInstance(instance: InstanceRecord): void {
    const { service } = instance
    service.instances.set(instance.id, instance)
    service.tenant.instanceCount++
    this.#changed(instance)
    this.#leases.grant(instance)
  }

  /** Notes that an instance was changed, also when it was given the content it had (registry.md 8.3). */
  touchInstance(instance: InstanceRecord): void {
    this.#changed(instance)
    instance.modTimestamp = this.timestamp()
    instance.json = undefined
  }

  dropInstance(instance: InstanceRecord): void {
    this.#leases.revoke(instance)
    if (!instance.service.instances.delete(instance.id)) return
    instance.service.tenant.instanceCount--
    this.#changed(instance)
  }

  /** False when the lease has ended. */
  renew(instance: InstanceRecord): boolean {
    return this.#leases.renew(instance)
  }

  #changed(instance: InstanceRecord): void {
    instance.revision = ++this.#revision
    instance.service.highestRevision = undefined
  }

  close(): void {
    this.#leases.close()
  }
}

// A header cannot contain the separator, so two tenants cannot meet in one key.
function tenantKey(domain: string, project: string): string {
  return `${domain}\0${project}`
}

function emptyTenant(domain: string, project: string): Tenant {
  return {
    domain,
    project,
    services: new Map(),
    byIdentity: new Map(),
    byName: new Map(),
    byAlias: new Map(),
    consumers: new Map(),
    instanceCount: 0
  }
}

function addTo(index: Map<string, Set<ServiceRecord>>, key: string, record: ServiceRecord): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([record]))
  else known.add(record)
}

function removeFrom(index: Map<string, Set<ServiceRecord>>, key: string, record: ServiceRecord): void {
  const known = index.get(key)
  if (known?.delete(record) && known.size === 0) index.delete(key)
}
