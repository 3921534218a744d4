import { systemEnv } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort, isLoopback, reachableHost } from './address.ts'
import { createConfigService } from './config/index.ts'
import { listen } from './http/server.ts'
import type { HttpServer } from './http/server.ts'
import { createRegistryService } from './registry/index.ts'
import type { RegistrySettings } from './registry/index.ts'

export interface EngineOptions {
  /** @defaultValue `127.0.0.1` */
  readonly host?: string
  /** Port of the registry; 0 is any free one. @defaultValue 0 */
  readonly scPort?: number
  /** Port of the configuration centre; 0 is any free one. @defaultValue 0 */
  readonly kiePort?: number
  /** @defaultValue the system's clock and chance, warnings on standard error */
  readonly env?: Env
  /** The registry lists itself as SERVICECENTER (registry.md 12.2). @defaultValue true */
  readonly selfRegister?: boolean
  /** Most service versions of a domain, most key-values of a project. Defaults: registry.md 14, config.md 2. */
  readonly quotas?: { readonly service?: number; readonly config?: number }
  /** Properties that the registry lays over those of every instance (registry.md 3.2). @defaultValue none */
  readonly innerProperties?: Readonly<Record<string, string>>
  /** PUT of a single schema is allowed (registry.md 6.1). @defaultValue true */
  readonly schemaChanges?: boolean
  /** Shortest heartbeat interval in seconds; shorter ones are raised to it (registry.md 3.2). @defaultValue 5 */
  readonly minIntervalS?: number
  /** Lease of every instance in seconds, whatever it asked for (registry.md 9.1). @defaultValue interval × (times + 1) */
  readonly ttlS?: number
}

/** A registry and a configuration centre that run in this process. */
export interface Engine extends AsyncDisposable {
  readonly registryUrl: string
  readonly configUrl: string
  readonly scPort: number
  readonly kiePort: number
  /** Answers what waits and frees both ports. Twice does no harm. */
  close(): Promise<void>
}

/**
 * Starts a registry (service-center v4) and a configuration centre (kie v1) in this process; resolves when both listen.
 * Everything is kept in memory.
 * @throws LifecycleError `CHS_PORT_IN_USE` naming host and port, `CHS_INVALID_ARGUMENT` when the host is not of this machine
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const host = options.host ?? '127.0.0.1'
  const env = options.env ?? systemEnv()
  const quota = options.quotas?.config
  const config = createConfigService(quota === undefined ? { env } : { env, quota })
  const registry = createRegistryService(env, registrySettings(options))
  const sides: HttpServer[] = []
  let ended: Promise<unknown> | undefined
  const close = async (): Promise<void> => {
    registry.close()
    config.close()
    await (ended ??= Promise.all(sides.map((side) => side.close())))
  }
  try {
    const registrySide = await listen(registry, { host, port: options.scPort ?? 0, env })
    sides.push(registrySide)
    const configSide = await listen(config, { host, port: options.kiePort ?? 0, env })
    sides.push(configSide)
    if (options.selfRegister ?? true) registry.announce(hostAndPort(reachableHost(host), registrySide.port))
    if (!isLoopback(host)) {
      env.log.warn(
        { host },
        `the engine knows no accounts: whoever can reach ${host} can change what it holds`
      )
    }
    return {
      registryUrl: registrySide.url,
      configUrl: configSide.url,
      scPort: registrySide.port,
      kiePort: configSide.port,
      close,
      [Symbol.asyncDispose]: close
    }
  } catch (error) {
    await close()
    throw error
  }
}

function registrySettings(options: EngineOptions): Partial<RegistrySettings> {
  const { quotas, innerProperties, schemaChanges, minIntervalS, ttlS } = options
  return {
    ...(quotas?.service === undefined ? {} : { serviceQuota: quotas.service }),
    ...(innerProperties === undefined ? {} : { innerProperties: new Map(Object.entries(innerProperties)) }),
    ...(schemaChanges === undefined ? {} : { schemaChanges }),
    ...(minIntervalS === undefined ? {} : { minIntervalS }),
    ...(ttlS === undefined ? {} : { ttlS })
  }
}
