import type { Unsubscribe } from './ports.ts'
import type { StandardSchema } from './standard-schema.ts'

/** What changed, and what the values were and are. */
export interface ConfigChange {
  /** Keys that were added, removed or have another value. */
  readonly keys: readonly string[]
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
}

/**
 * Effective configuration: every source merged by precedence, placeholders resolved. Values are texts.
 *
 * A value of a local source is the owner's and known at start: one that cannot be read as its type is refused, with its
 * key. A value of a remote source changes in a running process and never throws: the last readable value of the key
 * stays, else what the local sources say, else the default, with one warning (config.md 5.4).
 */
export interface ConfigReader {
  /** All effective values. A change is a new map. */
  readonly values: ReadonlyMap<string, string>
  get(key: string): string | undefined
  text(key: string, fallback: string): string
  /** @throws ConfigError `CHS_CONFIG_INVALID` naming key and source when the value of a local source is no number. */
  number(key: string, fallback: number): number
  /**
   * true/false in any case (YAML 1.1 spellings too).
   * @throws ConfigError `CHS_CONFIG_INVALID` naming key and source when the value of a local source is none of them.
   */
  boolean(key: string, fallback: boolean): boolean
  /** Comma separated, trimmed, without empty items. */
  list(key: string, fallback: readonly string[]): readonly string[]
  /** Which source a value came from, for people: `options`, `environment`, `application.yaml`, `kie (service)`. */
  sourceOf(key: string): string | undefined
  /** What the sources hold back, found when it is asked for. */
  withheld?(): readonly WithheldDocument[]
  /** Hears changes of the key, or of every key below a prefix that ends in a dot. `''` hears all. */
  onChange(keyOrPrefix: string, listener: (change: ConfigChange) => void): Unsubscribe
}

/** A document that a source has and does not count: for whoever explains why a setting is not in force. */
export interface WithheldDocument {
  readonly key: string
  /** Whose: `kie (service)`. */
  readonly source: string
  /** `its status is disabled` */
  readonly because: string
}

/** A setting as it may be shown to people. */
export interface SettingDescription {
  readonly key: string
  /** `******` where the key or the value looks like a secret. */
  readonly value: string
  readonly masked: boolean
  readonly source: string
}

/** The configuration of an application. */
export interface ApplicationConfig extends ConfigReader {
  /**
   * The settings below a prefix as an object of the schema's type, for any library that speaks Standard Schema
   * (valibot, zod, ArkType). Texts become numbers, booleans and lists where the schema asks for them.
   *
   * The object is live: its properties always give the newest values. A value the schema does not take leaves the
   * previous one in force, and one warning names key, source and reason. Bind once, not per call.
   *
   * A key that only an environment variable has is found when the schema requires it.
   * @param prefix `shop` reads `shop.…`; empty reads everything
   * @throws ConfigError `CHS_CONFIG_INVALID` naming key, source and reason when the first values do not fit
   */
  bind<Output extends object>(schema: StandardSchema<Output>, prefix?: string): Readonly<Output>
  /** Every effective setting in order of its key, secrets masked. */
  describe(): readonly SettingDescription[]
}
