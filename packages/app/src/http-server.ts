import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '@node-chassis/core'
import { listening } from './listening.ts'
import type { ServedMeter } from './metrics/served.ts'

/** A Fastify instance, as far as `serve` needs to know it. */
export interface FastifyLike {
  ready(): PromiseLike<unknown>
  routing(request: IncomingMessage, response: ServerResponse): void
  close(): PromiseLike<unknown>
}

/** An Express app, or any other function that answers requests; it may be asynchronous. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** What `serve` takes: a listener, a Fastify instance, or a server of the caller's. */
export type Application = Listener | FastifyLike | Server

/** Stands between the port and the application. */
export interface Doorkeeper {
  /** Whether it has answered the request itself. */
  answers(request: IncomingMessage, response: ServerResponse): boolean
  /** An asynchronous listener rejected: there is nobody else to answer. */
  failed(response: ServerResponse, error: unknown): void
  /** Whether clients are to come with new connections: these may end soon. */
  parting(): boolean
}

/** A listening server. */
export interface Listening {
  readonly server: Server
  readonly port: number
  /** Stops accepting; connections that are busy go on. */
  stopAccepting(): void
  /** Resolves when no connection is left. */
  readonly drained: Promise<void>
  /** Cuts what is left, and lets the framework close what it has opened. */
  end(): Promise<void>
}

/** Listens, with limits that outlive any client's idle time (transport.md 2). @throws LifecycleError `CHS_PORT_IN_USE` */
export async function listen(
  application: Application,
  address: { readonly host: string; readonly port: number },
  doorkeeper: Doorkeeper,
  { clock, served }: { readonly clock: Clock; readonly served: ServedMeter }
): Promise<Listening> {
  const server = await serverFor(application, doorkeeper)
  const inFlight = new Set<ServerResponse>()
  let closing = false
  // First in line, so that it knows of every response before anybody can end it.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const since = clock.now()
    inFlight.add(response)
    served.active++
    if (doorkeeper.parting()) response.shouldKeepAlive = false
    response.once('close', () => {
      inFlight.delete(response)
      served.active--
      const status = response.writableFinished ? response.statusCode : 0
      served.ended(request.method ?? '', status, clock.now() - since)
      // Kept alive, an answered connection would hold the drain up until the client's idle time is over.
      if (closing) server.closeIdleConnections()
    })
  })
  if (!server.listening) await listening(server, address, 'servicecomb.rest.address')
  let drained = (): void => {}
  return {
    server,
    port: (server.address() as AddressInfo).port,
    drained: new Promise((resolve) => (drained = resolve)),
    stopAccepting() {
      closing = true
      server.close(() => drained())
      server.closeIdleConnections()
      // Says `Connection: close` to those whose head is still to come.
      for (const response of inFlight) response.shouldKeepAlive = false
    },
    async end() {
      server.closeAllConnections()
      if (isFastify(application)) await application.close()
    }
  }
}

function isFastify(application: Application): application is FastifyLike {
  return 'routing' in application && 'ready' in application
}

async function serverFor(application: Application, doorkeeper: Doorkeeper): Promise<Server> {
  if (!isFastify(application)) {
    return typeof application === 'function'
      ? ownServer(application, doorkeeper)
      : guarded(application, doorkeeper)
  }
  await application.ready()
  return ownServer((request, response) => application.routing(request, response), doorkeeper)
}

function ownServer(application: Listener, doorkeeper: Doorkeeper): Server {
  return createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 66_000, maxHeaderSize: 32_768 },
    (request, response) => {
      if (doorkeeper.answers(request, response)) return
      const result = application(request, response)
      if (result instanceof Promise) result.catch((error: unknown) => doorkeeper.failed(response, error))
    }
  )
}

/** A server of the caller's: its own listeners only hear what the doorkeeper lets through. */
function guarded(server: Server, doorkeeper: Doorkeeper): Server {
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (doorkeeper.answers(request, response)) return
    for (const listener of listeners) listener.call(server, request, response as never)
  })
  return server
}
