import type { Unsubscribe } from './ports.ts'

/** What changed, and what the values were and are. */
export interface ConfigChange {
  /** Keys that were added, removed or have another value. */
  readonly keys: readonly string[]
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
}

/** Effective configuration: every source merged by precedence, placeholders resolved. Values are texts. */
export interface ConfigReader {
  /** All effective values. A change is a new map. */
  readonly values: ReadonlyMap<string, string>
  get(key: string): string | undefined
  text(key: string, fallback: string): string
  /** @throws ConfigError `CHS_CONFIG_INVALID` naming key and source when the value is no number. */
  number(key: string, fallback: number): number
  /** true/false in any case (YAML 1.1 spellings too). @throws ConfigError `CHS_CONFIG_INVALID` naming the key. */
  boolean(key: string, fallback: boolean): boolean
  /** Comma separated, trimmed, without empty items. */
  list(key: string, fallback: readonly string[]): readonly string[]
  /** Which source a value came from, for people: `options`, `environment`, `application.yaml`, `kie (service)`. */
  sourceOf(key: string): string | undefined
  /** Hears changes of the key, or of every key below a prefix that ends in a dot. `''` hears all. */
  onChange(keyOrPrefix: string, listener: (change: ConfigChange) => void): Unsubscribe
}
