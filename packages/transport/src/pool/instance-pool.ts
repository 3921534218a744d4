import type { Cancel, Clock } from '@node-chassis/core'
import { Pool, errors } from '../undici/isolated.ts'
import type { Client, Dispatcher } from '../undici/isolated.ts'
import { endpointConnector } from './secure-connector.ts'
import type { PoolEndpoint } from './secure-connector.ts'
import type { TlsSettings } from './tls-settings.ts'
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
  /** Most requests at once on one HTTP/2 connection. @defaultValue 100 */
  readonly maxStreams: number
  readonly tls: TlsSettings
}

/**
 * The connections to one endpoint: an undici Pool made at first use, replaced on demand, dropped when it was not used for
 * a keep-alive time (an idle one holds 18 KiB), and single clients for requests that must have a fresh connection.
 * undici's own timers are off; limits are the caller's (decisions.md N7).
 */
export class InstancePool {
  readonly #endpoint: PoolEndpoint
  readonly #secure: boolean
  readonly #clock: Clock
  #settings: PoolSettings
  #pool: Pool | undefined
  #closed = false
  #used = false
  #cancelIdle: Cancel | undefined
  // What still finishes its requests: replaced pools and single clients.
  readonly #leaving = new Set<Dispatcher>()

  constructor(clock: Clock, endpoint: PoolEndpoint, settings: PoolSettings) {
    this.#clock = clock
    this.#endpoint = endpoint
    this.#secure = endpoint.origin.startsWith('https:')
    this.#settings = settings
  }

  /** Whether it holds an undici pool now. */
  get open(): boolean {
    return this.#pool !== undefined
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
    this.#used = true
    this.#pool ??= this.#newPool()
    this.#pool.dispatch(this.#named(options), handler)
  }

  /** Sends on a connection of its own, which is closed afterwards (decisions.md N2). */
  dispatchFresh(options: Dispatcher.DispatchOptions, handler: PoolHandler): void {
    if (this.#closed) {
      handler.onResponseError?.(undefined as never, new errors.ClientClosedError())
      return
    }
    const client = new TrackedClient(this.#endpoint.origin, this.#clientOptions())
    client.dispatch(this.#named(options), handler)
    this.#leave(client)
  }

  /** Other settings: a new pool beside the old one. The same object again changes nothing. */
  configure(settings: PoolSettings): void {
    if (settings === this.#settings) return
    this.#settings = settings
    this.renew()
  }

  /** The next request gets a new pool; what runs or waits in the old one finishes there (decisions.md N40). */
  renew(): void {
    const old = this.#pool
    if (old === undefined || this.#closed) return
    this.#pool = undefined
    this.#stopIdle()
    this.#leave(old)
  }

  /** No new requests; resolves when those in flight have finished. */
  async close(): Promise<void> {
    this.#closed = true
    this.#stopIdle()
    await Promise.all(this.#all().map((dispatcher) => closed(dispatcher)))
  }

  /** Ends every request with `UND_ERR_DESTROYED`. */
  async destroy(): Promise<void> {
    this.#closed = true
    this.#stopIdle()
    await Promise.all(this.#all().map((dispatcher) => dispatcher.destroy()))
  }

  #all(): Dispatcher[] {
    return this.#pool === undefined ? [...this.#leaving] : [this.#pool, ...this.#leaving]
  }

  #leave(dispatcher: Dispatcher): void {
    this.#leaving.add(dispatcher)
    void closed(dispatcher).then(() => this.#leaving.delete(dispatcher))
  }

  // undici gives up a TLS connection when a request with another `host` header comes, unless the name is said.
  #named(options: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
    return this.#secure ? Object.assign(options, { servername: this.#endpoint.host }) : options
  }

  #watchIdle(pool: Pool): void {
    this.#used = false
    this.#cancelIdle = this.#clock.after(this.#settings.keepAliveMs, () => {
      // Read here only: counting walks over all clients.
      if (this.#used || pool.stats.size > 0) this.#watchIdle(pool)
      else this.renew()
    })
  }

  #stopIdle(): void {
    this.#cancelIdle?.()
    this.#cancelIdle = undefined
  }

  #newPool(): Pool {
    const pool = new Pool(this.#endpoint.origin, {
      ...this.#clientOptions(),
      connections: this.#settings.connections,
      factory: (origin, options) => new TrackedClient(origin, options)
    })
    this.#watchIdle(pool)
    return pool
  }

  #clientOptions(): Client.Options {
    const { keepAlive, keepAliveMs, maxHeaderSize, maxStreams, connectTimeoutMs, tls } = this.#settings
    const { http2 } = this.#endpoint
    return {
      connect: endpointConnector(this.#clock, connectTimeoutMs, this.#endpoint, tls),
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize,
      pipelining: keepAlive ? 1 : 0,
      allowH2: http2,
      ...(http2 ? { h2Options: { useH2c: !this.#secure, maxConcurrentStreams: maxStreams } } : {})
    }
  }
}

// Closing what is destroyed already is an error of undici's, not of ours.
async function closed(dispatcher: Dispatcher): Promise<void> {
  try {
    await dispatcher.close()
  } catch {}
}
