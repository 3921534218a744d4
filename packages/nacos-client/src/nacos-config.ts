import { createHash } from 'node:crypto'
import { ConfigError, EventHub, abandonable } from '@node-chassis/core'
import type { ConfigSource, Unsubscribe } from '@node-chassis/core'
import { SnapshotFile } from '@node-chassis/transport'
import { createGrpcConfig } from './config/grpc-wire.ts'
import type { GrpcConfig } from './config/grpc-wire.ts'
import { Held } from './config/held.ts'
import type { KeptDocument, Readers } from './config/held.ts'
import { createHttpConfig } from './config/http-wire.ts'
import { findRoutes } from './config/routes.ts'
import type { RouteFinder } from './config/routes.ts'
import { keyText } from './config/wire.ts'
import type { ConfigKey, ConfigWire } from './config/wire.ts'
import { NAMESPACE_KEY, connectionOf } from './connection.ts'
import type { Connected, NacosConnection } from './connection.ts'
import { GrpcRefusal } from './grpc/failure.ts'
import type { Json } from './grpc/payload.ts'
import { objectIn } from './json.ts'
import { Link } from './link/link.ts'
import type { Line } from './link/link.ts'
import { refuseUnknownNamespace } from './namespace-check.ts'
import { checkName, namespaceOf } from './names.ts'
import type { Namespace } from './names.ts'
import { eachOf, eitherOf, pause } from './pause.ts'
import { quietWarning } from './quiet-warning.ts'

export interface NacosConfigOptions extends NacosConnection {
  /** Weakest first; `documentsOf` makes the list that users of Spring know. */
  readonly documents: readonly ConfigKey[]
  /** How texts become settings. */
  readonly readers: Readers
  /** How a document is read whose name and type say nothing. @defaultValue `properties` */
  readonly fileExtension?: string
  /** Group of the documents `cse-label-route-*`, which are all read; undefined: they are not. @defaultValue undefined */
  readonly routesGroup?: string | undefined
}

/** A Nacos engine as a source of settings. */
export interface NacosConfig extends ConfigSource, AsyncDisposable {
  /** `nacos (order.yaml)`: which document the value of a key is from. */
  sourceOf(key: string): string | undefined
  /** `grpc 10.0.0.1:9848`, `http v1`; undefined while no server answers. */
  readonly transport: string | undefined
  /** Whether a server answers now. */
  readonly answering: boolean
}

const START_MS = 10_000
const SNAPSHOT_MS = 1_000
const AGAIN_MS = 3_000
const MOST_PAUSE_MS = 60_000
const QUERIES = 8
const EXTENSION = 'properties'
/** Of documents of rules, whose names have none. */
const ROUTES_EXTENSION = 'yaml'

/**
 * A client of Nacos' configuration: every document is listened to; what changed is read, parsed and merged.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key of a setting that no server takes
 */
export function createNacosConfig(options: NacosConfigOptions): NacosConfig {
  for (const { dataId, group } of options.documents) {
    checkName('dataId', dataId, 'servicecomb.nacos.config')
    checkName('group', group, 'servicecomb.nacos.config.group')
  }
  return new Client(options, connectionOf(options, 'CHS_CONFIG_UNAVAILABLE'))
}

/** The cipher text of a document is never delivered (nacos.md 7). */
class Encrypted extends ConfigError {}

class Client implements NacosConfig {
  values: ReadonlyMap<string, string> = new Map()
  readonly #options: NacosConfigOptions
  readonly #connected: Connected
  readonly #namespace: Namespace
  readonly #link: Link
  readonly #own: readonly Held[]
  readonly #events: EventHub<{ change: ReadonlyMap<string, string> }>
  readonly #snapshot: SnapshotFile | undefined
  readonly #warning: ReturnType<typeof quietWarning>
  readonly #ending = new AbortController()
  /** Documents of rules, weaker than all others. */
  #routes: readonly Held[] = []
  /** Which document a key is from. */
  #from: ReadonlyMap<string, string> = new Map()
  #line = new AbortController()
  /** Ends a wait for changes: there is another set of documents. */
  #moved = new AbortController()
  #grpc: GrpcConfig | undefined
  #finder: RouteFinder | undefined
  #publishing = false
  #failing = false
  #settle: { resolve(): void; reject(error: unknown): void } | undefined

  constructor(options: NacosConfigOptions, connected: Connected) {
    const { env } = options
    this.#options = options
    this.#connected = connected
    this.#namespace = namespaceOf(options.namespace ?? '')
    this.#events = new EventHub((err) => env.log.error({ err }, 'a listener of the configuration failed'))
    this.#warning = quietWarning(env.clock)
    this.#own = options.documents.map((key) => this.#hold(key))
    this.#snapshot = this.#snapshotIn(options.snapshotDir)
    this.#link = new Link({
      env,
      servers: connected.servers,
      addressKey: connected.addressKey,
      transport: options.transport ?? 'auto',
      module: 'config',
      tenant: this.#namespace.grpcConfig,
      appName: options.appName ?? 'unknown',
      tls: options.tls,
      http: connected.http,
      unavailable: 'CHS_CONFIG_UNAVAILABLE',
      onLine: (line) => void this.#follow(line),
      onLost: () => this.#line.abort(),
      onAway: (error) => this.#away(error),
      onPush: (type, body) => this.#heard(type, body)
    })
  }

  get transport(): string | undefined {
    const { line } = this.#link
    return line?.kind === 'grpc'
      ? `grpc ${line.address}`
      : line === undefined
        ? undefined
        : `http ${line.version}`
  }

  get answering(): boolean {
    return this.#link.line !== undefined && !this.#failing
  }

  async start(signal: AbortSignal): Promise<void> {
    const { env, namespaceKey = NAMESPACE_KEY } = this.#options
    const first = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }))
    const cancel = env.clock.after(START_MS, () => this.#settle?.reject(this.#link.unavailable()), true)
    try {
      this.#link.start()
      await abandonable(first, signal)
      await refuseUnknownNamespace(this.#connected.http, this.#namespace.console, namespaceKey, signal)
    } catch (error) {
      if (error instanceof ConfigError && error.code === 'CHS_CONFIG_UNAVAILABLE') await this.#restore()
      throw error
    } finally {
      cancel()
      this.#settle = undefined
      this.#publishing = true
      this.#publish()
    }
  }

  onChange(listener: (values: ReadonlyMap<string, string>) => void): Unsubscribe {
    return this.#events.on('change', listener)
  }

  sourceOf(key: string): string | undefined {
    const dataId = this.#from.get(key)
    return dataId === undefined ? undefined : `nacos (${dataId})`
  }

  async close(): Promise<void> {
    this.#ending.abort()
    this.#line.abort()
    await this.#link.close()
    await this.#snapshot?.close()
    await this.#connected.http.close()
    this.#events.removeAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Follows the documents over one line, until it breaks. */
  async #follow(line: Line): Promise<void> {
    const { env, routesGroup } = this.#options
    this.#line.abort()
    const mine = (this.#line = new AbortController())
    const { signal } = mine
    const { caller } = line.kind === 'grpc' ? line : { caller: undefined }
    this.#grpc =
      caller === undefined ? undefined : createGrpcConfig(env.clock, caller, this.#namespace.grpcConfig)
    const wire = this.#grpc ?? this.#overHttp(line)
    if (routesGroup !== undefined) await this.#lookForRoutes(routesGroup, signal)
    let first = true
    let idle = 0
    while (!signal.aborted && !this.#ending.signal.aborted) {
      try {
        const news = await this.#turn(wire, !first, signal)
        if (first) this.#settle?.resolve()
        first = false
        this.#failing = false
        this.#warning.reset()
        // A server that goes on calling the same content changed (nacos.md 12, hazard 11) is asked ever more rarely.
        idle = news === 'nothing-new' ? idle + 1 : 0
        if (idle > 1) await pause(env.clock, Math.min(MOST_PAUSE_MS, 1_000 * 2 ** (idle - 2)), signal)
      } catch (error) {
        if (signal.aborted || this.#ending.signal.aborted) return
        const refusal = refusalOf(error)
        this.#failing = true
        if (this.#settle !== undefined && refusal instanceof ConfigError) this.#settle.reject(refusal)
        this.#warning.say(() =>
          env.log.warn(
            { err: refusal },
            `the configuration could not be read from Nacos, the known settings stay; trying again. ${refusal.message}`
          )
        )
        await pause(env.clock, AGAIN_MS, signal)
      }
    }
  }

  /** Reads what changed. */
  async #turn(
    wire: ConfigWire,
    wait: boolean,
    signal: AbortSignal
  ): Promise<'news' | 'nothing-new' | 'none'> {
    const documents = [...this.#routes, ...this.#own]
    if (this.#moved.signal.aborted) this.#moved = new AbortController()
    const moved = this.#moved.signal
    const either = eitherOf(signal, moved)
    let changed: readonly ConfigKey[]
    try {
      changed = await wire.changes(documents, wait, either.signal)
    } catch (error) {
      if (moved.aborted && !signal.aborted) return 'none'
      throw error
    } finally {
      either.release()
    }
    const names = new Set(changed.map(keyText))
    const due = documents.filter(({ key }) => names.has(keyText(key)))
    let news = false
    let failure: unknown
    await eachOf(due, QUERIES, async (held) => {
      try {
        news = (await this.#read(wire, held, signal)) || news
      } catch (error) {
        if (!(error instanceof Encrypted)) wire.again(held.key)
        failure ??= error
      }
    })
    if (news) this.#publish()
    if (failure !== undefined) throw failure as Error
    return news ? 'news' : due.length > 0 ? 'nothing-new' : 'none'
  }

  async #read(wire: ConfigWire, held: Held, signal: AbortSignal): Promise<boolean> {
    const document = await wire.query(held.key, signal)
    signal.throwIfAborted()
    if (document?.encrypted !== true) return held.take(document)
    held.skip(document.md5)
    throw new Encrypted(
      'CHS_CONFIG_REFUSED',
      `the document ${held.key.dataId} is encrypted by a plug-in of the server, which this client cannot undo; store it as plain text`
    )
  }

  #overHttp(line: Line): ConfigWire {
    const version = line.kind === 'http' ? line.version : 'v1'
    return createHttpConfig({
      env: this.#options.env,
      http: this.#connected.http,
      version,
      namespace: this.#namespace
    })
  }

  async #lookForRoutes(group: string, signal: AbortSignal): Promise<void> {
    const { env } = this.#options
    const { line } = this.#link
    this.#finder = findRoutes({
      clock: env.clock,
      http: this.#connected.http,
      namespace: this.#namespace,
      group,
      caller: line?.kind === 'grpc' ? line.caller : undefined,
      signal,
      onNames: (dataIds) => {
        if (!signal.aborted) this.#setRoutes(dataIds.map((dataId) => ({ dataId, group })))
      }
    })
    try {
      await this.#finder.first
    } catch (err) {
      if (signal.aborted) return
      env.log.warn(
        { err },
        `the documents cse-label-route-* cannot be looked for: ${(err as Error).message}. Servers from 3.x need gRPC or an administrator for it`
      )
    }
  }

  #setRoutes(keys: readonly ConfigKey[]): void {
    const known = new Map(this.#routes.map((held) => [held.key.dataId, held]))
    if (keys.length === known.size && keys.every(({ dataId }) => known.has(dataId))) return
    this.#routes = keys.map((key) => known.get(key.dataId) ?? this.#hold(key, ROUTES_EXTENSION))
    this.#publish()
    this.#moved.abort()
  }

  #hold(key: ConfigKey, extension = this.#options.fileExtension ?? EXTENSION): Held {
    const { readers, env } = this.#options
    return new Held(key, readers, extension, env.log)
  }

  #heard(type: string, body: Json): void {
    this.#grpc?.heard(type, body)
    this.#finder?.heard(type, body)
  }

  #away(error: Error): void {
    this.#settle?.reject(error)
    this.#warning.say(() =>
      this.#options.env.log.warn(
        { err: error },
        `no Nacos server gives settings; the known ones stay. ${error.message}`
      )
    )
  }

  /** Merges every document and tells of it, when something differs. The first read tells once, of all. */
  #publish(): void {
    if (!this.#publishing || this.#ending.signal.aborted) return
    const values = new Map<string, string>()
    const from = new Map<string, string>()
    for (const { values: own, key } of [...this.#routes, ...this.#own]) {
      for (const [name, text] of own) {
        values.set(name, text)
        from.set(name, key.dataId)
      }
    }
    this.#snapshot?.schedule()
    this.#from = from
    if (same(values, this.values)) return
    this.values = values
    this.#events.emit('change', values)
  }

  #snapshotIn(dir: string | undefined): SnapshotFile | undefined {
    if (dir === undefined) return undefined
    const { env, appName = 'unknown', documents } = this.#options
    // Another namespace or another set of documents is another truth.
    const text = [this.#namespace.httpV3, ...documents.map(keyText)].join('/')
    const identity = createHash('sha256').update(text).digest('hex').slice(0, 12)
    return new SnapshotFile({
      env,
      dir,
      name: `nacos-configuration-${appName}-${identity}`,
      addresses: () => this.#connected.servers.map(({ http }) => http),
      delayMs: SNAPSHOT_MS,
      entries: () => this.#entries(),
      warn: (message) => env.log.warn(message)
    })
  }

  *#entries(): Generator<readonly [string, string]> {
    for (const held of [...this.#routes, ...this.#own])
      if (held.kept !== undefined) yield [keyText(held.key), JSON.stringify(held.kept)]
  }

  /** The documents that were not read, as an earlier process had them. */
  async #restore(): Promise<void> {
    const { env, routesGroup } = this.#options
    const kept = (await this.#snapshot?.load()) ?? new Map<string, string>()
    if (routesGroup !== undefined && this.#routes.length === 0) {
      const end = `+${routesGroup}`
      const names = [...kept.keys()].filter(
        (name) => name.startsWith('cse-label-route-') && name.endsWith(end)
      )
      this.#setRoutes(names.map((name) => ({ dataId: name.slice(0, -end.length), group: routesGroup })))
    }
    let restored = 0
    for (const held of [...this.#routes, ...this.#own]) {
      const document = keptIn(kept.get(keyText(held.key)))
      if (document === undefined || held.kept !== undefined) continue
      held.take(document)
      restored++
    }
    if (restored > 0)
      env.log.warn(
        { file: this.#snapshot?.file, documents: restored },
        'no Nacos server answers: the settings it had at last are read from disk'
      )
  }
}

function keptIn(text: string | undefined): KeptDocument | undefined {
  const { content, type, md5 } = objectIn(text ?? '')
  if (typeof content !== 'string' || typeof md5 !== 'string') return undefined
  return { content, type: typeof type === 'string' ? type : undefined, md5 }
}

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false
  for (const [key, text] of a) if (b.get(key) !== text) return false
  return true
}

/** A refusal as the house knows it; a failure that passes stays what it is. */
function refusalOf(error: unknown): Error {
  if (
    error instanceof GrpcRefusal &&
    (error.remedy === 'fail' || error.remedy === 'login' || error.remedy === 'unsupported')
  )
    return new ConfigError(
      'CHS_CONFIG_REFUSED',
      `Nacos refuses to give the configuration: ${error.message}`,
      {
        engineCode: String(error.errorCode),
        cause: error
      }
    )
  return error as Error
}
