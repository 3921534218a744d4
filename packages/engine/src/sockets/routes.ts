import type { Clock } from '@node-chassis/core'
import type { WebSocket } from 'ws'
import type { EngineRequest, Route, Upgrade } from '../http/types.ts'
import { RegistryCall } from '../registry/call.ts'
import { Refusal } from '../registry/errors.ts'
import type { Instances } from '../registry/instances.ts'
import type { Store } from '../registry/store.ts'
import { textAnswer } from '../registry/wire.ts'
import { webSockets } from './accept.ts'
import { keepAlive } from './keep-alive.ts'
import { Outbox } from './outbox.ts'
import type { Watchers } from './watchers.ts'

const UNKNOWN_SERVICE = 'service does not exist'
const NORMAL = 1000
const GOING_AWAY = 1001
const INTERNAL = 1011
// registry.md 11.2
const LOST = 4001
const LOST_REASON = 'heartbeat reporting failed because the instance does not exist'

export interface SocketRoutes {
  readonly routes: readonly Route[]
  /** Says goodbye (1001) on every socket. */
  close(): void
}

/** Both WebSockets of the registry (registry.md 11). @param pingIntervalMs time between pings */
export function socketRoutes(
  store: Store,
  instances: Instances,
  watchers: Watchers,
  pingIntervalMs: number
): SocketRoutes {
  const clock: Clock = store.env.clock
  const accept = webSockets()
  const open = new Set<WebSocket>()

  const opened = (
    request: EngineRequest,
    upgrade: Upgrade,
    use: (socket: WebSocket, call: RegistryCall) => void
  ): void => {
    const call = new RegistryCall(request, store)
    accept(upgrade, (socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      use(socket, call)
    })
  }

  const watch = (socket: WebSocket, call: RegistryCall): void => {
    const { tenant } = call
    const consumerId = call.param('serviceId')
    const isKnown = (): boolean => tenant.services.has(consumerId)
    if (!isKnown()) {
      // go-chassis stops watching on exactly this text. service-center cuts the connection without a close frame.
      socket.send(UNKNOWN_SERVICE)
      return socket.close(NORMAL)
    }
    socket.once('close', watchers.add(tenant, consumerId, new Outbox(socket, clock)))
    const pings = keepAlive(socket, clock, pingIntervalMs, isKnown)
    // A client that pings looks after the connection itself.
    socket.once('ping', () => pings.stopPings())
  }

  const heartbeat = (socket: WebSocket, call: RegistryCall): void => {
    const key = { serviceId: call.param('serviceId'), instanceId: call.param('instanceId') }
    if (instances.find(call.tenant, key) === undefined) return socket.close(LOST, LOST_REASON)
    socket.on('pong', () => {
      try {
        instances.heartbeat(call.tenant, key)
      } catch (error) {
        if (error instanceof Refusal) return socket.close(LOST, LOST_REASON)
        // Nobody above would hear a throw but the process.
        store.env.log.error({ err: error, ...key }, 'a heartbeat over its socket failed')
        socket.close(INTERNAL)
      }
    })
    keepAlive(socket, clock, pingIntervalMs, () => true)
  }

  const route = (path: string, use: (socket: WebSocket, call: RegistryCall) => void): Route => ({
    method: 'GET',
    path: `/v4/:project/registry/microservices/:serviceId/${path}`,
    handle: () => textAnswer(400, 'Bad Request'),
    upgrade: (request, upgrade) => opened(request, upgrade, use)
  })

  return {
    routes: [route('watcher', watch), route('instances/:instanceId/heartbeat', heartbeat)],
    close() {
      for (const socket of open) socket.close(GOING_AWAY, 'the registry is closing')
    }
  }
}
