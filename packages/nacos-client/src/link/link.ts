import { ConfigError, LifecycleError, RegistryError } from '@node-chassis/core'
import type { Clock, Env } from '@node-chassis/core'
import type { TlsSettings } from '@node-chassis/transport'
import type { ServerAddress } from '../address.ts'
import { Caller } from '../grpc/caller.ts'
import { GrpcRefusal } from '../grpc/failure.ts'
import type { Json } from '../grpc/payload.ts'
import { isKnownPush, openSession } from '../grpc/session.ts'
import type { Module, Session } from '../grpc/session.ts'
import type { NacosHttp } from '../http/nacos-http.ts'
import { textOf } from '../json.ts'
import { pause } from '../pause.ts'
import { chooseProtocol } from './choose.ts'
import type { Probes } from './choose.ts'
import { jittered, pauseMs, shuffled } from './pauses.ts'

export type TransportChoice = 'auto' | 'grpc' | 'http'

/** What requests travel over. */
export type Line =
  | { readonly kind: 'grpc'; readonly caller: Caller; readonly address: string; readonly upAt: number }
  | { readonly kind: 'http'; readonly version: 'v1' | 'v3'; readonly upAt: number }

export interface LinkOptions {
  readonly env: Env
  readonly servers: readonly ServerAddress[]
  readonly addressKey: string
  readonly transport: TransportChoice
  readonly module: Module
  readonly tenant: string
  readonly appName: string
  readonly tls: TlsSettings | undefined
  readonly http: NacosHttp
  readonly unavailable: 'CHS_REGISTRY_UNAVAILABLE' | 'CHS_CONFIG_UNAVAILABLE'
  /** A new line: everything that the server must know is to be said again. */
  readonly onLine: (line: Line) => void
  /** The line broke; another one is looked for. */
  readonly onLost: (reason: string) => void
  /** No address answered in a whole round, or the credentials are wrong. */
  readonly onAway: (error: Error) => void
  readonly onPush: (type: string, body: Json) => void
}

/** ServerCheck and what is before it, ms (nacos.md 4.2). */
const ROUND_MS = 3_000
const LEAST_CONNECT_MS = 1_000
/** After so much silence the server is asked for a sign of life (nacos.md 4.5). */
const SILENCE_MS = 5_000
const HEALTH_TRIES = 3
/** A line that lived so long was a good one: the pauses begin anew. */
const GOOD_MS = 5_000
/** A server that spoke gRPC before is given so long to come back before HTTP is tried. */
const RESTART_MS = 10_000
const GRPC_AGAIN_MS = 60_000
const CREDENTIALS_AGAIN_MS = 5_000
const RESET_MS = 20
const MOST_UNKNOWN = 100
/** Node's own trust. */
const PLAIN_TLS: TlsSettings = { context: {}, verify: true, checkHost: undefined }

/**
 * Keeps one line to the servers: gRPC to one of them, or HTTP to all while no gRPC port answers (nacos.md 4.7, 10.1).
 */
export class Link {
  readonly #options: LinkOptions
  readonly #clock: Clock
  readonly #ending = new AbortController()
  readonly #order: ServerAddress[]
  readonly #failures = new Map<string, string>()
  /** Types of pushes that were told once. */
  readonly #unknown = new Set<string>()
  readonly #waiters = new Set<(line: Line) => void>()
  #line: Line | undefined
  #running: Promise<void> | undefined
  #turn = 0
  /** Failed tries in a row. */
  #tries = 0
  #grpcAt = -Infinity

  constructor(options: LinkOptions) {
    this.#options = options
    this.#clock = options.env.clock
    this.#order = shuffled(options.env.random, options.servers)
  }

  get line(): Line | undefined {
    return this.#line
  }

  /** Begins; further calls do nothing. */
  start(): void {
    if (this.#ending.signal.aborted) return
    this.#running ??= this.#options.transport === 'http' ? this.#onlyHttp() : this.#run()
  }

  /**
   * The line, once there is one.
   * @throws RegistryError or ConfigError when there is none within `limitMs`
   */
  async ready(limitMs: number, signal?: AbortSignal): Promise<Line> {
    if (this.#line !== undefined) return this.#line
    if (this.#ending.signal.aborted) throw closed()
    signal?.throwIfAborted()
    this.start()
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        cancel()
        this.#waiters.delete(onLine)
        signal?.removeEventListener('abort', onAbort)
        this.#ending.signal.removeEventListener('abort', onAbort)
      }
      const onLine = (line: Line): void => {
        settle()
        resolve(line)
      }
      const onAbort = (): void => {
        settle()
        reject(signal?.aborted ? (signal.reason as Error) : closed())
      }
      const cancel = this.#clock.after(
        limitMs,
        () => {
          settle()
          reject(this.unavailable())
        },
        true
      )
      this.#waiters.add(onLine)
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#ending.signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** What to say while no address answers. */
  unavailable(cause?: unknown): RegistryError | ConfigError {
    const { servers, unavailable, addressKey } = this.#options
    const failures = servers.map(({ grpc }) => ({
      address: grpc,
      failure: this.#failures.get(grpc) ?? 'not asked'
    }))
    const message =
      `No Nacos server answers on gRPC (${failures.map((one) => `${one.address}: ${one.failure}`).join('; ')})` +
      `${this.#options.transport === 'auto' ? ' or HTTP' : ''}. Check \`${addressKey}\`, that the server runs, and that its gRPC port ` +
      `(the HTTP port and 1000, mostly 9848) can be reached.`
    const details = { addresses: failures, ...(cause === undefined ? {} : { cause }) }
    return unavailable === 'CHS_REGISTRY_UNAVAILABLE'
      ? new RegistryError(unavailable, message, details)
      : new ConfigError(unavailable, message, { ...details, key: addressKey })
  }

  async close(): Promise<void> {
    this.#ending.abort()
    this.#hangUp('closed')
    await this.#running
  }

  async #run(): Promise<void> {
    const { env, servers } = this.#options
    const { signal } = this.#ending
    let starting = false
    while (!signal.aborted) {
      if (this.#tries > 0) {
        await pause(this.#clock, jittered(env.random, pauseMs(this.#tries, servers.length)), signal)
        if (signal.aborted) return
      }
      const address = this.#next()
      try {
        await this.#serve(await this.#connect(address), address)
        continue
      } catch (error) {
        if (signal.aborted) return
        this.#tries++
        this.#failures.set(address.grpc, (error as Error).message)
        env.log.debug({ err: error, address: address.grpc }, `no gRPC session with ${address.grpc}`)
        starting ||= error instanceof GrpcRefusal && error.remedy === 'next-address'
        if (error instanceof ConfigError && error.code === 'CHS_CONFIG_INVALID') {
          this.#options.onAway(error)
          await pause(this.#clock, CREDENTIALS_AGAIN_MS, signal)
        } else if (this.#tries % servers.length === 0) {
          await this.#afterRound(starting, error)
          starting = false
        }
      }
    }
  }

  /** A whole round failed: HTTP, or nobody. */
  async #afterRound(starting: boolean, error: unknown): Promise<void> {
    const { transport, onAway } = this.#options
    if (transport === 'auto' && this.#clock.now() - this.#grpcAt >= RESTART_MS) {
      const choice = starting ? 'wait' : chooseProtocol(await this.#probes())
      if (choice === 'http-v1' || choice === 'http-v3')
        return this.#overHttp(choice === 'http-v1' ? 'v1' : 'v3')
    }
    if (!this.#ending.signal.aborted) onAway(this.unavailable(error))
  }

  async #probes(): Promise<Probes> {
    const { http } = this.#options
    const { signal } = this.#ending
    const ask = async (path: string): Promise<number | undefined> => {
      try {
        const query = { pageNo: 1, pageSize: 1 }
        return (await http.request({ method: 'GET', path, query, timeoutMs: 1_000, signal })).status
      } catch (error) {
        // A login that is refused is an answer.
        return error instanceof ConfigError && error.code === 'CHS_CONFIG_INVALID' ? 403 : undefined
      }
    }
    const [v1, v3] = await Promise.all([ask('/v1/ns/service/list'), ask('/v3/admin/core/state/readiness')])
    return { grpcCheck: 'unreachable', v1, v3 }
  }

  /** HTTP while it is all there is; gRPC is tried again each minute. */
  async #overHttp(version: 'v1' | 'v3'): Promise<void> {
    const { env, servers } = this.#options
    const { signal } = this.#ending
    env.log.warn(
      { transport: 'http', version, addresses: servers.map(({ grpc }) => grpc) },
      `no gRPC port of Nacos answers; HTTP ${version} is used, with slower news of changes. Open port ${servers[0]?.grpc}`
    )
    this.#up({ kind: 'http', version, upAt: this.#clock.now() })
    while (!signal.aborted) {
      await pause(this.#clock, jittered(env.random, GRPC_AGAIN_MS), signal)
      for (const address of this.#order) {
        if (signal.aborted) return
        try {
          const session = await this.#connect(address)
          await this.#serve(session, address)
          return
        } catch (error) {
          this.#failures.set(address.grpc, (error as Error).message)
        }
      }
    }
  }

  async #onlyHttp(): Promise<void> {
    const { signal } = this.#ending
    for (let tries = 1; !signal.aborted; tries++) {
      const choice = chooseProtocol(await this.#probes())
      if (choice === 'http-v1' || choice === 'http-v3') {
        return this.#up({
          kind: 'http',
          version: choice === 'http-v1' ? 'v1' : 'v3',
          upAt: this.#clock.now()
        })
      }
      if (signal.aborted) return
      this.#options.onAway(this.unavailable())
      await pause(this.#clock, jittered(this.#options.env.random, pauseMs(tries * 10, 1)), signal)
    }
  }

  #next(): ServerAddress {
    return this.#order[this.#turn++ % this.#order.length] as ServerAddress
  }

  async #connect(address: ServerAddress): Promise<Session> {
    const { http, module, tenant, appName, tls, servers } = this.#options
    const { signal } = this.#ending
    // A login that is refused is said before anything else happens.
    await http.authorisation(undefined)
    // Loaded when it is needed: an application without Nacos does not pay for the library.
    const { openChannel } = await import('../grpc/channel.ts')
    const at = address.grpc.lastIndexOf(':')
    const where = { host: address.grpc.slice(0, at), port: Number(address.grpc.slice(at + 1)) }
    const connectMs = Math.max(LEAST_CONNECT_MS, ROUND_MS / servers.length)
    const channel = await openChannel(
      this.#clock,
      { ...where, tls: address.secure ? (tls ?? PLAIN_TLS) : undefined },
      connectMs,
      signal
    )
    const heardOn: { session?: Session } = {}
    const session = await openSession({
      clock: this.#clock,
      channel,
      module,
      tenant,
      appName,
      signal,
      onPush: (type, body) => this.#heard(heardOn.session, type, body)
    })
    heardOn.session = session
    return session
  }

  /** Uses a session until it ends. */
  async #serve(session: Session, { grpc }: ServerAddress): Promise<void> {
    const { env, http, onLost } = this.#options
    const upAt = this.#clock.now()
    this.#failures.clear()
    env.log.info(
      { transport: 'grpc', address: grpc, connectionId: session.connectionId },
      `connected to Nacos at ${grpc}`
    )
    this.#up({ kind: 'grpc', caller: new Caller(this.#clock, session, http), address: grpc, upAt })
    const watching = this.#watch(session)
    const reason = await session.ended
    await watching
    this.#line = undefined
    this.#grpcAt = this.#clock.now()
    this.#failures.set(grpc, reason)
    // At least one pause; more of them for a server that takes everybody and keeps nobody.
    this.#tries = this.#clock.now() - upAt >= GOOD_MS ? 1 : this.#tries + 1
    if (this.#ending.signal.aborted) return
    env.log.warn(
      { address: grpc, reason },
      `the connection to Nacos at ${grpc} ended: ${reason}; connecting again`
    )
    onLost(reason)
  }

  /** Asks for a sign of life after each silence, until the session ends. */
  async #watch(session: Session): Promise<void> {
    const over = new AbortController()
    void session.ended.then(() => over.abort())
    while (!over.signal.aborted) {
      const silentMs = this.#clock.now() - session.heardAt
      if (silentMs < SILENCE_MS) {
        await pause(this.#clock, SILENCE_MS - silentMs, over.signal)
        continue
      }
      for (let left = HEALTH_TRIES; ; left--) {
        try {
          await session.request('HealthCheckRequest', {}, { signal: over.signal })
          break
        } catch (error) {
          if (over.signal.aborted) return
          const lost = left === 1 || (error instanceof GrpcRefusal && error.remedy === 'reconnect')
          if (!lost) continue
          return session.close(`the health check failed: ${(error as Error).message}`)
        }
      }
    }
  }

  #heard(session: Session | undefined, type: string, body: Json): void {
    const current = this.#line?.kind === 'grpc' ? this.#line.caller.session : undefined
    if (session === undefined || session !== current) return
    if (!isKnownPush(type)) {
      if (!this.#unknown.has(type))
        this.#options.env.log.debug({ type }, `Nacos sends ${type}, which this client does not know; ignored`)
      if (this.#unknown.size < MOST_UNKNOWN) this.#unknown.add(type)
      return
    }
    if (type !== 'ConnectResetRequest') return this.#options.onPush(type, body)
    const wanted = this.#order.findIndex(({ grpc, http }) => {
      const named = `${textOf(body['serverIp'])}:${textOf(body['serverPort'])}`
      return grpc === named || http.includes(`//${named}`)
    })
    // An address that nobody configured is none.
    if (wanted >= 0) this.#turn = wanted
    // Its answer has to leave first.
    this.#clock.after(RESET_MS, () => session.close('the server asked for it'))
  }

  #up(line: Line): void {
    this.#line = line
    if (this.#ending.signal.aborted) return this.#hangUp('closed')
    this.#options.onLine(line)
    for (const waiter of this.#waiters) waiter(line)
  }

  #hangUp(reason: string): void {
    if (this.#line?.kind === 'grpc') this.#line.caller.session.close(reason)
    this.#line = undefined
  }
}

function closed(): LifecycleError {
  return new LifecycleError('CHS_CLOSED', 'The Nacos client is closed.')
}
