import { ConfigError, EventHub, KEYS } from '@node-chassis/core'
import type {
  ApplicationConfig,
  ConfigChange,
  ConfigSource,
  Env,
  SettingDescription,
  StandardSchema,
  Unsubscribe,
  WithheldDocument
} from '@node-chassis/core'
import { canonical } from './aliases.ts'
import { Bound } from './bind/bound.ts'
import type { BindSource } from './bind/bound.ts'
import { withoutConnections } from './connection-keys.ts'
import { merge } from './effective.ts'
import type { Effective } from './effective.ts'
import { onceEach } from './layer.ts'
import type { Layer, Setting, Warn } from './layer.ts'
import { variableFor } from './local/environment.ts'
import type { Variables } from './local/environment.ts'
import { readLocalSources } from './local/sources.ts'
import type { LocalSources } from './local/sources.ts'
import { unresolvedIn } from './placeholders.ts'
import { isSecret, shown } from './secrets.ts'
import { itemsOf } from './text/coerce.ts'
import { changedKeys } from './texts.ts'
import { TypedReads } from './typed-reads.ts'

export interface ConfigurationOptions {
  readonly env: Env
  /** Folder of the local files. @defaultValue `CHASSIS_CONF_DIR`, else the working directory */
  readonly dir?: string
  /** Environment variables. @defaultValue none: a library looks at nobody's environment unasked */
  readonly variables?: Variables
  /**
   * Arguments of the command line, mostly `process.argv.slice(2)`: those of the form `--key=value` are settings, stronger
   * than the environment. @defaultValue none
   */
  readonly args?: readonly string[]
  /** Settings made in code; they beat every other source. */
  readonly options?: Readonly<Record<string, string>>
}

/** A remote source that knows where its values came from. */
export type RemoteSource = ConfigSource & {
  sourceOf?(key: string): string | undefined
  withheld?(): readonly WithheldDocument[]
}

/** The effective configuration of a process (config.md 7.1). */
export interface Configuration extends ApplicationConfig {
  /** Merges a remote source; several may be attached, a later one is stronger. Answers how to take it out. */
  attach(remote: RemoteSource): Unsubscribe
}

/**
 * Reads the local sources: files (decisions.md N20), environment, command line, `mapping.yaml`, options.
 * @throws ConfigError CHS_CONFIG_INVALID naming file and line, or the key whose placeholder nothing resolves
 */
export function createConfiguration(options: ConfigurationOptions): Configuration {
  return new LayeredConfiguration(options)
}

class LayeredConfiguration implements Configuration {
  readonly #variables: Variables
  readonly #warn: Warn
  readonly #sources: LocalSources
  readonly #local: Effective
  readonly #reads: TypedReads
  readonly #source: BindSource
  readonly #bound = new Map<object, Map<string, Bound<object>>>()
  readonly #events: EventHub<{ change: ConfigChange }>
  readonly #remotes: RemoteSource[] = []
  readonly #remoteSettings = new WeakMap<RemoteSource, ReadonlyMap<string, Setting>>()
  #effective: Effective

  constructor({ env, dir, variables = {}, args = [], options = {} }: ConfigurationOptions) {
    this.#variables = variables
    this.#warn = onceEach((message) => env.log.warn(message))
    this.#events = new EventHub((err) => env.log.error({ err }, 'a listener of configuration changes failed'))
    const folder = dir ?? variables['CHASSIS_CONF_DIR'] ?? process.cwd()
    this.#sources = readLocalSources({ dir: folder, variables, args, options }, this.#warn)
    this.#local = this.#effective = this.#merge()
    this.#source = this.#bindSource()
    this.#reads = new TypedReads(this.#source, this.#warn)
    this.#refuseUnresolved()
    this.#warnOfUnsupported()
  }

  get values(): ReadonlyMap<string, string> {
    return this.#effective.values
  }

  get(key: string): string | undefined {
    // A key that no file mentions may still be a variable, spelt as config.md 7.1 says.
    return this.values.get(key) ?? (key.includes('.') ? variableFor(key, this.#variables) : undefined)
  }

  text(key: string, fallback: string): string {
    return this.get(key) ?? fallback
  }

  number(key: string, fallback: number): number {
    return this.#reads.number(key, fallback)
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.#reads.boolean(key, fallback)
  }

  list(key: string, fallback: readonly string[]): readonly string[] {
    const text = this.get(key)
    if (text !== undefined) return itemsOf(text)
    const items: string[] = []
    for (let item = this.get(`${key}[0]`); item !== undefined; item = this.get(`${key}[${items.length}]`))
      items.push(item.trim())
    return items.length === 0 ? fallback : items
  }

  sourceOf(key: string): string | undefined {
    const { settings, layers } = this.#effective
    // A list may stand under its items only.
    const name = settings.has(key) ? key : `${key}[0]`
    const source = settings.get(name)?.place ?? layers.get(name)?.name
    return source ?? (this.get(key) === undefined ? undefined : 'environment')
  }

  withheld(): readonly WithheldDocument[] {
    return this.#remotes.flatMap((remote) => remote.withheld?.() ?? [])
  }

  onChange(keyOrPrefix: string, listener: (change: ConfigChange) => void): Unsubscribe {
    const below = keyOrPrefix === '' || keyOrPrefix.endsWith('.')
    return this.#events.on('change', (change) => {
      const keys = change.keys.filter((key) => (below ? key.startsWith(keyOrPrefix) : key === keyOrPrefix))
      if (keys.length > 0) listener({ ...change, keys })
    })
  }

  attach(remote: RemoteSource): Unsubscribe {
    this.#remotes.push(remote)
    const stop = remote.onChange(() => this.#rebuild())
    this.#rebuild()
    return () => {
      stop()
      const at = this.#remotes.indexOf(remote)
      if (at < 0) return
      this.#remotes.splice(at, 1)
      this.#rebuild()
    }
  }

  bind<Output extends object>(schema: StandardSchema<Output>, prefix = ''): Readonly<Output> {
    // The same question twice has one answer: a module that binds again costs nothing.
    let byPrefix = this.#bound.get(schema)
    if (byPrefix === undefined) this.#bound.set(schema, (byPrefix = new Map()))
    const known = byPrefix.get(prefix)
    if (known !== undefined) return known.live as Readonly<Output>
    const bound = new Bound(schema, prefix, this.#source, this.#warn)
    byPrefix.set(prefix, bound)
    return bound.live
  }

  describe(): readonly SettingDescription[] {
    const settings = [...this.values].map(([key, text]) => {
      const masked = isSecret(key, text)
      return { key, value: shown(key, text), masked, source: this.sourceOf(key) ?? '' }
    })
    return settings.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  }

  /** The key as its owner wrote it. */
  #written(key: string): string {
    return this.#effective.settings.get(key)?.key ?? key
  }

  #bindSource(): BindSource {
    const effective = (): Effective => this.#effective
    return {
      get values() {
        return effective().values
      },
      get: (key) => this.get(key),
      sourceOf: (key) => this.sourceOf(key),
      // A placeholder in a local value may have been filled by the centre.
      isRemote: (key) =>
        effective().layers.get(key)?.remote === true ||
        effective().values.get(key) !== this.#local.values.get(key),
      local: (key) => this.#local.values.get(key),
      written: (key) => this.#written(key)
    }
  }

  #rebuild(): void {
    const before = this.#effective.values
    this.#effective = this.#merge()
    const after = this.#effective.values
    const keys = changedKeys(before, after)
    if (keys.length === 0) return
    // Before the listeners run: what they read of a bound object is as new as what they are told.
    for (const byPrefix of this.#bound.values()) for (const bound of byPrefix.values()) bound.refresh(keys)
    this.#events.emit('change', { keys, before, after })
  }

  #merge(): Effective {
    const { below, environment, options } = this.#sources
    const local = [...below, ...environment, options]
    const lookup = (key: string): string | undefined =>
      local.findLast(({ settings }) => settings.has(key))?.settings.get(key)?.text
    const remotes = this.#remotes.map((remote) => this.#remoteLayer(remote))
    const low = lookup('servicecomb.config.remotePriority') === 'belowEnv'
    const layers = low
      ? [...below, ...remotes, ...environment, options]
      : [...below, ...environment, ...remotes, options]
    return merge(layers, (name) => this.#variables[name] ?? variableFor(name, this.#variables))
  }

  #remoteLayer(remote: RemoteSource): Layer {
    const before = this.#remoteSettings.get(remote)
    const settings = new Map<string, Setting>()
    for (const [key, text] of remote.values) {
      const known = before?.get(key)
      const place = remote.sourceOf?.(key)
      // Mostly one setting of thousands has changed: the others keep their objects.
      if (known?.text === text && known.place === place && known.key === key) settings.set(key, known)
      else settings.set(key, { text, written: text, key, ...(place === undefined ? {} : { place }) })
    }
    this.#remoteSettings.set(remote, settings)
    const layer = canonical({ name: 'configuration centre', settings, remote: true }, this.#warn)
    return withoutConnections(layer, this.#warn)
  }

  /** Keys that are known and do nothing: said once, with what to use instead. */
  #warnOfUnsupported(): void {
    for (const { key, unsupported } of KEYS) {
      if (unsupported === undefined) continue
      const prefix = key.endsWith('*') ? key.slice(0, -1) : undefined
      const found = [...this.values.keys()].find((name) =>
        prefix === undefined ? name === key : name.startsWith(prefix)
      )
      if (found !== undefined)
        this.#warn(`\`${this.#written(found)}\` (${this.sourceOf(found)}) has no effect: ${unsupported}`)
    }
  }

  /** Placeholders in settings that are used at start (decisions.md N22). */
  #refuseUnresolved(): void {
    for (const { key } of KEYS) {
      const left = unresolvedIn(this.values.get(key) ?? '')
      if (left === undefined) continue
      const message = `\`${this.#written(key)}\` (${this.sourceOf(key)}): nothing gives ${left} a value; set it, or write a default behind a colon`
      throw new ConfigError('CHS_CONFIG_INVALID', message, { key })
    }
  }
}
