import { LifecycleError, isChassisError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort, reachableHost } from '../address.ts'
import { listen } from '../http/server.ts'
import type { HttpServer } from '../http/server.ts'
import { createAccess } from './access.ts'
import type { NacosAuthOptions } from './access.ts'
import { FuzzyWatches } from './config/fuzzy-watches.ts'
import { ConfigListeners } from './config/listeners.ts'
import { LongPolls } from './config/long-polls.ts'
import { ConfigStore } from './config/store.ts'
import { tenantOf } from './config/tenants.ts'
import { Connections } from './grpc/connections.ts'
import { createDispatcher } from './grpc/dispatcher.ts'
import { listenGrpc } from './grpc/server.ts'
import type { GrpcServer } from './grpc/server.ts'
import { nacosService } from './http/service.ts'
import { Beats } from './naming/beats.ts'
import { HttpClients } from './naming/http-clients.ts'
import { Probes } from './naming/probes.ts'
import { Pushes } from './naming/pushes.ts'
import { serviceInfo } from './naming/service-info.ts'
import { NamingStore } from './naming/store.ts'
import { Namespaces } from './namespaces.ts'
import { nacosRecords } from './records.ts'
import type { NacosRecords } from './records.ts'
import { NACOS_APIS, profileOf } from './profile.ts'
import type { NacosApi } from './profile.ts'
import type { NacosState } from './state.ts'

export interface NacosOptions {
  /** Port of Nacos's HTTP; gRPC has the port 1000 above it. 0 is any free pair. @defaultValue 0 */
  readonly port?: number
  /** The version whose behaviour it takes on (nacos.md 1). @defaultValue `2.1` */
  readonly api?: NacosApi
  /** Time between a change of a service and the push of it, in milliseconds (nacos.md 4.4). @defaultValue 500 */
  readonly pushDelayMs?: number
  /** Silence after which a client is asked whether it is there, in milliseconds (nacos.md 4.5). @defaultValue 20000 */
  readonly idleMs?: number
  /** Both protocols ask for a token (nacos.md 3). @defaultValue nobody is asked */
  readonly auth?: NacosAuthOptions
}

/** A Nacos server that runs in this process. */
export interface NacosSide {
  /** `http://host:port`, without the context path `/nacos`. */
  readonly url: string
  readonly port: number
  /** Always `port` + 1000. */
  readonly grpcPort: number
  close(): Promise<void>
}

const GRPC_OFFSET = 1_000
const HIGHEST_PORT = 65_535
const PUSH_DELAY_MS = 500
const IDLE_MS = 20_000
// Of any two free ports one may be taken while the other is tried.
const MOST_TRIES = 50

/** A Nacos server that does not listen yet. */
export interface Nacos {
  /** What of it is kept on disk by who wants to. */
  readonly records: NacosRecords
  /**
   * Resolves when both its ports listen.
   * @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT`
   */
  listen(): Promise<NacosSide>
}

/** A Nacos server (nacos.md 13), with everything in memory. @throws LifecycleError `CHS_INVALID_ARGUMENT` for another `api` */
export function createNacos(options: NacosOptions, host: string, env: Env): Nacos {
  const { clock } = env
  const { port = 0, api = '2.1', pushDelayMs = PUSH_DELAY_MS, idleMs = IDLE_MS } = options
  if (!NACOS_APIS.includes(api)) {
    const message = `the engine knows no Nacos ${api}: choose one of ${NACOS_APIS.join(', ')}`
    throw new LifecycleError('CHS_INVALID_ARGUMENT', message, { api })
  }
  const profile = profileOf(api)
  const naming = new NamingStore(clock)
  const beats = new Beats(clock, naming)
  const probes = new Probes(clock, naming)
  const pushes = new Pushes(clock, pushDelayMs, (name, clusters) =>
    serviceInfo(naming, profile, name, { clusters, healthyOnly: false }, 'plain', Math.floor(clock.wallNow()))
  )
  const config = new ConfigStore(clock)
  const listeners = new ConfigListeners(clock)
  const fuzzyWatches = new FuzzyWatches(clock, config)
  const polls = new LongPolls(clock, config, (known) => ({
    ...known,
    tenant: tenantOf(profile, known.tenant, 'httpRead')
  }))
  const access = createAccess(clock, api, options.auth)
  const namespaces = new Namespaces()
  const state: NacosState = {
    env,
    profile,
    naming,
    beats,
    probes,
    pushes,
    config,
    listeners,
    fuzzyWatches,
    namespaces,
    access
  }
  const connections = new Connections(clock, idleMs, (connection) => {
    naming.retractAll(connection.id)
    pushes.forget(connection.naming)
    listeners.forget(connection.config)
    fuzzyWatches.forget(connection.fuzzy)
  })
  naming.onChange = (name) => pushes.changed(name)
  config.onChange = (name, change) => {
    listeners.changed(name)
    polls.changed(name)
    fuzzyWatches.changed(name, change)
  }
  let ownPort = port
  const service = nacosService(state, {
    clients: new HttpClients(naming, beats, probes),
    polls,
    own: () => ({ ip: reachableHost(host), port: ownPort })
  })
  const dispatcher = createDispatcher(state, connections)
  const listenBoth = async (): Promise<NacosSide> => {
    const pair = await listenPair(
      port,
      (each) => listen(service, { host, port: each, env }),
      (each) => listenGrpc({ connections, dispatcher, env }, host, each)
    )
    ownPort = pair.http.port
    probes.begin()
    let closed: Promise<unknown> | undefined
    return {
      url: `http://${hostAndPort(host, ownPort)}`,
      port: ownPort,
      grpcPort: pair.grpc.port,
      async close() {
        beats.close()
        probes.close()
        polls.close()
        await (closed ??= Promise.all([pair.grpc.close(), pair.http.close()]))
      }
    }
  }
  return { records: nacosRecords(state), listen: listenBoth }
}

interface Pair {
  readonly http: HttpServer
  readonly grpc: GrpcServer
}

async function listenPair(
  port: number,
  listenHttp: (port: number) => Promise<HttpServer>,
  listenAbove: (port: number) => Promise<GrpcServer>
): Promise<Pair> {
  if (port + GRPC_OFFSET > HIGHEST_PORT) {
    const message = `port ${port} for Nacos is too high: its gRPC port is ${GRPC_OFFSET} above it; choose ${HIGHEST_PORT - GRPC_OFFSET} at most`
    throw new LifecycleError('CHS_INVALID_ARGUMENT', message, { port })
  }
  for (let tries = 1; ; tries++) {
    const http = await listenHttp(port)
    const isTooHigh = http.port + GRPC_OFFSET > HIGHEST_PORT
    try {
      if (isTooHigh) throw new Error(`there is no port ${GRPC_OFFSET} above ${http.port}`)
      return { http, grpc: await listenAbove(http.port + GRPC_OFFSET) }
    } catch (error) {
      await http.close()
      const isTaken = isChassisError(error) && error.code === 'CHS_PORT_IN_USE'
      if (port !== 0 || !(isTaken || isTooHigh) || tries === MOST_TRIES) throw error
    }
  }
}
