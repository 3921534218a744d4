import type { Clock } from '@node-chassis/core'
import { keyOf } from './model.ts'
import type { ServiceName } from './model.ts'

/** Somebody who is told of changes. */
export interface Subscriber {
  /** Tells it a service's list; resolves to whether that was acknowledged. */
  tell(info: unknown): Promise<boolean>
}

interface Subscription {
  readonly name: ServiceName
  readonly clusters: string
}

// nacos: naming/push: how long after a push that was not acknowledged the next one comes.
const RETRY_MS = 1_000

/** Subscriptions and the pushes to them: some time after a change, one push for all that happened meanwhile (nacos.md 4.4). */
export class Pushes {
  readonly #clock: Clock
  readonly #delayMs: number
  readonly #infoFor: (name: ServiceName, clusters: string) => unknown
  /** By service. */
  readonly #subscriptions = new Map<string, Map<Subscriber, Subscription>>()
  /** By service: who is told when its time comes; `all` outdoes the others. */
  readonly #due = new Map<string, Set<Subscriber> | 'all'>()

  /** @param infoFor the list as a subscriber with these clusters gets it */
  constructor(clock: Clock, delayMs: number, infoFor: (name: ServiceName, clusters: string) => unknown) {
    this.#clock = clock
    this.#delayMs = delayMs
    this.#infoFor = infoFor
  }

  /** The subscriber gets a first push, whether or not anything changes. */
  subscribe(subscriber: Subscriber, name: ServiceName, clusters: string): void {
    const key = keyOf(name)
    const subscription = { name, clusters }
    const known = this.#subscriptions.get(key)
    if (known === undefined) this.#subscriptions.set(key, new Map([[subscriber, subscription]]))
    else known.set(subscriber, subscription)
    this.#plan(key, subscriber, this.#delayMs)
  }

  unsubscribe(subscriber: Subscriber, name: ServiceName): void {
    this.#remove(subscriber, keyOf(name))
  }

  /** All subscriptions of one that has gone. */
  forget(subscriber: Subscriber): void {
    for (const key of this.#subscriptions.keys()) this.#remove(subscriber, key)
  }

  changed(name: ServiceName): void {
    const key = keyOf(name)
    if (this.#subscriptions.has(key)) this.#plan(key, 'all', this.#delayMs)
  }

  #remove(subscriber: Subscriber, key: string): void {
    const subscriptions = this.#subscriptions.get(key)
    if (subscriptions?.delete(subscriber) === true && subscriptions.size === 0)
      this.#subscriptions.delete(key)
  }

  #plan(key: string, who: Subscriber | 'all', delayMs: number): void {
    const due = this.#due.get(key)
    if (due === 'all') return
    if (due === undefined) {
      this.#due.set(key, who === 'all' ? 'all' : new Set([who]))
      this.#clock.after(delayMs, () => this.#push(key))
    } else if (who === 'all') this.#due.set(key, 'all')
    else due.add(who)
  }

  #push(key: string): void {
    const due = this.#due.get(key)
    this.#due.delete(key)
    for (const [subscriber, { name, clusters }] of this.#subscriptions.get(key) ?? []) {
      if (due === 'all' || due?.has(subscriber) === true) void this.#tell(key, subscriber, name, clusters)
    }
  }

  async #tell(key: string, subscriber: Subscriber, name: ServiceName, clusters: string): Promise<void> {
    const isTold = await subscriber.tell(this.#infoFor(name, clusters))
    const isSubscribed = this.#subscriptions.get(key)?.has(subscriber) === true
    if (!isTold && isSubscribed) this.#plan(key, subscriber, RETRY_MS)
  }
}
