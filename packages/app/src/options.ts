import type { Env, Logger, LogLevel } from '@node-chassis/core'
import type { CustomMatcher } from '@node-chassis/governance'
import type { BalancerFactory } from '@node-chassis/invoker'
import type { Ciphers } from '@node-chassis/transport'

/** Everything is optional: what is not given here comes from the environment or from files (config.md 7.1). */
export interface ChassisOptions {
  /** Short forms of `servicecomb.service.*`. */
  readonly service?: {
    readonly name?: string
    readonly version?: string
    readonly app?: string
    readonly environment?: string
    readonly properties?: Readonly<Record<string, string>>
  }
  /** Settings by key, stronger than environment and files; `docs/configuration.md` lists the keys. */
  readonly config?: Readonly<Record<string, string | number | boolean>>
  /**
   * Arguments of the command line, mostly `process.argv.slice(2)`: `--key=value` is a setting, stronger than the
   * environment. @defaultValue none: what the command line means is the program's business
   */
  readonly args?: readonly string[]
  /** Folder with `application.yaml` and its kin. Default: `CHASSIS_CONF_DIR`, else the working directory. */
  readonly configDir?: string
  /**
   * Matchers of your own: what `customMatcher` items of traffic markers name as `customMatcherHandler` (governance.md 3).
   * Asked synchronously for every call that the other conditions of the item let through.
   */
  readonly matchers?: Readonly<Record<string, CustomMatcher>>
  /** Balancers of your own: what `rule` of a `loadbalance` policy, or `strategy.name`, may name beside those built in. */
  readonly balancers?: Readonly<Record<string, BalancerFactory>>
  /**
   * Ways to keep passwords and secret keys out of files, by the name that `servicecomb.credentials.cipher` (or
   * `.akskCustomCipher`) gives: each turns the text of the setting into the secret, or throws.
   */
  readonly ciphers?: Ciphers
  /** Any pino-shaped logger. Default: pino on standard output at `logLevel`. */
  readonly log?: Logger
  /** Level of the default logger. @defaultValue `LOG_LEVEL` of the environment, else `info` */
  readonly logLevel?: LogLevel
  /**
   * Contracts that the registry shows with this service, by id: OpenAPI documents as text or as the object that a framework
   * made. Those that are missing there or differ are uploaded when the service registers.
   * @defaultValue the files that `servicecomb.service.registry.schema.files` names
   */
  readonly schemas?: Readonly<Record<string, string | object>>
  /** False: this process only looks and calls, and the registry never hears of it (command line, tests). */
  readonly register?: boolean
  /** Clock, chance and logger, for tests that hold the time. */
  readonly env?: Env
}

/** The options as settings. */
export function settingsOf(options: ChassisOptions): Record<string, string> {
  const settings: Record<string, string> = {}
  const { name, version, app, environment, properties = {} } = options.service ?? {}
  const short = { name, version, application: app, environment }
  for (const [key, value] of Object.entries(short)) {
    if (value !== undefined) settings[`servicecomb.service.${key}`] = value
  }
  for (const [key, value] of Object.entries(properties))
    settings[`servicecomb.service.properties.${key}`] = value
  for (const [key, value] of Object.entries(options.config ?? {})) settings[key] = String(value)
  return settings
}
