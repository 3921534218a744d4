import { createHash } from 'node:crypto'
import { ConfigError, EventHub } from '@node-chassis/core'
import type { EventSource, InstanceSource, Registrar } from '@node-chassis/core'
import { NAMESPACE_KEY, connectionOf } from './connection.ts'
import type { NacosConnection } from './connection.ts'
import type { NacosRegistryEvents } from './events.ts'
import { Link } from './link/link.ts'
import type { Line } from './link/link.ts'
import { refuseUnknownNamespace } from './namespace-check.ts'
import { NacosDiscovery } from './naming/discovery.ts'
import { createGrpcNaming, listOfPush } from './naming/grpc-wire.ts'
import { createHttpNaming } from './naming/http-wire.ts'
import { NacosRegistrar } from './naming/registrar.ts'
import { InstanceSnapshot } from './naming/snapshot.ts'
import type { NamingWire } from './naming/wire.ts'
import { checkName, namespaceOf } from './names.ts'

export interface NacosRegistryOptions extends NacosConnection {
  /** Group to register in, and of the services that are called. @defaultValue `DEFAULT_GROUP` */
  readonly group?: string
  /** Groups of services that are called and live in another one. @defaultValue none */
  readonly groups?: Readonly<Record<string, string>>
  /** Cluster to register in. @defaultValue `DEFAULT` */
  readonly cluster?: string
  /** Clusters of other services that are wanted. @defaultValue all */
  readonly clusters?: readonly string[]
  /** 0 to 10000. @defaultValue 1 */
  readonly weight?: number
  /** Laid over the properties of the instance. @defaultValue none */
  readonly metadata?: Readonly<Record<string, string>>
  /** A service without a call for so long is followed no more, ms. @defaultValue 600000 (decisions.md N13) */
  readonly subscriptionIdleMs?: number
}

/** Client of a Nacos registry: keeps this process in it, and knows who else is there. */
export interface NacosRegistry {
  readonly registrar: Registrar
  readonly instances: InstanceSource
  readonly events: EventSource<NacosRegistryEvents>
  /** What requests travel over now: `grpc 10.0.0.1:9848`, `http v1`; undefined while no server answers. */
  readonly transport: string | undefined
  /** Ends everything; the server drops the instance with the connection. Twice does no harm. */
  close(): Promise<void>
}

/** How long somebody who asks waits for a connection, ms (nacos.md 10.6). */
const LINE_MS = 4_000
const GROUP = 'DEFAULT_GROUP'
const CLUSTER = 'DEFAULT'
const MOST_WEIGHT = 10_000

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of a setting that no server takes */
export function createNacosRegistry(options: NacosRegistryOptions): NacosRegistry {
  const { env, group = GROUP, groups = {}, cluster = CLUSTER, clusters = [], weight = 1 } = options
  checkPlace(options)
  const namespace = namespaceOf(options.namespace ?? '')
  const { servers, addressKey, http } = connectionOf(options, 'CHS_REGISTRY_UNAVAILABLE')
  const ending = new AbortController()
  const events = new EventHub<NacosRegistryEvents>((err, event) =>
    env.log.error({ err, event }, `a listener of "${event}" threw`)
  )
  const begin = (): void => link.start()
  const registrar = new NacosRegistrar({
    env,
    events,
    place: { group, cluster, weight, metadata: options.metadata ?? {} },
    begin
  })
  let wire: NamingWire | undefined
  const discovery = new NacosDiscovery({
    env,
    events,
    groupOf: (service) => groups[service] ?? group,
    idleMs: options.subscriptionIdleMs ?? 600_000,
    async wire(signal) {
      await link.ready(LINE_MS, signal)
      return wire as NamingWire
    },
    snapshot: snapshotOf(
      options,
      servers.map((server) => server.http),
      namespace.httpNaming
    )
  })

  const wireOver = (line: Line): NamingWire => {
    if (line.kind === 'grpc') return createGrpcNaming(line.caller, namespace.grpcNaming, clusters)
    const made: NamingWire = createHttpNaming({
      env,
      http,
      version: line.version,
      namespace: namespace.httpNaming,
      clusters,
      onList: (key, info) => {
        if (wire === made) discovery.heard(key, info)
      }
    })
    return made
  }
  let checked = false
  const checkNamespace = async (): Promise<void> => {
    try {
      await refuseUnknownNamespace(
        http,
        namespace.console,
        options.namespaceKey ?? NAMESPACE_KEY,
        ending.signal
      )
    } catch (error) {
      if (error instanceof ConfigError) registrar.away(error)
    } finally {
      checked = true
    }
  }
  const link: Link = new Link({
    env,
    servers,
    addressKey,
    transport: options.transport ?? 'auto',
    module: 'naming',
    tenant: namespace.grpcConfig,
    appName: options.appName ?? 'unknown',
    tls: options.tls,
    http,
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    onLine(line) {
      const made = wireOver(line)
      wire = made
      // The registration first: others wait for it (nacos.md 4.7).
      if (checked) registrar.attach(made)
      else
        void checkNamespace().then(() => {
          if (wire === made) registrar.attach(made)
        })
      discovery.attach(made, line.upAt)
    },
    onLost() {
      wire = undefined
      registrar.detach()
      discovery.detach()
    },
    onAway: (error) => registrar.away(error),
    onPush(type, body) {
      const list = type === 'NotifySubscriberRequest' ? listOfPush(body) : undefined
      if (list !== undefined) discovery.heard(list.key, list.info)
    }
  })

  return {
    registrar,
    instances: discovery,
    events,
    get transport() {
      const { line } = link
      return line?.kind === 'grpc'
        ? `grpc ${line.address}`
        : line === undefined
          ? undefined
          : `http ${line.version}`
    },
    async close() {
      ending.abort()
      registrar.close()
      wire?.close()
      await Promise.all([link.close(), discovery.close()])
      await http.close()
      events.removeAll()
    }
  }
}

function checkPlace({
  group = GROUP,
  groups = {},
  cluster = CLUSTER,
  clusters = [],
  weight = 1
}: NacosRegistryOptions): void {
  checkName('group', group, 'servicecomb.nacos.group')
  checkName('cluster', cluster, 'servicecomb.nacos.clusterName')
  for (const [service, its] of Object.entries(groups))
    checkName('group', its, `servicecomb.nacos.discovery.groups.${service}`)
  for (const name of clusters) checkName('cluster', name, 'servicecomb.nacos.discovery.clusters')
  if (weight >= 0 && weight <= MOST_WEIGHT) return
  const key = 'servicecomb.nacos.weight'
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\` is ${weight}; expected a number from 0 to ${MOST_WEIGHT}`,
    { key }
  )
}

function snapshotOf(
  { env, snapshotDir, appName = 'unknown', group = GROUP }: NacosRegistryOptions,
  addresses: readonly string[],
  namespace: string
): InstanceSnapshot | undefined {
  if (snapshotDir === undefined) return undefined
  // Several processes and namespaces may share a folder.
  const identity = createHash('sha256').update([namespace, group].join('/')).digest('hex').slice(0, 12)
  const name = `nacos-instances-${appName}-${identity}`
  return new InstanceSnapshot({ env, dir: snapshotDir, name, addresses })
}
