import type { Clock } from '@node-chassis/core'
import { Pool, errors } from '../undici/isolated.ts'
import type { Client, Dispatcher } from '../undici/isolated.ts'
import { limitedConnector } from '../connect-limit.ts'
import { TrackedClient } from './tracked-client.ts'
import type { PoolHandler } from './tracked-client.ts'

/** Connections of one instance (transport.md 2). */
export interface PoolSettings {
  /** Most connections to one endpoint. @defaultValue 128 */
  readonly connections: number
  /** How long an unused connection is kept; a shorter hint of the server wins. @defaultValue 60000 */
  readonly keepAliveMs: number
  /** False: one request per connection. @defaultValue true */
  readonly keepAlive: boolean
  /** @defaultValue 1000 */
  readonly connectTimeoutMs: number
  /** Largest response head in bytes. @defaultValue 16384 */
  readonly maxHeaderSize: number
}

/**
 * The connections to one endpoint: an undici Pool made at first use, replaced on demand, and single clients for
 * requests that must have a fresh connection. undici's own timers are off; limits are the caller's (decisions.md N7).
 */
export class InstancePool {
  readonly origin: string
  readonly #clock: Clock
  #settings: PoolSettings
  #pool: Pool | undefined
  #closed = false
  // What still finishes its requests: replaced pools and single clients.
  readonly #leaving = new Set<Dispatcher>()

  constructor(clock: Clock, origin: string, settings: PoolSettings) {
    this.#clock = clock
    this.origin = origin
    this.#settings = settings
  }

  /** Requests that wait for a free connection. */
  get queued(): number {
    return this.#pool?.stats.queued ?? 0
  }

  /** Errors reach the handler, also synchronously, before this returns. */
  dispatch(options: Dispatcher.DispatchOptions, handler: PoolHandler): void {
    if (this.#closed) {
      handler.onResponseError?.(undefined as never, new errors.ClientClosedError())
      return
    }
    this.#pool ??= this.#newPool()
    this.#pool.dispatch(options, handler)
  }

  /** Sends on a connection of its own, which is closed afterwards (decisions.md N2). */
  dispatchFresh(options: Dispatcher.DispatchOptions, handler: PoolHandler): void {
    if (this.#closed) {
      handler.onResponseError?.(undefined as never, new errors.ClientClosedError())
      return
    }
    const client = new TrackedClient(this.origin, this.#clientOptions())
    client.dispatch(options, handler)
    this.#leave(client)
  }

  /** The next request gets a new pool; what runs or waits in the old one finishes there (decisions.md N40). */
  renew(settings: PoolSettings = this.#settings): void {
    this.#settings = settings
    const old = this.#pool
    if (old === undefined || this.#closed) return
    this.#pool = undefined
    this.#leave(old)
  }

  /** No new requests; resolves when those in flight have finished. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#all().map((dispatcher) => closed(dispatcher)))
  }

  /** Ends every request with `UND_ERR_DESTROYED`. */
  async destroy(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#all().map((dispatcher) => dispatcher.destroy()))
  }

  #all(): Dispatcher[] {
    return this.#pool === undefined ? [...this.#leaving] : [this.#pool, ...this.#leaving]
  }

  #leave(dispatcher: Dispatcher): void {
    this.#leaving.add(dispatcher)
    void closed(dispatcher).then(() => this.#leaving.delete(dispatcher))
  }

  #newPool(): Pool {
    return new Pool(this.origin, {
      ...this.#clientOptions(),
      connections: this.#settings.connections,
      factory: (origin, options) => new TrackedClient(origin, options)
    })
  }

  #clientOptions(): Client.Options {
    const { keepAlive, keepAliveMs, maxHeaderSize, connectTimeoutMs } = this.#settings
    return {
      connect: limitedConnector(this.#clock, connectTimeoutMs),
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize,
      pipelining: keepAlive ? 1 : 0,
      allowH2: false
    }
  }
}

// Closing what is destroyed already is an error of undici's, not of ours.
async function closed(dispatcher: Dispatcher): Promise<void> {
  try {
    await dispatcher.close()
  } catch {}
}
