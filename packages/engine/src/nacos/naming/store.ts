import type { Clock } from '@node-chassis/core'
import type { NacosWrite } from '../records.ts'
import { keyOf } from './model.ts'
import type { Instance, ServiceName } from './model.ts'

/** What an operator laid over an instance; it outlives registrations (nacos.md 5). */
export interface Override {
  readonly enabled: boolean
  readonly weight: number
  readonly metadata: Readonly<Record<string, string>>
}

interface Service {
  readonly name: ServiceName
  /** A service is ephemeral or persistent as a whole (nacos.md 5). */
  readonly ephemeral: boolean
  /** By client: what it publishes. */
  readonly publishers: Map<string, readonly Instance[]>
  readonly overrides: Map<string, Override>
  /** Protection threshold of a stored service record; undefined without one. */
  threshold?: number
}

// nacos.md 5: an empty service disappears after 60 s or so.
const EMPTY_MS = 60_000

/** A service of the other kind is there already (nacos.md 5). The message is Nacos's. */
export class MixedService extends Error {
  constructor(name: ServiceName, ephemeral: boolean) {
    const [is, not] = ephemeral ? ['persistent', 'ephemeral'] : ['ephemeral', 'persistent']
    super(
      `errCode: 400, errMsg: Current service ${name.group}@@${name.service} is ${is} service, can't register ${not} instance. `
    )
  }
}

/** Services, and who publishes what of them. A client is a connection, or `ip:port` over HTTP (nacos.md 5). */
export class NamingStore {
  /** Hears of every change of a service's instances. */
  onChange: ((name: ServiceName) => void) | undefined
  /** Told of every write of persistent instances before it is made; a throw prevents it. */
  onWrite: ((write: NacosWrite) => void) | undefined
  readonly #services = new Map<string, Service>()
  /** By client: the keys of services it publishes. */
  readonly #clients = new Map<string, Set<string>>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What a client publishes of a service from now on, in place of what it published before. @throws MixedService */
  publish(name: ServiceName, client: string, instances: readonly Instance[], ephemeral: boolean): void {
    const service = this.#serviceFor(name, ephemeral)
    if (!ephemeral) this.onWrite?.({ kind: 'instances', name, client, instances })
    service.publishers.set(client, instances)
    const key = keyOf(name)
    const published = this.#clients.get(client)
    if (published === undefined) this.#clients.set(client, new Set([key]))
    else published.add(key)
    this.onChange?.(name)
  }

  /** The health of what a client publishes is another one. */
  setHealth(name: ServiceName, client: string, healthy: boolean): void {
    const service = this.#services.get(keyOf(name))
    const instances = service?.publishers.get(client)
    if (service === undefined || instances === undefined) return
    service.publishers.set(
      client,
      instances.map((each) => ({ ...each, healthy }))
    )
    this.onChange?.(name)
  }

  /** False when the client published nothing of the service. */
  retract(name: ServiceName, client: string): boolean {
    const key = keyOf(name)
    const service = this.#services.get(key)
    if (service?.publishers.has(client) !== true) return false
    if (!service.ephemeral) this.onWrite?.({ kind: 'dropInstances', name, client })
    service.publishers.delete(client)
    const published = this.#clients.get(client)
    published?.delete(key)
    if (published?.size === 0) this.#clients.delete(client)
    this.#dropWhenEmpty(key, service)
    this.onChange?.(name)
    return true
  }

  /** Everything a client publishes goes. */
  retractAll(client: string): void {
    for (const key of this.#clients.get(client) ?? []) {
      const service = this.#services.get(key)
      if (service !== undefined) this.retract(service.name, client)
    }
  }

  /** What a client publishes of a service. */
  published(name: ServiceName, client: string): readonly Instance[] | undefined {
    return this.#services.get(keyOf(name))?.publishers.get(client)
  }

  /** Whether somebody publishes, or published until a minute ago, or stored something of the service. */
  has(name: ServiceName): boolean {
    return this.#services.has(keyOf(name))
  }

  /** The instances of a service as an operator wants them, disabled ones included. */
  instances(name: ServiceName): readonly Instance[] {
    const service = this.#services.get(keyOf(name))
    if (service === undefined) return []
    const all = [...service.publishers.values()].flat()
    return service.overrides.size === 0 ? all : all.map((each) => overridden(each, service.overrides))
  }

  /** Undefined when the service has no stored record. */
  threshold(name: ServiceName): number | undefined {
    return this.#services.get(keyOf(name))?.threshold
  }

  /** Stores a service record (`PUT /v1/ns/service`). False when there is no such service. */
  setThreshold(name: ServiceName, threshold: number): boolean {
    const service = this.#services.get(keyOf(name))
    if (service === undefined) return false
    service.threshold = threshold
    this.onChange?.(name)
    return true
  }

  /** Lays something over an instance, known or not. False when there is no such service. */
  override(name: ServiceName, at: Pick<Instance, 'ip' | 'port' | 'cluster'>, override: Override): boolean {
    const service = this.#services.get(keyOf(name))
    if (service === undefined) return false
    service.overrides.set(placeOf(at), override)
    this.onChange?.(name)
    return true
  }

  /** Names of the services of a namespace and group, in order of creation. */
  names(namespace: string, group: string): readonly string[] {
    return [...this.#services.values()]
      .filter(({ name }) => name.namespace === namespace && name.group === group)
      .map(({ name }) => name.service)
  }

  /** All persistent instances, with their owners. */
  *persistent(): Iterable<{
    readonly name: ServiceName
    readonly client: string
    readonly instance: Instance
  }> {
    for (const { name, ephemeral, publishers } of this.#services.values()) {
      if (ephemeral) continue
      for (const [client, instances] of publishers) {
        for (const instance of instances) yield { name, client, instance }
      }
    }
  }

  #serviceFor(name: ServiceName, ephemeral: boolean): Service {
    const key = keyOf(name)
    const known = this.#services.get(key)
    if (known !== undefined) {
      if (known.ephemeral !== ephemeral) throw new MixedService(name, ephemeral)
      return known
    }
    const service = { name, ephemeral, publishers: new Map(), overrides: new Map() }
    this.#services.set(key, service)
    return service
  }

  #dropWhenEmpty(key: string, service: Service): void {
    if (service.publishers.size > 0) return
    this.#clock.after(EMPTY_MS, () => {
      const isEmpty = service.publishers.size === 0
      if (isEmpty && this.#services.get(key) === service) this.#services.delete(key)
    })
  }
}

function overridden(instance: Instance, overrides: ReadonlyMap<string, Override>): Instance {
  const override = overrides.get(placeOf(instance))
  if (override === undefined) return instance
  const { enabled, weight, metadata } = override
  return { ...instance, enabled, weight, metadata: { ...instance.metadata, ...metadata } }
}

function placeOf({ ip, port, cluster }: Pick<Instance, 'ip' | 'port' | 'cluster'>): string {
  return `${ip}:${port}:${cluster}`
}
