import type { Beats } from './beats.ts'
import { beatTimes, simpleInstanceId } from './model.ts'
import type { Instance, ServiceName } from './model.ts'
import type { Probes } from './probes.ts'
import type { NamingStore } from './store.ts'

/** Instances that are registered by HTTP: each belongs to a client of its own, `ip:port` (nacos.md 5). */
export class HttpClients {
  readonly #store: NamingStore
  readonly #beats: Beats
  readonly #probes: Probes

  constructor(store: NamingStore, beats: Beats, probes: Probes) {
    this.#store = store
    this.#beats = beats
    this.#probes = probes
  }

  /** @param hasId only HTTP v1 gives instances an id (nacos.md 5). @throws MixedService */
  register(name: ServiceName, given: Omit<Instance, 'instanceId'>, hasId: boolean): void {
    const { ip, port, cluster, ephemeral } = given
    const instance = hasId ? { instanceId: simpleInstanceId(ip, port, cluster, name), ...given } : given
    const client = clientOf(given, ephemeral)
    this.#store.publish(name, client, [instance], ephemeral)
    if (ephemeral) this.#beats.heard(name, client, instance)
    else this.#probes.begin()
  }

  deregister(name: ServiceName, at: Pick<Instance, 'ip' | 'port'>, ephemeral: boolean): void {
    const client = clientOf(at, ephemeral)
    this.#beats.forget(name, client)
    this.#store.retract(name, client)
  }

  /** A heartbeat. The interval that is wanted in milliseconds; undefined when the instance is not known. */
  beat(name: ServiceName, at: Pick<Instance, 'ip' | 'port'>): number | undefined {
    const client = clientOf(at, true)
    const [instance] = this.#store.published(name, client) ?? []
    if (instance === undefined) return undefined
    this.#beats.heard(name, client, instance)
    if (!instance.healthy) this.#store.setHealth(name, client, true)
    return beatTimes(instance.metadata).intervalMs
  }
}

function clientOf({ ip, port }: Pick<Instance, 'ip' | 'port'>, ephemeral: boolean): string {
  return `${ip}:${port}#${ephemeral}`
}
