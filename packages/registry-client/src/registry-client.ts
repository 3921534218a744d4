import type { Env, EventSource, InstanceSource, Registrar } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineAuth, EngineHttp, EngineHttpOptions } from '@node-chassis/transport'
import type { Catalog } from './catalog/catalog.ts'
import { clientOver } from './client-over.ts'
import type { RegistryEvents } from './events.ts'
import type { Schema } from './schemas/schema.ts'
import type { SchemaProgress } from './schemas/upload.ts'
import { webSockets } from './sockets/web-socket.ts'
import { VERSION } from './version.ts'

export interface RegistryClientOptions {
  readonly env: Env
  /** `http://host:port`, one or several; the way the engine is reached (registry.md 16.4). */
  readonly addresses: readonly string[]
  /** Configuration key that the addresses came from. @defaultValue `servicecomb.registry.sc.address` */
  readonly addressKey?: string
  /** Nothing is set under that key, the addresses are a default; errors say so. @defaultValue false */
  readonly isDefault?: boolean
  /** @defaultValue `default` */
  readonly project?: string
  /** `X-Domain-Name`. @defaultValue `default` */
  readonly domain?: string
  /** Environment of the look-ups before anything is registered. @defaultValue '' */
  readonly environment?: string
  /** Pause between heartbeats, ms, a tenth more or less; the lease is four of them. @defaultValue 15000 (C3) */
  readonly heartbeatMs?: number
  /** Pause between two looks at all services in use, ms, a tenth more or less. @defaultValue 15000 (C4) */
  readonly pollMs?: number
  /** How long a name that the registry does not know is not asked for again, ms. @defaultValue 15000 (N13) */
  readonly unknownMs?: number
  /** A service without a call for so long is followed no more, ms. @defaultValue 600000 (N13) */
  readonly subscriptionIdleMs?: number
  /** Limit of each request, ms. @defaultValue 5000 (registry.md 16.1) */
  readonly timeoutMs?: number
  /** @defaultValue 1000 */
  readonly connectTimeoutMs?: number
  /** How long an address that failed three times is left alone before it is probed, ms. @defaultValue 15000 (C10) */
  readonly probeMs?: number
  /** What every request shows of this process: a token of its account, an access key. @defaultValue nothing (C11) */
  readonly auth?: EngineAuth | undefined
  /** Trust and own certificate for `https` addresses. @defaultValue Node's own trust */
  readonly tls?: EngineHttpOptions['tls']
  /** An HTTP proxy between this process and the registry. @defaultValue none */
  readonly proxy?: EngineHttpOptions['proxy']
  /** Where this process runs: addresses with the same `?region=…&availableZone=…` are asked first (registry.md 16.4). */
  readonly place?: EngineHttpOptions['place']
  /**
   * Look for further addresses of the registry in the registry, once a heartbeat; each is used when it is ready. @defaultValue
   * false (C10)
   */
  readonly autoDiscovery?: boolean
  /** With `autoDiscovery`: hears where the configuration centre is. @defaultValue it is not asked for */
  readonly onConfigCentre?: (addresses: readonly string[]) => void
  /**
   * Folder of the last known lists, for a start while the registry is away, and a name for those who share it.
   * @defaultValue none is kept (N45)
   */
  readonly snapshot?: { readonly dir: string; readonly name: string } | undefined
  /** A fixed id instead of one made for this process (C1). */
  readonly instanceId?: string
  /** Hear of changes through a socket, beside the polls. @defaultValue false (C12) */
  readonly watch?: boolean
  /**
   * `socket`: the lease is renewed by answering pings of the engine, and by requests while there is no such connection.
   * @defaultValue `put` (registry.md 11.2)
   */
  readonly heartbeatMode?: 'put' | 'socket'
  /** Contracts that are uploaded when this process registers, those that are missing or differ. @defaultValue none */
  readonly schemas?: readonly Schema[]
  /** Configuration key that the schemas came from. @defaultValue `schemas` */
  readonly schemasKey?: string
  /** Whether a schema that the registry refuses to change fails the first registration. @defaultValue false (N16) */
  readonly failOnSchemaDifference?: boolean
  /** Hears of each schema that is uploaded, refused or found as it is. */
  readonly onSchemaProgress?: SchemaProgress
}

/** Client of one service-center: keeps this process in it, and knows who else is there. */
export interface RegistryClient {
  readonly registrar: Registrar
  readonly instances: InstanceSource
  /** Looks at all there is, for tools. */
  readonly catalog: Catalog
  readonly events: EventSource<RegistryEvents>
  /** Ends everything without deregistering (`registrar.deregister()` does that). Twice does no harm. */
  close(): Promise<void>
}

/** @throws ConfigError CHS_CONFIG_INVALID for addresses that are none, and for schemas that no registry takes */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { env, domain = 'default', auth, tls, proxy } = options
  const tenant = { 'X-Domain-Name': domain, 'User-Agent': `node-chassis/${VERSION}` }
  const connect = (onRecovered: () => void): EngineHttp =>
    createEngineHttp({
      env,
      engine: 'registry',
      addresses: options.addresses,
      addressKey: options.addressKey ?? 'servicecomb.registry.sc.address',
      isDefault: options.isDefault,
      unavailable: 'CHS_REGISTRY_UNAVAILABLE',
      // The project of the probe is fixed (registry.md 16.4).
      readinessPath: '/v4/default/registry/health/readiness',
      headers: () => tenant,
      auth,
      issuesTokens: true,
      tls,
      proxy,
      place: options.place,
      onRecovered,
      ...given(options, 'timeoutMs', 'connectTimeoutMs', 'probeMs')
    })
  return clientOver(options, connect, (http) =>
    webSockets({ clock: env.clock, addresses: () => http.addresses, headers: tenant, auth, tls, proxy })
  )
}

// Optional settings are absent, never undefined.
function given<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])
  ) as Pick<T, K>
}
