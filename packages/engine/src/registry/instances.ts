import { randomUUID } from 'node:crypto'
import { Refusal, invalid } from './errors.ts'
import type { HealthCheck, InstanceBody, InstanceKey } from './model.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'
import { RULES, check, checkInstance } from './rules.ts'
import type { RegistrySettings } from './settings.ts'
import type { Store } from './store.ts'

const GONE = 'leaseId not exist, instance not exist'
// registry.md 3.2: what an absent check becomes, and what `pull` is forced to.
const PUSH: HealthCheck = { mode: 'push', port: 0, interval: 30, times: 3, url: '' }

/** Registers, renews, changes and removes instances (registry.md 4.3, 4.4, 7 and 9). */
export class Instances {
  readonly #store: Store
  readonly #settings: RegistrySettings

  constructor(store: Store, settings: RegistrySettings) {
    this.#store = store
    this.#settings = settings
  }

  /**
   * Registers an instance. A custom id that is alive already is a heartbeat and nothing else (registry.md 4.4).
   * @throws Refusal 400001, 400100, 400012
   */
  register(tenant: Tenant, serviceId: string, body: InstanceBody | undefined): string {
    if (body === undefined) {
      throw invalid(
        "field 'RegisterInstanceRequest.Instance' invalid value '<nil>' does not match rule: {Min: 1}"
      )
    }
    checkInstance(body)
    check('MicroServiceInstance.ServiceId', serviceId, RULES.serviceId)
    if (tenant.instanceCount >= this.#settings.instanceQuota) {
      throw new Refusal(400100, `no quota to create instance, max num is ${this.#settings.instanceQuota}`)
    }
    const service = tenant.services.get(serviceId)
    if (service === undefined) throw new Refusal(400012, "Invalid 'serviceID' in request body.")
    const living = service.instances.get(body.instanceId)
    if (living !== undefined && this.#renewed(living)) return living.id
    return this.#add(service, body, this.#ttlMs(body.healthCheck)).id
  }

  /** The instance, if it lives. */
  find(tenant: Tenant, key: InstanceKey): InstanceRecord | undefined {
    return tenant.services.get(key.serviceId)?.instances.get(key.instanceId)
  }

  /** @throws Refusal 400017 */
  get(tenant: Tenant, key: InstanceKey, detail: string): InstanceRecord {
    const instance = this.find(tenant, key)
    if (instance === undefined) throw new Refusal(400017, detail)
    return instance
  }

  /** @throws Refusal 400017 */
  heartbeat(tenant: Tenant, key: InstanceKey): void {
    if (!this.#renewed(this.get(tenant, key, GONE))) throw new Refusal(400017, GONE)
  }

  /** @throws Refusal 400017 */
  remove(tenant: Tenant, key: InstanceKey): void {
    this.#store.dropInstance(this.get(tenant, key, "Instance's leaseId not exist."))
  }

  setProperties(instance: InstanceRecord, properties: ReadonlyMap<string, string>): void {
    instance.properties = properties
    this.#store.touchInstance(instance)
  }

  setStatus(instance: InstanceRecord, status: string): void {
    instance.status = status
    this.#store.touchInstance(instance)
  }

  /** Registers an instance that nobody has to renew. */
  registerForGood(service: ServiceRecord, body: InstanceBody): void {
    this.#add(service, body, Infinity)
  }

  #add(service: ServiceRecord, body: InstanceBody, ttlMs: number): InstanceRecord {
    const healthCheck = this.#processed(body.healthCheck)
    const timestamp = this.#store.timestamp()
    const { innerProperties } = this.#settings
    const instance: InstanceRecord = {
      id: body.instanceId || randomUUID().replaceAll('-', ''),
      service,
      body,
      healthCheck,
      timestamp,
      modTimestamp: timestamp,
      status: body.status || 'UP',
      properties:
        innerProperties.size === 0 ? body.properties : new Map([...body.properties, ...innerProperties]),
      revision: 0,
      json: undefined,
      ttlMs,
      expiresAt: 0,
      slot: 0
    }
    this.#store.putInstance(instance)
    return instance
  }

  /** registry.md 9.1 */
  #ttlMs(given: HealthCheck | undefined): number {
    const { ttlS } = this.#settings
    const { interval, times } = this.#processed(given)
    return (ttlS > 0 ? ttlS : interval * (times + 1)) * 1000
  }

  #processed(given: HealthCheck | undefined): HealthCheck {
    if (given === undefined) return PUSH
    const { minIntervalS, minTimes } = this.#settings
    if (given.mode === 'pull') return { ...given, interval: PUSH.interval, times: PUSH.times }
    return {
      ...given,
      interval: Math.max(minIntervalS, given.interval),
      times: Math.max(minTimes, given.times)
    }
  }

  /** Renews, and puts back inner properties that a PUT has taken away (registry.md 9.2). */
  #renewed(instance: InstanceRecord): boolean {
    if (!this.#store.renew(instance)) return false
    const inner = this.#settings.innerProperties
    if (inner.size === 0) return true
    for (const [key, value] of inner) {
      if (instance.properties.get(key) === value) continue
      this.setProperties(instance, new Map([...instance.properties, ...inner]))
      break
    }
    return true
  }
}
