import { ConfigError, LifecycleError, RegistryError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { limitedConnector } from '../connect-limit.ts'
import { Pool } from '../undici/isolated.ts'
import { createAddressBreaker } from './address-breaker.ts'
import type { AddressBreaker } from './address-breaker.ts'
import { addressText, isNear, parseAddress } from './address.ts'
import type { EngineAddress, Place } from './address.ts'
import { exchange } from './exchange.ts'
import type { EngineAnswer, EngineRequest } from './exchange.ts'
import { failureText } from './failure-text.ts'

export interface EngineHttpOptions {
  readonly env: Env
  /** What the engine is called in messages, e.g. `registry`. */
  readonly engine: string
  /** Configured addresses, at least one (registry.md 16.4). */
  readonly addresses: readonly string[]
  /** Configuration key the addresses came from; errors and warnings name it. */
  readonly addressKey: string
  /** Code of the error when no address answers. */
  readonly unavailable: 'CHS_REGISTRY_UNAVAILABLE' | 'CHS_CONFIG_UNAVAILABLE'
  /** What an isolated address is asked. 200, 401, 403 and 404 (an engine without the route) mean that it is back. */
  readonly readinessPath: string
  /** Limit of a request that brings none, ms. @defaultValue 5000 (registry.md 16.1) */
  readonly timeoutMs?: number
  /** @defaultValue 1000 (transport.md 2) */
  readonly connectTimeoutMs?: number
  /** How long an address is isolated before each probe, ms. @defaultValue 15000 (registry.md C10) */
  readonly probeMs?: number
  /** Headers of every request to an address, probes too: tenant, credentials. */
  readonly headers?: (address: string) => Readonly<Record<string, string>>
  /** Where this process runs: addresses with the same `?region=…&availableZone=…` are asked first (config.md 5.6). */
  readonly place?: Place | undefined
  /** Hears that an isolated address answers again: what waits for the engine need not wait longer. */
  readonly onRecovered?: (address: string) => void
  /**
   * Hears of a 401 and may fetch new credentials of that address; true sends the request once more. A 401 that stays
   * counts as a failure of the address (decisions.md N14).
   */
  readonly unauthorized?: (address: string, signal: AbortSignal | undefined) => Promise<boolean>
}

/** HTTP to an engine with several addresses: the client of one registry or one configuration centre. */
export interface EngineHttp {
  /** Normalised, in the order of the configuration. */
  readonly addresses: readonly string[]
  /**
   * Asks one address after the other, beginning with the next in turn, until one answers with less than 500; an answer of
   * 500 and more comes back when no address has a better one.
   * @throws RegistryError or ConfigError (`unavailable`) that lists every address and what happened there;
   *   the signal's reason; LifecycleError CHS_CLOSED
   */
  request(request: EngineRequest): Promise<EngineAnswer>
  /** Ends running requests and takes every timer and socket back. Twice does no harm. */
  close(): Promise<void>
}

/** To one address; long polls of a configuration client hold some of them. */
const CONNECTIONS = 16

interface Peer {
  readonly address: EngineAddress
  readonly text: string
  readonly breaker: AddressBreaker
  pool: Pool | undefined
}

/** @throws ConfigError CHS_CONFIG_INVALID naming `addressKey` */
export function createEngineHttp(options: EngineHttpOptions): EngineHttp {
  const { env, engine, addressKey } = options
  const timeoutMs = options.timeoutMs ?? 5_000
  const connect = limitedConnector(env.clock, options.connectTimeoutMs ?? 1_000)
  let closed = false

  const send = (peer: Peer, request: EngineRequest): Promise<EngineAnswer> => {
    // Our own limits end a request, undici's are coarse and off.
    peer.pool ??= new Pool(peer.address.origin, {
      connect,
      connections: CONNECTIONS,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0
    })
    return exchange(env.clock, peer.pool, peer.text, {
      ...request,
      path: peer.address.base + request.path,
      headers: { ...options.headers?.(peer.text), ...request.headers },
      timeoutMs: request.timeoutMs ?? timeoutMs
    })
  }

  const peers = distinct(options).map((address): Peer => {
    const text = addressText(address)
    const peer: Peer = {
      address,
      text,
      pool: undefined,
      breaker: createAddressBreaker({
        clock: env.clock,
        probeMs: options.probeMs ?? 15_000,
        async probe() {
          const { status } = await send(peer, { method: 'GET', path: options.readinessPath })
          if (status !== 200 && status !== 401 && status !== 403 && status !== 404) {
            throw new Error(`readiness probe answered ${status}`)
          }
        },
        onIsolated: (reason) =>
          env.log.warn({ address: text, reason }, `${engine} address ${text} is isolated: ${reason}`),
        onTrialFailed: (err) =>
          env.log.debug({ err, address: text }, `${engine} address ${text} stays isolated`),
        onRecovered: () => {
          env.log.info({ address: text }, `${engine} address ${text} answers again`)
          options.onRecovered?.(text)
        }
      })
    }
    return peer
  })
  // Not every process begins with the first address.
  let turn = env.random.below(peers.length)

  const candidates = (): readonly Peer[] => {
    const start = turn++ % peers.length
    const inTurn = [...peers.slice(start), ...peers.slice(0, start)]
    const available = inTurn.filter((peer) => peer.breaker.available)
    // All isolated: the configured list regardless (registry.md 16.4).
    const usable = available.length === 0 ? inTurn : available
    const near = usable.filter((peer) => isNear(peer.address, options.place))
    return near.length === 0 ? usable : [...near, ...usable.filter((peer) => !near.includes(peer))]
  }

  const unavailable = (causes: readonly unknown[]): RegistryError | ConfigError => {
    const failures = peers.map((peer) => ({
      address: peer.text,
      failure: peer.breaker.lastFailure ?? 'not asked'
    }))
    const message =
      `No address of the ${engine} answers (${failures.map((f) => `${f.address}: ${f.failure}`).join('; ')}). ` +
      `Check \`${addressKey}\` and that the engine runs.`
    const details = { addresses: failures, cause: causes.at(-1) }
    return options.unavailable === 'CHS_REGISTRY_UNAVAILABLE'
      ? new RegistryError(options.unavailable, message, details)
      : new ConfigError(options.unavailable, message, { ...details, key: addressKey })
  }

  const isClosed = (): LifecycleError =>
    new LifecycleError('CHS_CLOSED', `The client of the ${engine} is closed.`)

  return {
    addresses: peers.map((peer) => peer.text),
    async request(request) {
      if (closed) throw isClosed()
      let poor: EngineAnswer | undefined
      const causes: unknown[] = []
      for (const peer of candidates()) {
        try {
          let answer = await send(peer, request)
          if (answer.status === 401 && (await options.unauthorized?.(peer.text, request.signal)) === true) {
            answer = await send(peer, request)
          }
          if (answer.status < 500) {
            if (answer.status === 401) peer.breaker.failed('answered 401')
            else peer.breaker.succeeded()
            return answer
          }
          peer.breaker.failed(`answered ${answer.status}`)
          poor = answer
        } catch (error) {
          request.signal?.throwIfAborted()
          if (closed) throw isClosed()
          peer.breaker.failed(failureText(error))
          causes.push(error)
        }
      }
      if (poor !== undefined) return poor
      throw unavailable(causes)
    },
    async close() {
      closed = true
      for (const peer of peers) peer.breaker.close()
      await Promise.all(peers.map((peer) => peer.pool?.destroy() ?? Promise.resolve()))
    }
  }
}

function distinct(options: EngineHttpOptions): readonly EngineAddress[] {
  const { addressKey, env } = options
  const parsed = options.addresses
    .filter((text) => text.trim() !== '')
    .map((text) => parseAddress(text, addressKey, (message) => env.log.warn(message)))
  if (parsed.length === 0) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `\`${addressKey}\` names no address; write http://host:port`,
      {
        key: addressKey
      }
    )
  }
  return [...new Map(parsed.map((address) => [addressText(address), address])).values()]
}
