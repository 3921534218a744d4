import { createHash } from 'node:crypto'
import { ConfigError, EventHub, loop, sleep } from '@node-chassis/core'
import type { ConfigSource, Env, Loop, Unsubscribe, WithheldDocument } from '@node-chassis/core'
import { SnapshotFile, createEngineHttp, createOutage } from '@node-chassis/transport'
import type { EngineHttp, EngineHttpOptions } from '@node-chassis/transport'
import { onceEach } from '../layer.ts'
import type { Warn } from '../layer.ts'
import { yamlTexts } from '../text/flatten.ts'
import { sameTexts } from '../texts.ts'
import { Dimension } from './dimension.ts'
import { layersOf } from './layers.ts'
import { timingOf } from './timing.ts'
import type { KieTiming } from './timing.ts'

export type DimensionName = 'app' | 'service' | 'version' | 'custom'

export interface KieClientOptions extends Pick<EngineHttpOptions, 'auth' | 'tls' | 'proxy'> {
  readonly env: Env
  /** At least one. */
  readonly addresses: readonly string[]
  /** @defaultValue `default` */
  readonly project?: string
  readonly app: string
  readonly service: string
  readonly version: string
  /** @defaultValue empty */
  readonly environment?: string
  /** Label of the custom layer. @defaultValue `public` with an empty value */
  readonly customLabel?: { readonly name: string; readonly value: string }
  /** Layers that are read. @defaultValue all four */
  readonly dimensions?: readonly DimensionName[]
  /** Keys whose values are YAML files (config.md 5.2). @defaultValue none */
  readonly fileSource?: readonly string[]
  /** Start tries three times, 1 s apart, instead of once. @defaultValue false */
  readonly firstPullRequired?: boolean
  /** Where this process runs: addresses with the same `?region=…&availableZone=…` are asked first. @defaultValue nowhere */
  readonly place?: EngineHttpOptions['place']
  /** Limit of a connection, ms. @defaultValue 1000 */
  readonly connectMs?: number
  /** Folder of the last known values, for a start while the centre is away. @defaultValue none */
  readonly snapshotDir?: string
  /** @defaultValue long polls of 10 s, requests of 5 s, everything anew each 5 minutes (config.md 5.5) */
  readonly timing?: Partial<KieTiming>
}

/** The configuration centre as a source of settings. */
export interface KieClient extends ConfigSource, AsyncDisposable {
  /** Whether the newest question of every layer was answered by somebody; false before the first one. */
  readonly answering: boolean
  /** Takes over further addresses that were found elsewhere, in place of earlier ones; each is used when it is ready. */
  offer(addresses: readonly string[]): Promise<void>
  /** `kie (service)`: which layer the value of a key is from. */
  sourceOf(key: string): string | undefined
  /** Documents that the centre has and that count for nobody. */
  withheld(): readonly WithheldDocument[]
}

const ADDRESS_KEY = 'servicecomb.kie.serverUri'
const FIRST_PULLS = 3
const FIRST_PAUSE_MS = 1_000
const SNAPSHOT_DELAY_MS = 1_000

/**
 * A client of kie: one independent loop per layer, merged app < service < version < custom (config.md 5, 6).
 * @throws ConfigError CHS_CONFIG_INVALID for an address or a label the centre would never take
 */
export function createKieClient(options: KieClientOptions): KieClient {
  return clientOver(options, (onRecovered) =>
    createEngineHttp({
      env: options.env,
      engine: 'configuration centre',
      addresses: options.addresses,
      addressKey: ADDRESS_KEY,
      unavailable: 'CHS_CONFIG_UNAVAILABLE',
      readinessPath: '/v1/health',
      place: options.place,
      onRecovered,
      auth: options.auth,
      tls: options.tls,
      proxy: options.proxy,
      ...(options.connectMs === undefined ? {} : { connectTimeoutMs: options.connectMs })
    })
  )
}

/** A client that asks through `connect`, which is handed what to call when an address answers again. */
export function clientOver(
  options: KieClientOptions,
  connect: (onRecovered: () => void) => EngineHttp
): KieClient {
  return new Client(options, connect)
}

class Client implements KieClient {
  values: ReadonlyMap<string, string> = new Map()
  readonly #options: KieClientOptions
  readonly #http: EngineHttp
  readonly #dimensions: readonly Dimension[]
  readonly #events: EventHub<{ change: ReadonlyMap<string, string> }>
  readonly #warn: Warn
  readonly #snapshot: SnapshotFile | undefined
  #loops: readonly Loop[] = []
  /** Which file of `fileSource` a key is from. */
  #fileOf: ReadonlyMap<string, string> = new Map()
  #publishing = false
  #closed = false

  constructor(options: KieClientOptions, connect: (onRecovered: () => void) => EngineHttp) {
    const { env } = options
    this.#options = options
    this.#events = new EventHub((err) =>
      env.log.error({ err }, 'a listener of the configuration centre failed')
    )
    this.#warn = onceEach((message) => env.log.warn(message))
    const layers = layersOf(options)
    // Built before the connection: a label that no centre takes is refused with nothing to close.
    this.#http = connect(() => this.#recovered())
    const timing = timingOf(options.timing ?? {}, env.log)
    const outage = createOutage(env.log)
    this.#dimensions = layers.map(
      (layer) =>
        new Dimension({
          ...layer,
          env,
          http: this.#http,
          path: `/v1/${encodeURIComponent(options.project ?? 'default')}/kie/kv`,
          timing,
          warn: this.#warn,
          outage,
          onChange: (moved) => {
            this.#snapshot?.schedule()
            this.#publish(moved)
          }
        })
    )
    this.#snapshot = this.#snapshotIn(options.snapshotDir)
  }

  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.#firstPull(signal)
      // Also when nothing is there: what an earlier process left would be wrong then.
      this.#snapshot?.schedule()
    } catch (error) {
      if (error instanceof ConfigError && error.code === 'CHS_CONFIG_UNAVAILABLE') await this.#restore()
      throw error
    } finally {
      this.#publishing = true
      this.#publish()
      if (!this.#closed && !signal.aborted) this.#run()
    }
  }

  get answering(): boolean {
    return this.#dimensions.every(({ answered }) => answered)
  }

  onChange(listener: (values: ReadonlyMap<string, string>) => void): Unsubscribe {
    return this.#events.on('change', listener)
  }

  offer(addresses: readonly string[]): Promise<void> {
    return this.#http.offer(addresses)
  }

  sourceOf(key: string): string | undefined {
    const file = this.#fileOf.get(key)
    const origin = file ?? this.#dimensions.findLast(({ values }) => values.has(key))?.origin
    return origin === undefined ? undefined : `kie (${origin})`
  }

  withheld(): readonly WithheldDocument[] {
    return this.#dimensions.flatMap(({ withheld, origin }) =>
      withheld.map((key) => ({ key, source: `kie (${origin})`, because: 'its status is disabled' }))
    )
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#loops.map((running) => running.close()))
    await this.#snapshot?.close()
    await this.#http.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #firstPull(signal: AbortSignal): Promise<void> {
    const tries = this.#options.firstPullRequired === true ? FIRST_PULLS : 1
    for (let left = tries - 1; ; left--) {
      const pulls = await Promise.allSettled(this.#dimensions.map((dimension) => dimension.pull(signal)))
      signal.throwIfAborted()
      const failed = pulls.filter((pull) => pull.status === 'rejected').map(({ reason }) => reason as unknown)
      if (failed.length === 0) return
      const refused = failed.find(
        (error) => error instanceof ConfigError && error.code !== 'CHS_CONFIG_UNAVAILABLE'
      )
      if (refused !== undefined || left === 0) throw refused ?? failed[0]
      await sleep(this.#options.env.clock, FIRST_PAUSE_MS, signal)
    }
  }

  #snapshotIn(dir: string | undefined): SnapshotFile | undefined {
    if (dir === undefined) return undefined
    const { env, project = 'default', app, service, version, environment = '' } = this.#options
    // Several identities may share a folder, and all of their names together may be too long for one file name.
    const identity = createHash('sha256').update([project, app, environment, version].join('/')).digest('hex')
    return new SnapshotFile({
      env,
      dir,
      name: `configuration-${service}-${identity.slice(0, 12)}`,
      addresses: () => this.#http.addresses,
      delayMs: SNAPSHOT_DELAY_MS,
      warn: this.#warn,
      entries: () => this.#lists()
    })
  }

  /** As they came, by the query that asks for them: another identity never reads them. */
  *#lists(): Generator<readonly [string, string]> {
    for (const { query, list } of this.#dimensions) if (list !== undefined) yield [query, list]
  }

  /** The layers that the centre did not answer, as an earlier process had them. */
  async #restore(): Promise<void> {
    const layers = (await this.#snapshot?.load()) ?? new Map<string, string>()
    let restored = 0
    for (const dimension of this.#dimensions) {
      const list = layers.get(dimension.query)
      if (list === undefined) continue
      try {
        dimension.restore(list)
        restored++
      } catch (error) {
        this.#warn(
          `the snapshot ${this.#snapshot?.file} has a list that is none and is ignored (${String(error)})`
        )
      }
    }
    if (restored > 0)
      this.#options.env.log.warn(
        { file: this.#snapshot?.file },
        'the configuration centre does not answer: the settings it had at last are read from disk'
      )
  }

  /** Who waits because nobody answered need not wait longer. */
  #recovered(): void {
    this.#dimensions.forEach((dimension, at) => {
      if (dimension.unanswered) this.#loops[at]?.wake()
    })
  }

  #run(): void {
    if (this.#loops.length > 0) return
    this.#loops = this.#dimensions.map((dimension) =>
      loop(
        this.#options.env,
        { name: `configuration (${dimension.name})`, firstMs: FIRST_PAUSE_MS, retryMs: 3_000 },
        (signal) => dimension.poll(signal)
      )
    )
  }

  /** Merges every layer and tells of it, when something differs. The first pull tells once, of all layers. */
  #publish(anyway = false): void {
    if (!this.#publishing || this.#closed) return
    const values = new Map<string, string>()
    for (const { values: own } of this.#dimensions) for (const [key, text] of own) values.set(key, text)
    const fileOf = new Map<string, string>()
    for (const file of this.#options.fileSource ?? []) this.#addFile(file, values, fileOf)
    this.#fileOf = fileOf
    if (!anyway && sameTexts(values, this.values)) return
    const added: string[] = []
    for (const key of values.keys()) if (!this.values.has(key)) added.push(key)
    if (added.length > 0) this.#options.env.log.debug({ keys: added }, 'new keys of the configuration centre')
    this.values = values
    this.#events.emit('change', values)
  }

  #addFile(file: string, values: Map<string, string>, fileOf: Map<string, string>): void {
    const text = values.get(file)
    if (text === undefined) return
    try {
      for (const [key, value] of yamlTexts(text)) {
        values.set(key, value)
        fileOf.set(key, file)
      }
    } catch (error) {
      this.#warn(
        `\`${file}\` of \`servicecomb.config.client.fileSource\` is no readable YAML: ${String(error)}`
      )
    }
  }
}
