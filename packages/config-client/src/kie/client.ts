import { ConfigError, EventHub, loop, sleep } from '@node-chassis/core'
import type { ConfigSource, Env, Loop, Unsubscribe } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineHttp } from '@node-chassis/transport'
import type { Warn } from '../layer.ts'
import { yamlTexts } from '../text/flatten.ts'
import { Dimension } from './dimension.ts'
import { checkLabel } from './labels.ts'
import type { Labels } from './labels.ts'
import { timingOf } from './timing.ts'
import type { KieTiming } from './timing.ts'

export type DimensionName = 'app' | 'service' | 'version' | 'custom'

export interface KieClientOptions {
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
  /** Limit of a connection, ms. @defaultValue 1000 */
  readonly connectMs?: number
  /** @defaultValue long polls of 10 s, requests of 5 s, everything anew each 5 minutes (config.md 5.5) */
  readonly timing?: Partial<KieTiming>
}

/** The configuration centre as a source of settings. */
export interface KieClient extends ConfigSource, AsyncDisposable {
  /** `kie (service)`: which layer the value of a key is from. */
  sourceOf(key: string): string | undefined
}

const ADDRESS_KEY = 'servicecomb.kie.serverUri'
const FIRST_PULLS = 3
const FIRST_PAUSE_MS = 1_000

/**
 * A client of kie: one independent loop per layer, merged app < service < version < custom (config.md 5, 6).
 * @throws ConfigError CHS_CONFIG_INVALID for an address or a label the centre would never take
 */
export function createKieClient(options: KieClientOptions): KieClient {
  return new Client(options)
}

class Client implements KieClient {
  values: ReadonlyMap<string, string> = new Map()
  readonly #options: KieClientOptions
  readonly #http: EngineHttp
  readonly #dimensions: readonly Dimension[]
  readonly #events: EventHub<{ change: ReadonlyMap<string, string> }>
  readonly #warn: Warn
  #loops: readonly Loop[] = []
  #origins: ReadonlyMap<string, string> = new Map()
  #publishing = false
  #closed = false

  constructor(options: KieClientOptions) {
    const { env, addresses } = options
    this.#options = options
    this.#events = new EventHub((err) =>
      env.log.error({ err }, 'a listener of the configuration centre failed')
    )
    const said = new Set<string>()
    this.#warn = (message) => {
      if (!said.has(message)) env.log.warn(message)
      said.add(message)
    }
    const layers = layersOf(options)
    this.#http = createEngineHttp({
      env,
      engine: 'configuration centre',
      addresses,
      addressKey: ADDRESS_KEY,
      unavailable: 'CHS_CONFIG_UNAVAILABLE',
      readinessPath: '/v1/health',
      ...(options.connectMs === undefined ? {} : { connectTimeoutMs: options.connectMs })
    })
    const timing = timingOf(options.timing ?? {}, env.log)
    this.#dimensions = layers.map(
      (layer) =>
        new Dimension({
          ...layer,
          env,
          http: this.#http,
          path: `/v1/${encodeURIComponent(options.project ?? 'default')}/kie/kv`,
          timing,
          warn: this.#warn,
          onChange: () => this.#publish()
        })
    )
  }

  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.#firstPull(signal)
    } finally {
      this.#publishing = true
      this.#publish()
      if (!this.#closed && !signal.aborted) this.#run()
    }
  }

  onChange(listener: (values: ReadonlyMap<string, string>) => void): Unsubscribe {
    return this.#events.on('change', listener)
  }

  sourceOf(key: string): string | undefined {
    const origin = this.#origins.get(key)
    return origin === undefined ? undefined : `kie (${origin})`
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#loops.map((running) => running.close()))
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
        (error) => error instanceof ConfigError && error.code === 'CHS_CONFIG_REFUSED'
      )
      if (refused !== undefined || left === 0) throw refused ?? failed[0]
      await sleep(this.#options.env.clock, FIRST_PAUSE_MS, signal)
    }
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
  #publish(): void {
    if (!this.#publishing || this.#closed) return
    const values = new Map<string, string>()
    const origins = new Map<string, string>()
    for (const { name, values: own } of this.#dimensions) {
      for (const [key, text] of own) {
        values.set(key, text)
        origins.set(key, name)
      }
    }
    for (const file of this.#options.fileSource ?? []) this.#addFile(file, values, origins)
    const same =
      values.size === this.values.size && [...values].every(([key, text]) => this.values.get(key) === text)
    this.#origins = origins
    if (same) return
    const added = [...values.keys()].filter((key) => !this.values.has(key))
    if (added.length > 0) this.#options.env.log.debug({ keys: added }, 'new keys of the configuration centre')
    this.values = values
    this.#events.emit('change', values)
  }

  #addFile(file: string, values: Map<string, string>, origins: Map<string, string>): void {
    const text = values.get(file)
    if (text === undefined) return
    try {
      for (const [key, value] of yamlTexts(text)) {
        values.set(key, value)
        origins.set(key, file)
      }
    } catch (error) {
      this.#warn(
        `\`${file}\` of \`servicecomb.config.client.fileSource\` is no readable YAML: ${String(error)}`
      )
    }
  }
}

interface Layer {
  readonly name: DimensionName
  readonly labels: Labels
  readonly exact: boolean
}

/** The label sets, weakest first (config.md 5.1). */
function layersOf(options: KieClientOptions): Layer[] {
  const { app, service, version, environment = '', customLabel = { name: 'public', value: '' } } = options
  const wanted = options.dimensions ?? ['app', 'service', 'version', 'custom']
  checkLabel('app', app, 'servicecomb.service.application')
  checkLabel('service', service, 'servicecomb.service.name')
  checkLabel('version', version, 'servicecomb.service.version')
  checkLabel('environment', environment, 'servicecomb.service.environment')
  checkLabel(customLabel.name, customLabel.value, 'servicecomb.kie.customLabel')
  // `environment` is always sent: without it an exact match finds nothing that was stored with it.
  const labels = { app, environment }
  const all: Layer[] = [
    { name: 'app', labels, exact: true },
    { name: 'service', labels: { ...labels, service }, exact: true },
    { name: 'version', labels: { ...labels, service, version }, exact: true },
    { name: 'custom', labels: { [customLabel.name]: customLabel.value }, exact: false }
  ]
  return all.filter(({ name }) => wanted.includes(name))
}
