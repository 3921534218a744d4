import { EventHub } from '@node-chassis/core'
import type { Env, EventSource, InstanceSource, Registrar } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import { createDiscovery } from './discovery/discovery.ts'
import type { RegistryEvents } from './events.ts'
import { createRegistrar } from './registration/registrar.ts'
import { VERSION } from './version.ts'
import { createRegistryApi } from './wire/registry-api.ts'

export interface RegistryClientOptions {
  readonly env: Env
  /** `http://host:port`, one or several; the way the engine is reached (registry.md 16.4). */
  readonly addresses: readonly string[]
  /** Configuration key that the addresses came from. @defaultValue `servicecomb.registry.sc.address` */
  readonly addressKey?: string
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
  /** A fixed id instead of one made for this process (C1). */
  readonly instanceId?: string
}

/** Client of one service-center: keeps this process in it, and knows who else is there. */
export interface RegistryClient {
  readonly registrar: Registrar
  readonly instances: InstanceSource
  readonly events: EventSource<RegistryEvents>
  /** Ends everything without deregistering (`registrar.deregister()` does that). Twice does no harm. */
  close(): Promise<void>
}

/** @throws ConfigError CHS_CONFIG_INVALID for addresses that are none */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { env, domain = 'default', project = 'default' } = options
  const http = createEngineHttp({
    env,
    engine: 'registry',
    addresses: options.addresses,
    addressKey: options.addressKey ?? 'servicecomb.registry.sc.address',
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    // The project of the probe is fixed (registry.md 16.4).
    readinessPath: '/v4/default/registry/health/readiness',
    headers: () => ({ 'X-Domain-Name': domain, 'User-Agent': `node-chassis/${VERSION}` }),
    ...given(options, 'timeoutMs', 'connectTimeoutMs', 'probeMs')
  })
  const api = createRegistryApi(http, project)
  const events = new EventHub<RegistryEvents>((err, event) =>
    env.log.error({ err, event }, `a listener of "${event}" threw`)
  )
  const registrar = createRegistrar({
    env,
    api,
    events,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    instanceId: options.instanceId
  })
  const discovery = createDiscovery({
    env,
    api,
    events,
    pollMs: options.pollMs ?? 15_000,
    unknownMs: options.unknownMs ?? 15_000,
    subscriptionIdleMs: options.subscriptionIdleMs ?? 600_000,
    asker: {
      get consumerId() {
        return registrar.identity?.serviceId
      },
      get environment() {
        return registrar.environment ?? options.environment ?? ''
      },
      forgotten: () => registrar.check()
    }
  })
  events.on('registered', ({ again }) => {
    if (again) discovery.startOver()
  })
  return {
    registrar,
    instances: discovery,
    events,
    async close() {
      await Promise.all([registrar.close(), discovery.close(), http.close()])
      events.removeAll()
    }
  }
}

// Optional settings are absent, never undefined.
function given<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])
  ) as Pick<T, K>
}
