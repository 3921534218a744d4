import { EventHub } from '@node-chassis/core'
import type { EngineHttp } from '@node-chassis/transport'
import { CONFIG_NAME, REGISTRY_NAME, createFinder } from './addresses/finder.ts'
import { createCatalog } from './catalog/catalog.ts'
import { createDiscovery } from './discovery/discovery.ts'
import type { Asker } from './discovery/questions.ts'
import type { RegistryEvents } from './events.ts'
import { createLeaseSocket } from './registration/lease-socket.ts'
import { createRegistrar } from './registration/registrar.ts'
import type { RegistryClient, RegistryClientOptions } from './registry-client.ts'
import { validateSchemas } from './schemas/schema.ts'
import { createInstanceSnapshot } from './snapshot/instance-snapshot.ts'
import type { OpenSocket } from './sockets/socket.ts'
import { createWatch } from './watch/watch.ts'
import { createRegistryApi } from './wire/registry-api.ts'

/**
 * The client on ways to the engine that are handed in: real ones, or those of a simulation.
 * @param connect is handed what to call when an address answers again
 */
export function clientOver(
  options: RegistryClientOptions,
  connect: (onRecovered: () => void) => EngineHttp,
  openOver: (http: EngineHttp) => OpenSocket
): RegistryClient {
  const { env, project = 'default', schemas = [] } = options
  validateSchemas(schemas, options.schemasKey ?? 'schemas')
  // Who waits because nobody answered need not wait longer.
  const http = connect(() => {
    registrar.hurry()
    discovery.hurry()
    watch?.hurry()
    lease?.hurry()
  })
  const open = openOver(http)
  const api = createRegistryApi(http, project)
  const events = new EventHub<RegistryEvents>((err, event) =>
    env.log.error({ err, event }, `a listener of "${event}" threw`)
  )
  const registrar = createRegistrar({
    env,
    api,
    events,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    instanceId: options.instanceId,
    schemas,
    failOnSchemaDifference: options.failOnSchemaDifference ?? false,
    onSchemaProgress: options.onSchemaProgress,
    lease: () => lease,
    onIdentity() {
      watch?.retarget()
      lease?.retarget()
    }
  })
  const asker: Asker = {
    get consumerId() {
      return registrar.identity?.serviceId
    },
    get environment() {
      return registrar.environment ?? options.environment ?? ''
    },
    forgotten: () => registrar.check()
  }
  const discovery = createDiscovery({
    env,
    api,
    events,
    pollMs: options.pollMs ?? 15_000,
    unknownMs: options.unknownMs ?? 15_000,
    subscriptionIdleMs: options.subscriptionIdleMs ?? 600_000,
    snapshot: () => snapshot,
    asker
  })
  const service = (id: string): string =>
    `/v4/${encodeURIComponent(project)}/registry/microservices/${encodeURIComponent(id)}`
  const watch =
    options.watch === true
      ? createWatch({
          env,
          open,
          path: () =>
            registrar.identity === undefined ? undefined : `${service(registrar.identity.serviceId)}/watcher`,
          discovery,
          forgotten: () => registrar.registerAgain('service')
        })
      : undefined
  const lease =
    options.heartbeatMode === 'socket'
      ? createLeaseSocket({
          env,
          open,
          path() {
            const ids = registrar.identity
            return (
              ids && `${service(ids.serviceId)}/instances/${encodeURIComponent(ids.instanceId)}/heartbeat`
            )
          },
          forgotten: () => registrar.registerAgain('instance'),
          broken: () => registrar.beatNow()
        })
      : undefined
  const snapshot =
    options.snapshot &&
    createInstanceSnapshot({
      env,
      ...options.snapshot,
      addresses: () => http.addresses,
      lists: () => discovery.lists()
    })
  const finder =
    options.autoDiscovery === true
      ? createFinder({
          env,
          api,
          asker,
          everyMs: options.heartbeatMs ?? 15_000,
          listeners: new Map([
            [REGISTRY_NAME, (found) => void http.offer(found)],
            ...(options.onConfigCentre === undefined
              ? []
              : ([[CONFIG_NAME, options.onConfigCentre]] as const))
          ])
        })
      : undefined
  events.on('registered', ({ again }) => {
    finder?.hurry()
    if (again) discovery.startOver()
  })
  events.on('recovered', () => {
    watch?.hurry()
    lease?.hurry()
  })
  return {
    registrar,
    instances: discovery,
    catalog: createCatalog(api, env.log),
    events,
    async close() {
      watch?.close()
      lease?.close()
      await Promise.all([
        registrar.close(),
        discovery.close(),
        http.close(),
        snapshot?.close(),
        finder?.close()
      ])
      events.removeAll()
    }
  }
}
