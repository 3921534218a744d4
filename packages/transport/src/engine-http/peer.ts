import { abandonable } from '@node-chassis/core'
import type { AuthHeaders } from '../credentials/engine-auth.ts'
import type { Dispatcher } from '../undici/isolated.ts'
import { createAddressBreaker } from './address-breaker.ts'
import type { AddressBreaker } from './address-breaker.ts'
import { addressText } from './address.ts'
import type { EngineAddress, Place } from './address.ts'
import { enginePool } from './engine-pool.ts'
import type { EngineHttpOptions } from './engine-http.ts'
import { exchange } from './exchange.ts'
import type { EngineAnswer, EngineRequest } from './exchange.ts'

/** One address of an engine: its connections, its health. */
export interface Peer {
  readonly text: string
  /** Written in the address, or found out later. */
  place: Place | undefined
  readonly breaker: AddressBreaker
  /** With credentials; a 401 is tried once more with new ones. Rejects with what broke, or what a login threw. */
  send(request: EngineRequest): Promise<EngineAnswer>
  /** Resolves when the engine is ready there, rejects when not. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** To one address; long polls of a configuration client hold some of them. */
const CONNECTIONS = 16

/** Statuses of a probe that mean "reachable": ready, who are you, and an engine without the route (decisions.md N14). */
const READY: ReadonlySet<number> = new Set([200, 401, 403, 404])

/** @param ending fires when the client closes: nobody waits for a login any longer */
export function createPeer(options: EngineHttpOptions, address: EngineAddress, ending: AbortSignal): Peer {
  const { env, engine, auth, issuesTokens = false } = options
  const text = addressText(address)
  let pool: Dispatcher | undefined

  const raw = (request: EngineRequest, shown: AuthHeaders): Promise<EngineAnswer> => {
    pool ??= enginePool(address, {
      clock: env.clock,
      connections: CONNECTIONS,
      connectTimeoutMs: options.connectTimeoutMs ?? 1_000,
      tls: options.tls,
      proxy: options.proxy
    })
    return exchange(env.clock, pool, text, {
      ...request,
      origin: address.origin,
      path: address.base + request.path,
      headers: { ...options.headers?.(text), ...shown, ...request.headers },
      timeoutMs: request.timeoutMs ?? options.timeoutMs ?? 5_000
    })
  }

  const shownTo = async (signal: AbortSignal | undefined): Promise<AuthHeaders> => {
    const headers = auth?.headers(text, issuesTokens) ?? {}
    return headers instanceof Promise ? abandonable(headers, signal, ending) : headers
  }

  const probe = async (): Promise<void> => {
    const { status } = await raw({ method: 'GET', path: options.readinessPath }, await shownTo(undefined))
    if (!READY.has(status)) throw new Error(`readiness probe answered ${status}`)
  }

  return {
    text,
    place: address.place,
    breaker: createAddressBreaker({
      clock: env.clock,
      probeMs: options.probeMs ?? 15_000,
      probe,
      onIsolated: (reason) =>
        env.log.warn({ address: text, reason }, `${engine} address ${text} is isolated: ${reason}`),
      onTrialFailed: (err) =>
        env.log.debug({ err, address: text }, `${engine} address ${text} stays isolated`),
      onRecovered: () => {
        env.log.info({ address: text }, `${engine} address ${text} answers again`)
        options.onRecovered?.(text)
      }
    }),
    async send(request) {
      const { signal } = request
      const shown = await shownTo(signal)
      const answer = await raw(request, shown)
      if (answer.status !== 401 || auth === undefined) return answer
      const renewed = await abandonable(auth.refused(text, issuesTokens, shown), signal, ending)
      return renewed ? raw(request, await shownTo(signal)) : answer
    },
    probe,
    async close() {
      this.breaker.close()
      await pool?.destroy()
    }
  }
}
