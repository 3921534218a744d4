import type { Clock } from '@node-chassis/core'
import { LeaseWheel } from '../../registry/leases.ts'
import type { Lease } from '../../registry/leases.ts'
import { beatTimes, keyOf } from './model.ts'
import type { Instance, ServiceName } from './model.ts'
import type { NamingStore } from './store.ts'

interface Beat extends Lease {
  readonly name: ServiceName
  readonly client: string
  /** What comes when the lease ends. */
  readonly next: 'unhealthy' | 'removed'
}

/** Ephemeral instances of HTTP clients: without heartbeats they become unhealthy, and later go (nacos.md 5.2). */
export class Beats {
  readonly #store: NamingStore
  readonly #wheel: LeaseWheel<Beat>
  readonly #beats = new Map<string, Beat>()

  constructor(clock: Clock, store: NamingStore) {
    this.#store = store
    this.#wheel = new LeaseWheel<Beat>(clock, (beat) => this.#ended(beat))
  }

  /** An instance was registered, or its client sent a heartbeat. */
  heard(name: ServiceName, client: string, instance: Instance): void {
    const key = beatKey(name, client)
    const { timeoutMs, deleteMs } = beatTimes(instance.metadata)
    const ttlMs = Math.min(timeoutMs, deleteMs)
    const next = deleteMs <= timeoutMs ? 'removed' : 'unhealthy'
    const known = this.#beats.get(key)
    // The same times as before: moving the end is all there is to do.
    if (known !== undefined && known.next === next && known.ttlMs === ttlMs && this.#wheel.renew(known))
      return
    this.#replace(key, { name, client, next, ttlMs, expiresAt: 0, slot: 0 })
  }

  forget(name: ServiceName, client: string): void {
    const key = beatKey(name, client)
    const known = this.#beats.get(key)
    if (known === undefined) return
    this.#beats.delete(key)
    this.#wheel.revoke(known)
  }

  close(): void {
    this.#wheel.close()
    this.#beats.clear()
  }

  #replace(key: string, beat: Beat): void {
    const known = this.#beats.get(key)
    if (known !== undefined) this.#wheel.revoke(known)
    this.#beats.set(key, beat)
    this.#wheel.grant(beat)
  }

  #ended(beat: Beat): void {
    const { name, client, next, ttlMs } = beat
    const key = beatKey(name, client)
    if (this.#beats.get(key) !== beat) return
    this.#beats.delete(key)
    const instances = this.#store.published(name, client)
    const [first] = instances ?? []
    if (instances === undefined || first === undefined) return
    if (next === 'removed') {
      this.#store.retract(name, client)
      return
    }
    const { deleteMs } = beatTimes(first.metadata)
    this.#replace(key, { name, client, next: 'removed', ttlMs: deleteMs - ttlMs, expiresAt: 0, slot: 0 })
    this.#store.setHealth(name, client, false)
  }
}

function beatKey(name: ServiceName, client: string): string {
  return `${keyOf(name)}\u0002${client}`
}
