import { connect } from 'node:net'
import type { Cancel, Clock } from '@node-chassis/core'
import { keyOf } from './model.ts'
import type { Instance, ServiceName } from './model.ts'
import type { NamingStore } from './store.ts'

const EVERY_MS = 5_000
const CONNECT_MS = 500
// A connection that was refused counts at once, one that was not answered the third time. nacos: naming/healthcheck
const MISSES = 3

/** Persistent instances have no heartbeats: their health is whether a TCP connection can be made (nacos.md 5.2, N13). */
export class Probes {
  readonly #clock: Clock
  readonly #store: NamingStore
  readonly #missed = new Map<string, number>()
  #cancel: Cancel | undefined
  #closed = false

  constructor(clock: Clock, store: NamingStore) {
    this.#clock = clock
    this.#store = store
  }

  /** There is a persistent instance: begins to look after them, and goes on until there are none. */
  begin(): void {
    if (this.#closed || this.#cancel !== undefined) return
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.#cancel = undefined
      const probed = [...this.#store.persistent()]
      if (probed.length === 0) return this.#missed.clear()
      for (const { name, client, instance } of probed) void this.#probe(name, client, instance)
      this.begin()
    })
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  async #probe(name: ServiceName, client: string, instance: Instance): Promise<void> {
    const result = await this.#reach(instance)
    const key = `${keyOf(name)}\u0002${client}`
    const missed = result === 'open' ? 0 : result === 'refused' ? MISSES : (this.#missed.get(key) ?? 0) + 1
    this.#missed.set(key, missed)
    const healthy = missed === 0 || (missed < MISSES && instance.healthy)
    const published = this.#store.published(name, client)
    // It went, or was registered anew, while we knocked.
    if (this.#closed || healthy === instance.healthy || published?.includes(instance) !== true) return
    this.#store.setHealth(name, client, healthy)
  }

  #reach({ ip, port }: Instance): Promise<'open' | 'refused' | 'silent'> {
    // 2.1 takes ports that are none.
    if (port < 1 || port > 65_535) return Promise.resolve('refused')
    return new Promise((resolve) => {
      const socket = connect({ host: ip, port })
      const end = (result: 'open' | 'refused' | 'silent') => (): void => {
        cancel()
        socket.destroy()
        resolve(result)
      }
      const cancel = this.#clock.after(CONNECT_MS, end('silent'))
      socket.unref()
      socket.once('connect', end('open'))
      socket.on('error', end('refused'))
    })
  }
}
