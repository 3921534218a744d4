import { ConfigError, LifecycleError, RegistryError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { EngineAuth } from '../credentials/engine-auth.ts'
import type { TlsSettings } from '../pool/tls-settings.ts'
import type { Place } from './address.ts'
import type { ProxySettings } from './proxy.ts'
import type { EngineAnswer, EngineRequest } from './exchange.ts'
import { failureText } from './failure-text.ts'
import { createPeers } from './peers.ts'

export interface EngineHttpOptions {
  readonly env: Env
  /** What the engine is called in messages, e.g. `registry`. */
  readonly engine: string
  /** Configured addresses, at least one (registry.md 16.4). */
  readonly addresses: readonly string[]
  /** Configuration key the addresses came from; errors and warnings name it. */
  readonly addressKey: string
  /** The addresses are a default: nothing is set under `addressKey`, and errors say so. @defaultValue false */
  readonly isDefault?: boolean | undefined
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
  /** Headers of every request to an address, probes too: the tenant. */
  readonly headers?: (address: string) => Readonly<Record<string, string>>
  /**
   * What every request shows of this process, probes too. A 401 is answered once with new credentials; one that stays
   * counts as a failure of the address (decisions.md N14). @defaultValue nothing
   */
  readonly auth?: EngineAuth | undefined
  /** This engine gives out tokens itself, as a registry does. @defaultValue false */
  readonly issuesTokens?: boolean
  /** For `https` addresses. @defaultValue Node's own trust */
  readonly tls?: TlsSettings | undefined
  /** @defaultValue none: connections go straight to the engine */
  readonly proxy?: ProxySettings | undefined
  /** Where this process runs: addresses with the same `?region=…&availableZone=…` are asked first (config.md 5.6). */
  readonly place?: Place | undefined
  /** Hears that an isolated address answers again: what waits for the engine need not wait longer. */
  readonly onRecovered?: (address: string) => void
}

/** HTTP to an engine with several addresses: the client of one registry or one configuration centre. */
export interface EngineHttp {
  /** Normalised, those of the configuration in their order, then those that were found. */
  readonly addresses: readonly string[]
  /**
   * Takes over addresses that were found elsewhere, with or without a place, in place of those of an earlier call; the
   * configured ones stay. A new one is asked only after its readiness probe has succeeded. Passed over are those that
   * cannot be read, and those without TLS where every configured one has it.
   */
  offer(found: readonly string[]): Promise<void>
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

/** @throws ConfigError CHS_CONFIG_INVALID naming `addressKey` */
export function createEngineHttp(options: EngineHttpOptions): EngineHttp {
  const { engine, addressKey } = options
  const ending = new AbortController()
  const peers = createPeers(options, ending.signal)

  const unavailable = (causes: readonly unknown[]): RegistryError | ConfigError => {
    const failures = peers.all().map((peer) => ({
      address: peer.text,
      failure: peer.breaker.lastFailure ?? 'not asked'
    }))
    const message =
      `No address of the ${engine} answers (${failures.map((f) => `${f.address}: ${f.failure}`).join('; ')}). ` +
      (options.isDefault === true
        ? `\`${addressKey}\` is not set, this is the default: set it, or start an engine there.`
        : `Check \`${addressKey}\` and that the engine runs.`)
    const details = { addresses: failures, cause: causes.at(-1) }
    return options.unavailable === 'CHS_REGISTRY_UNAVAILABLE'
      ? new RegistryError(options.unavailable, message, details)
      : new ConfigError(options.unavailable, message, { ...details, key: addressKey })
  }

  const isClosed = (): LifecycleError =>
    new LifecycleError('CHS_CLOSED', `The client of the ${engine} is closed.`)

  return {
    get addresses() {
      return peers.all().map((peer) => peer.text)
    },
    offer: (found) => peers.offer(found),
    async request(request) {
      if (ending.signal.aborted) throw isClosed()
      let poor: EngineAnswer | undefined
      const causes: unknown[] = []
      for (const peer of peers.inTurn()) {
        try {
          const answer = await peer.send(request)
          if (answer.status < 500) {
            if (answer.status === 401) peer.breaker.failed('answered 401')
            else peer.breaker.succeeded()
            return answer
          }
          peer.breaker.failed(`answered ${answer.status}`)
          poor = answer
        } catch (error) {
          request.signal?.throwIfAborted()
          if (ending.signal.aborted) throw isClosed()
          peer.breaker.failed(failureText(error))
          causes.push(error)
        }
      }
      if (poor !== undefined) return poor
      // A wrong password is the owner's business, whatever else is wrong (decisions.md N44).
      throw causes.find((cause) => cause instanceof ConfigError) ?? unavailable(causes)
    },
    async close() {
      ending.abort()
      await peers.close()
    }
  }
}
