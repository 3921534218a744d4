import { systemEnv } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort, isLoopback, reachableHost } from './address.ts'
import { createConfigService } from './config/index.ts'
import { seedDocuments } from './config/seed.ts'
import { withHttpFaults } from './faults/http-faults.ts'
import type { FaultPlan } from './faults/plan.ts'
import { FaultSwitches } from './faults/switches.ts'
import type { Faults } from './faults/switches.ts'
import { createGovernanceRoutes } from './governance/index.ts'
import { listen } from './http/server.ts'
import type { HttpServer } from './http/server.ts'
import type { Journal } from './journal/journal.ts'
import { keepIn } from './journal/keep.ts'
import type { Nacos, NacosOptions, NacosSide } from './nacos/index.ts'
import type { Rbac, RbacOptions } from './rbac/index.ts'
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
  /** Services of app `default` that are found from every environment (registry.md 8.5). @defaultValue none */
  readonly sharedServices?: readonly string[]
  /** For tests: reads show an instance that is gone for so many milliseconds more (registry.md 8.6). @defaultValue 0 */
  readonly deleteDelayMs?: number
  /** For tests: when most instances go at once, reads show them for about a lease more (registry.md 9.4). @defaultValue false */
  readonly selfPreservation?: boolean
  /** Time between pings on the WebSockets in milliseconds (registry.md 11). @defaultValue 30000 */
  readonly pingIntervalMs?: number
  /** Both sides ask for a token (registry.md 13). @defaultValue nobody is asked, and whoever reaches the engine may do everything */
  readonly rbac?: RbacOptions
  /** A Nacos server beside the other two, on ports of its own. @defaultValue there is none */
  readonly nacos?: NacosOptions
  /**
   * Directory that registry, configuration centre, accounts and what Nacos keeps are kept in: what was acknowledged is there
   * again after the process was killed. One engine at a time. @defaultValue everything is in memory only
   */
  readonly data?: string
  /** Documents to begin with, where they are not there yet: an export (config.md 8.2) or a list as text, and its name. */
  readonly seed?: { readonly name: string; readonly text: string }
  /** Failures to play from the start; `engine.faults` switches them later. @defaultValue none */
  readonly faults?: FaultPlan
}

/** A registry and a configuration centre that run in this process. */
export interface Engine extends AsyncDisposable {
  readonly registryUrl: string
  readonly configUrl: string
  readonly scPort: number
  readonly kiePort: number
  /** Where Nacos is, when there is one: HTTP at `url` and `port`, gRPC at `grpcPort`, which is 1000 above. */
  readonly nacos: Omit<NacosSide, 'close'> | undefined
  /** Failures to be played, for tests of clients. */
  readonly faults: Faults
  /** Answers what waits and frees its ports. Twice does no harm. */
  close(): Promise<void>
}

/**
 * Starts a registry (service-center v4) and a configuration centre (kie v1) in this process; resolves when both listen.
 * Everything is kept in memory, and in `data` as well when that is given.
 * @throws LifecycleError `CHS_PORT_IN_USE` naming host and port, `CHS_INVALID_ARGUMENT` when the host is not of this machine, or
 * password or key of `rbac`, the directory `data` or the documents of `seed` cannot be used; ConfigError `CHS_CONFIG_INVALID`
 * when `faults` is no plan
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const host = options.host ?? '127.0.0.1'
  const env = options.env ?? systemEnv()
  const quota = options.quotas?.config
  const rbac = options.rbac === undefined ? undefined : await rbacOf(options.rbac, env)
  const faults = new FaultSwitches()
  const config = createConfigService({ env, quota, rbac, faults })
  const governance = createGovernanceRoutes(config.documents, env, config.maxBodyBytes)
  const registry = createRegistryService(env, registrySettings(options), governance, rbac, faults)
  const nacos = options.nacos === undefined ? undefined : await loadNacos(options.nacos, host, env)
  const sides: Pick<HttpServer, 'close'>[] = []
  let journal: Journal | undefined
  let ended: Promise<unknown> | undefined
  const close = async (): Promise<void> => {
    registry.close()
    config.close()
    // What is answered while the sides close is written down too.
    await (ended ??= Promise.all(sides.map((side) => side.close())).then(() => journal?.close()))
  }
  try {
    if (options.data !== undefined) {
      const kept = {
        registry: registry.records,
        config: config.documents,
        rbac: rbac?.store,
        nacos: nacos?.records
      }
      journal = keepIn(options.data, kept, env)
    }
    await rbac?.begin()
    if (options.seed !== undefined) seedDocuments(config.documents, options.seed.text, options.seed.name)
    faults.inject(options.faults ?? {})
    const registrySide = await listen(withHttpFaults(registry, faults, env.clock), {
      host,
      port: options.scPort ?? 0,
      env
    })
    sides.push(registrySide)
    const configSide = await listen(withHttpFaults(config, faults, env.clock), {
      host,
      port: options.kiePort ?? 0,
      env
    })
    sides.push(configSide)
    const nacosSide = await nacos?.listen()
    if (nacosSide !== undefined) sides.push(nacosSide)
    const own = hostAndPort(reachableHost(host), registrySide.port)
    registry.announce((options.selfRegister ?? true) ? own : undefined)
    const isOpen = rbac === undefined || (options.nacos !== undefined && options.nacos.auth === undefined)
    if (!isLoopback(host) && isOpen) {
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
      nacos: nacosSide,
      faults,
      close,
      [Symbol.asyncDispose]: close
    }
  } catch (error) {
    await close()
    throw error
  }
}

// Loaded for who wants it: most engines need neither it nor its libraries.
async function loadNacos(options: NacosOptions, host: string, env: Env): Promise<Nacos> {
  const { createNacos } = await import('./nacos/index.ts')
  return createNacos(options, host, env)
}

// Loaded for those who want it: signing tokens is a good part of what a start takes.
async function rbacOf(options: RbacOptions, env: Env): Promise<Rbac> {
  const { createRbac } = await import('./rbac/index.ts')
  return createRbac(env, options)
}

function registrySettings(options: EngineOptions): Partial<RegistrySettings> {
  const { quotas, innerProperties, schemaChanges, minIntervalS, ttlS, sharedServices } = options
  const { deleteDelayMs, selfPreservation, pingIntervalMs } = options
  return {
    ...(quotas?.service === undefined ? {} : { serviceQuota: quotas.service }),
    ...(innerProperties === undefined ? {} : { innerProperties: new Map(Object.entries(innerProperties)) }),
    ...(schemaChanges === undefined ? {} : { schemaChanges }),
    ...(minIntervalS === undefined ? {} : { minIntervalS }),
    ...(ttlS === undefined ? {} : { ttlS }),
    ...(sharedServices === undefined ? {} : { sharedServices: new Set(sharedServices) }),
    ...(deleteDelayMs === undefined ? {} : { deleteDelayMs }),
    ...(selfPreservation === undefined ? {} : { selfPreservation }),
    ...(pingIntervalMs === undefined ? {} : { pingIntervalMs })
  }
}
