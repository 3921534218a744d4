import { ConfigError, EventHub, KEYS } from '@node-chassis/core'
import type { ConfigChange, ConfigReader, ConfigSource, Env, Unsubscribe } from '@node-chassis/core'
import { NAME_FALLBACK, canonical } from './aliases.ts'
import { withoutConnections } from './connection-keys.ts'
import { derive } from './derived.ts'
import { changedKeys, merge } from './effective.ts'
import type { Effective } from './effective.ts'
import { layerOfTexts } from './layer.ts'
import type { Layer, Warn } from './layer.ts'
import { environmentLayer, variableFor, weakEnvironment } from './local/environment.ts'
import type { Variables } from './local/environment.ts'
import { readLocalFiles } from './local/local-layers.ts'
import { unresolvedIn } from './placeholders.ts'
import { booleanOf, itemsOf, numberOf } from './text/coerce.ts'

export interface ConfigurationOptions {
  readonly env: Env
  /** Folder of the local files. @defaultValue `CHASSIS_CONF_DIR`, else the working directory */
  readonly dir?: string
  /** Environment variables. @defaultValue none: a library looks at nobody's environment unasked */
  readonly variables?: Variables
  /** Settings made in code; they beat every other source. */
  readonly options?: Readonly<Record<string, string>>
}

/** A remote source that knows where its values came from. */
export type RemoteSource = ConfigSource & { sourceOf?(key: string): string | undefined }

/** The effective configuration of a process (config.md 7.1). */
export interface Configuration extends ConfigReader {
  /** Merges a remote source; several may be attached, a later one is stronger. Answers how to take it out. */
  attach(remote: RemoteSource): Unsubscribe
}

/**
 * Reads the local sources: files (decisions.md N20), environment, `mapping.yaml`, options.
 * @throws ConfigError CHS_CONFIG_INVALID naming file and line, or the key whose placeholder nothing resolves
 */
export function createConfiguration(options: ConfigurationOptions): Configuration {
  return new LayeredConfiguration(options)
}

class LayeredConfiguration implements Configuration {
  readonly #variables: Variables
  readonly #warn: Warn
  readonly #below: readonly Layer[]
  readonly #environment: readonly Layer[]
  readonly #options: Layer
  readonly #events: EventHub<{ change: ConfigChange }>
  readonly #remotes: RemoteSource[] = []
  #effective: Effective

  constructor({ env, dir, variables = {}, options = {} }: ConfigurationOptions) {
    this.#variables = variables
    this.#warn = onceEach((message) => env.log.warn(message))
    this.#events = new EventHub((err) => env.log.error({ err }, 'a listener of configuration changes failed'))
    const folder = dir ?? variables['CHASSIS_CONF_DIR'] ?? process.cwd()
    const profiles = options['spring.profiles.active'] ?? variables['SPRING_PROFILES_ACTIVE']
    const files = readLocalFiles(folder, profiles, this.#warn)
    const found = files.layers.flatMap(({ settings }) => [...settings.keys()])
    const proper = (layers: readonly Layer[]): Layer[] => layers.map((layer) => canonical(layer, this.#warn))
    const below = proper([weakEnvironment(variables), ...files.layers])
    const environment = proper([environmentLayer(variables, found)])
    this.#options = canonical(layerOfTexts('options', Object.entries(options)), this.#warn)
    const strongestFirst = [...below, ...environment, this.#options].toReversed()
    const lookup = (key: string): string | undefined =>
      strongestFirst.find(({ settings }) => settings.has(key))?.settings.get(key)?.text
    const derived = (layer: Layer): Layer => derive(layer, lookup, this.#warn)
    const name = lookup(NAME_FALLBACK)
    if (name !== undefined)
      below[0]?.settings.set('servicecomb.service.name', { text: name, written: name, key: NAME_FALLBACK })
    this.#below = below.map(derived)
    const mapping = canonical(this.#mappingLayer(files.mapping, lookup), this.#warn)
    this.#environment = [...environment.map(derived), mapping]
    this.#effective = this.#merge()
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
    return this.#read(key, fallback, numberOf, 'a number')
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.#read(key, fallback, booleanOf, 'true or false')
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
    const layer = this.#effective.origins.get(key)?.layer
    return layer ?? (this.get(key) === undefined ? undefined : 'environment')
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

  #read<T>(key: string, fallback: T, read: (text: string) => T | undefined, wanted: string): T {
    const text = this.get(key)
    // A key with nothing behind it, as `environment:` in a file, says nothing.
    if (text === undefined || text.trim() === '') return fallback
    const value = read(text)
    if (value !== undefined) return value
    const message = `\`${this.#written(key)}\` (${this.sourceOf(key)}) is "${text}"; write ${wanted}`
    throw new ConfigError('CHS_CONFIG_INVALID', message, { key })
  }

  /** The key, and beside it the spelling its owner used. */
  #written(key: string): string {
    return this.#effective.origins.get(key)?.key ?? key
  }

  #rebuild(): void {
    const before = this.#effective.values
    this.#effective = this.#merge()
    const after = this.#effective.values
    const keys = changedKeys(before, after)
    if (keys.length > 0) this.#events.emit('change', { keys, before, after })
  }

  #merge(): Effective {
    const local = [...this.#below, ...this.#environment, this.#options]
    const lookup = (key: string): string | undefined =>
      local.findLast(({ settings }) => settings.has(key))?.settings.get(key)?.text
    const remotes = this.#remotes.map((remote) => this.#remoteLayer(remote))
    const low = lookup('servicecomb.config.remotePriority') === 'belowEnv'
    const layers = low
      ? [...this.#below, ...remotes, ...this.#environment, this.#options]
      : [...this.#below, ...this.#environment, ...remotes, this.#options]
    return merge(layers, (name) => this.#variables[name] ?? variableFor(name, this.#variables))
  }

  #remoteLayer(remote: RemoteSource): Layer {
    const layer = layerOfTexts('configuration centre', remote.values)
    for (const [key, setting] of layer.settings) {
      const place = remote.sourceOf?.(key)
      if (place !== undefined) layer.settings.set(key, { ...setting, place })
    }
    return withoutConnections(canonical(layer, this.#warn), this.#warn)
  }

  #mappingLayer(
    mapping: ReadonlyMap<string, readonly string[]>,
    lookup: (key: string) => string | undefined
  ): Layer {
    const texts = [...mapping].flatMap(([from, targets]) => {
      const text = this.#variables[from] ?? lookup(from)
      return text === undefined ? [] : targets.map((target) => [target, text] as const)
    })
    return layerOfTexts('mapping.yaml', texts)
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

function onceEach(warn: Warn): Warn {
  const said = new Set<string>()
  return (message) => {
    if (said.has(message)) return
    said.add(message)
    warn(message)
  }
}
