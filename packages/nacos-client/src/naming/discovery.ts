import { LifecycleError, abandonable, loop, tellChanges } from '@node-chassis/core'
import type {
  Env,
  EventHub,
  InstanceList,
  InstanceSource,
  Loop,
  Target,
  Unsubscribe
} from '@node-chassis/core'
import type { NacosRegistryEvents } from '../events.ts'
import { eachOf, pause } from '../pause.ts'
import { quietWarning } from '../quiet-warning.ts'
import { SETTLE_MS, believe } from './believe.ts'
import { createFollowed, listFor, usableIn } from './followed.ts'
import type { Followed } from './followed.ts'
import type { ServiceInfo } from './host.ts'
import { refusalOf } from './refusal.ts'
import { refreshMs } from './refresh.ts'
import type { InstanceSnapshot } from './snapshot.ts'
import { fullName } from './wire.ts'
import type { NamingWire, ServiceKey } from './wire.ts'

export interface NacosDiscoveryOptions {
  readonly env: Env
  readonly events: EventHub<NacosRegistryEvents>
  /** Group of each service that is called. */
  readonly groupOf: (service: string) => string
  /** A service without a call for so long is followed no more, ms (decisions.md N13). */
  readonly idleMs: number
  /** The wire, once there is one; rejects when there is none in time. */
  readonly wire: (signal: AbortSignal) => Promise<NamingWire>
  readonly snapshot: InstanceSnapshot | undefined
}

/** Requests that a reconnection sends at a time (X12). */
const AT_ONCE = 32
/** A call waits a second for its first list (decisions.md N6): half of it belongs to the server. */
const PATIENCE_MS = 500
const TICK_MS = 1_000
const AGAIN_MS = 3_000
/** Names in use (decisions.md N13). */
const MOST = 2_000

/** Follows every service that was asked for. Who left but still answers is kept by the invoker (N12), not here. */
export class NacosDiscovery implements InstanceSource {
  readonly #options: NacosDiscoveryOptions
  readonly #env: Env
  readonly #followed = new Map<string, Followed>()
  readonly #ending = new AbortController()
  readonly #ticking: Loop
  readonly #warning: ReturnType<typeof quietWarning>
  #wire: NamingWire | undefined
  #wireEnds = new AbortController()
  #connectedAt = 0

  constructor(options: NacosDiscoveryOptions) {
    this.#options = options
    this.#env = options.env
    this.#warning = quietWarning(options.env.clock)
    this.#ticking = loop(options.env, { name: 'discovery', firstMs: TICK_MS, retryMs: TICK_MS }, () =>
      this.#tick()
    )
  }

  current(target: Target): InstanceList | undefined {
    const one = this.#use(target)
    const list = this.#listOf(one, target)
    if (list !== undefined) return list
    if (one.asking === undefined && !this.#ending.signal.aborted && one.refreshAt <= this.#env.clock.now()) {
      // Nobody waits for this one; the background tells when it goes on failing.
      this.#ask(one).catch((err: unknown) =>
        this.#env.log.debug({ err, ...one.key }, 'a first look-up failed')
      )
    }
    return undefined
  }

  async pull(target: Target, signal?: AbortSignal): Promise<InstanceList> {
    if (this.#ending.signal.aborted) throw new LifecycleError('CHS_CLOSED', 'The Nacos client is closed.')
    const one = this.#use(target)
    const asked = this.#ask(one)
    try {
      await abandonable(this.#orFromDisk(one, asked), signal)
    } catch (error) {
      signal?.throwIfAborted()
      // What was known is better than nobody (decisions.md N44).
      if (this.#listOf(one, target) === undefined) throw error
    }
    return this.#listOf(one, target) ?? listFor(target, one)
  }

  onChange(listener: (list: InstanceList) => void): Unsubscribe {
    return this.#options.events.on('instances', listener)
  }

  /** A new wire: every service is subscribed anew, a few at a time. */
  attach(wire: NamingWire, connectedAt: number): void {
    this.#wireEnds.abort()
    this.#wireEnds = new AbortController()
    this.#wire = wire
    this.#connectedAt = connectedAt
    for (const one of this.#followed.values()) one.subscribed = false
    void this.#subscribeAll()
  }

  /** The wire broke; the lists stay. */
  detach(): void {
    this.#wireEnds.abort()
    this.#wire = undefined
    for (const one of this.#followed.values()) one.subscribed = false
  }

  /** A list that the server sent of its own accord. */
  heard(key: ServiceKey, info: ServiceInfo): void {
    const one = this.#followed.get(fullName(key))
    if (one === undefined) return
    one.heard++
    this.#judge(one, info)
  }

  async close(): Promise<void> {
    this.#ending.abort(new LifecycleError('CHS_CLOSED', 'The Nacos client is closed.'))
    this.#wireEnds.abort()
    await this.#ticking.close()
    await this.#options.snapshot?.close()
  }

  #use({ app, service }: Target): Followed {
    const key = { group: this.#options.groupOf(service), service }
    const name = fullName(key)
    let one = this.#followed.get(name)
    const now = this.#env.clock.now()
    if (one === undefined) {
      if (this.#followed.size >= MOST) this.#dropLeastUsed()
      one = createFollowed(key, now)
      this.#followed.set(name, one)
    }
    one.usedAt = now
    if (!one.askers.has(app)) one.askers.set(app, { target: { app, service }, list: undefined })
    return one
  }

  #dropLeastUsed(): void {
    let worst: Followed | undefined
    for (const one of this.#followed.values())
      if (worst === undefined || one.usedAt < worst.usedAt) worst = one
    if (worst !== undefined) this.#end(worst)
  }

  /** The answer, or, when it fails or is late, what an earlier process left (decisions.md N45). */
  async #orFromDisk(one: Followed, asked: Promise<void>): Promise<void> {
    const { snapshot } = this.#options
    if (snapshot === undefined || one.info !== undefined) return asked
    const answered = new AbortController()
    const over = asked.catch(() => {}).finally(() => answered.abort())
    await Promise.race([over, pause(this.#env.clock, PATIENCE_MS, answered.signal)])
    await snapshot.ready
    const kept = one.info === undefined ? snapshot.listOf(one.key) : undefined
    if (kept === undefined) return asked
    one.info = kept
    one.hadInstances = true
    this.#publish(one)
  }

  #listOf(one: Followed, target: Target): InstanceList | undefined {
    const asker = one.askers.get(target.app)
    if (asker === undefined || one.info === undefined) return undefined
    asker.list ??= listFor(asker.target, one)
    return asker.list
  }

  /** Subscribes, or asks when that was done. Many who ask share one question. */
  #ask(one: Followed): Promise<void> {
    one.asking ??= this.#question(one).finally(() => (one.asking = undefined))
    return one.asking
  }

  async #question(one: Followed): Promise<void> {
    // A wire that breaks meanwhile is followed by another one, or by the refusal to wait any longer.
    for (;;) {
      try {
        const wire = this.#wire ?? (await this.#options.wire(this.#ending.signal))
        if (await this.#askOver(wire, one)) return
      } catch (error) {
        one.failures++
        const again = AGAIN_MS * 2 ** Math.min(one.failures - 1, 4)
        one.refreshAt = this.#env.clock.now() + (one.subscribed ? refreshMs(one.failures) : again)
        throw refusalOf(error)
      }
    }
  }

  /** @returns false when the wire was replaced before it answered */
  async #askOver(wire: NamingWire, one: Followed): Promise<boolean> {
    const { signal } = this.#wireEnds
    const { heard } = one
    try {
      const info = one.subscribed ? await wire.query(one.key, signal) : await wire.subscribe(one.key, signal)
      if (this.#wire !== wire) return false
      one.subscribed = true
      one.failures = 0
      this.#warning.reset()
      // A push that came meanwhile is younger.
      if (one.heard === heard) this.#judge(one, info)
      else this.#schedule(one)
      return true
    } catch (error) {
      if (signal.aborted && !this.#ending.signal.aborted) return false
      throw error
    }
  }

  #judge(one: Followed, info: ServiceInfo, confirmed?: number): void {
    const target = { app: '', service: one.key.service }
    const cached = one.info === undefined ? 0 : usableIn(target, one.info).length
    const pushed = info.hosts === undefined ? undefined : usableIn(target, info).length
    const now = this.#env.clock.now()
    // Only what an earlier connection knew is spared: what this one itself said it may take back.
    const connectedForMs = one.from === this.#wire ? Infinity : now - this.#connectedAt
    this.#schedule(one)
    switch (believe({ cached, pushed, confirmed, connectedForMs })) {
      case 'apply':
        return this.#apply(one, info)
      case 'confirm':
        return void this.#confirm(one)
      case 'keep-and-confirm-later':
        one.refreshAt = Math.min(one.refreshAt, this.#connectedAt + SETTLE_MS)
        return
      case 'keep':
        // The question said otherwise: its list is the newer one.
        if (confirmed !== undefined && confirmed > 0) this.#apply(one, info)
    }
  }

  /** An empty list while instances are known is believed when a question says the same (U12). */
  async #confirm(one: Followed): Promise<void> {
    const wire = this.#wire
    const { heard } = one
    if (wire === undefined) return
    try {
      const info = await wire.query(one.key, this.#wireEnds.signal)
      if (this.#wire !== wire || one.heard !== heard || info.hosts === undefined) return
      const confirmed = usableIn({ app: '', service: one.key.service }, info).length
      if (confirmed === 0)
        this.#env.log.warn({ ...one.key }, `Nacos has no instance of "${one.key.service}" any more`)
      this.#apply(one, info)
    } catch (err) {
      // A question that fails proves nothing: the list stays, and is asked for again.
      this.#env.log.debug({ err, ...one.key }, 'an empty list could not be confirmed')
      one.refreshAt = this.#env.clock.now() + AGAIN_MS
    }
  }

  #apply(one: Followed, info: ServiceInfo): void {
    one.info = info
    one.from = this.#wire
    if ((info.hosts ?? []).length > 0) one.hadInstances = true
    this.#publish(one)
  }

  /** Tells those for whom something is new. */
  #publish(one: Followed): void {
    for (const asker of one.askers.values()) {
      const { list: before, target } = asker
      const list = listFor(target, one)
      if (before?.revision === list.revision && before.known === list.known) continue
      asker.list = list
      if (one.info !== undefined) this.#options.snapshot?.changed(one.key, one.info)
      const { events } = this.#options
      events.emit('instances', list)
      tellChanges(before, list, {
        instancesAdded: (event) => events.emit('instancesAdded', event),
        instancesRemoved: (event) => events.emit('instancesRemoved', event),
        instancesChanged: (event) => events.emit('instancesChanged', event)
      })
    }
  }

  #schedule(one: Followed): void {
    one.refreshAt = this.#env.clock.now() + refreshMs(0) * (0.9 + 0.2 * this.#env.random.next())
  }

  async #subscribeAll(): Promise<void> {
    const { signal } = this.#wireEnds
    await eachOf([...this.#followed.values()], AT_ONCE, async (one) => {
      if (!signal.aborted) await this.#ask(one)
    })
  }

  /** What is due is asked for, what nobody calls is let go. @returns milliseconds until the next turn */
  async #tick(): Promise<number> {
    const now = this.#env.clock.now()
    for (const one of this.#followed.values()) if (one.usedAt < now - this.#options.idleMs) this.#end(one)
    if (this.#wire === undefined) return TICK_MS
    const due = [...this.#followed.values()].filter((one) => one.refreshAt <= now && one.asking === undefined)
    let failure: Error | undefined
    await eachOf(due, AT_ONCE, (one) =>
      this.#ask(one).catch((error: unknown) => void (failure = error as Error))
    )
    const error = failure
    if (error !== undefined && !this.#ending.signal.aborted)
      this.#warning.say(() =>
        this.#env.log.warn(
          { err: error },
          `discovery failed, the known instances stay; trying again. ${error.message}`
        )
      )
    return TICK_MS
  }

  #end(one: Followed): void {
    this.#followed.delete(fullName(one.key))
    if (one.subscribed)
      this.#wire
        ?.unsubscribe(one.key, this.#wireEnds.signal)
        .catch((err: unknown) =>
          this.#env.log.debug({ err, ...one.key }, 'a subscription could not be ended')
        )
  }
}
