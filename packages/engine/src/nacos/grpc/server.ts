import { constants, createServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import { createConnectRouter, createContextKey, createContextValues } from '@connectrpc/connect'
import type { HandlerContext } from '@connectrpc/connect'
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node'
import type { Env } from '@node-chassis/core'
import { bind } from '../../http/server.ts'
import type { Connection, Push, Setup } from './connection.ts'
import type { Connections } from './connections.ts'
import { Outbox } from './outbox.ts'
import { createMethods, readPayload } from './payload.ts'
import type { Envelope } from './payload.ts'

/** What is behind the two calls. */
export interface Dispatcher {
  /** Answers a request. Does not throw. */
  answer(request: Envelope, connection: Connection): Promise<Push>
  /** Reads the first message of a stream; undefined when it is no set-up. */
  setup(request: Envelope): Setup | undefined
  /** The connection is registered. */
  registered(connection: Connection): void
  /** Reads which request an answer on the stream belongs to. */
  answeredId(answer: Envelope): string | undefined
}

export interface GrpcServer {
  readonly port: number
  close(): Promise<void>
}

// nacos.md 4.6: at most 10 MiB a message.
const MAX_MESSAGE_BYTES = 10 * 1024 * 1024
const MAX_DROPPED_BYTES = 4 * MAX_MESSAGE_BYTES
const WINDOW_BYTES = 1024 * 1024
const SESSION_WINDOW_BYTES = 16 * 1024 * 1024
const MAX_SESSION_MEMORY_MIB = 64
// A TCP connection on which nothing at all happens: those that are set up are asked for a sign of life long before.
const IDLE_MS = 60_000
const SESSION = createContextKey<ServerHttp2Session | undefined>(undefined)

/** Serves Nacos's gRPC on plain HTTP/2. @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT` */
export async function listenGrpc(
  parts: { readonly connections: Connections; readonly dispatcher: Dispatcher; readonly env: Env },
  host: string,
  port: number
): Promise<GrpcServer> {
  const { connections, dispatcher, env } = parts
  const log = env.log.child({ side: 'nacos' })
  const methods = createMethods()
  const connectionOf = ({ values }: HandlerContext): Connection => {
    const connection = connections.of(values.get(SESSION))
    if (connection === undefined) throw new Error('the connection has gone')
    return connection
  }

  const hearAll = async (
    messages: AsyncIterable<Parameters<typeof readPayload>[0]>,
    connection: Connection,
    outbox: Outbox<Push>
  ): Promise<void> => {
    try {
      for await (const message of messages) {
        const envelope = readPayload(message)
        const setup = dispatcher.setup(envelope)
        if (setup !== undefined) {
          connection.begin(setup, outbox)
          dispatcher.registered(connection)
          connections.heard(connection)
          continue
        }
        const id = dispatcher.answeredId(envelope)
        if (id !== undefined) connection.answered(id)
      }
    } catch (error) {
      // Clients that go away without a word are nothing to worry about.
      log.debug({ reason: (error as Error).message, connection: connection.id }, 'a stream broke off')
    } finally {
      outbox.end()
    }
  }

  const router = createConnectRouter({
    connect: false,
    grpcWeb: false,
    acceptCompression: [],
    readMaxBytes: MAX_MESSAGE_BYTES
  })
  router.rpc(methods.unary, async (message, context) => {
    const connection = connectionOf(context)
    const { type, json } = await dispatcher.answer(readPayload(message), connection)
    connections.sent(connection)
    return methods.write(type, json)
  })
  router.rpc(methods.stream, async function* (messages, context) {
    const connection = connectionOf(context)
    const outbox = new Outbox<Push>()
    void hearAll(messages, connection, outbox)
    try {
      for await (const { type, json } of outbox) {
        connections.sent(connection)
        yield methods.write(type, json)
      }
    } finally {
      outbox.end()
      // A second stream may have taken over.
      if (connection.isOn(outbox)) connections.lost(connection)
    }
  })

  // What is too large is answered before all of it is there. The rest is taken in and dropped: a client that is reset
  // in the middle of what it sends may never see the answer. Much more of it costs the connection.
  const dropRest = (request: Http2ServerRequest): void => {
    const { stream } = request
    stream.once('wantTrailers', () => {
      if (request.readableEnded) return
      let left = MAX_DROPPED_BYTES
      // Those of the request, which nobody reads any more and which would stop the stream.
      stream.removeAllListeners('data')
      stream.on('data', (chunk: Buffer) => {
        left -= chunk.length
        if (left < 0) connections.of(stream.session as ServerHttp2Session)?.cut()
      })
      stream.resume()
    })
  }

  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]))
  const serve = async (request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> => {
    const handler = handlers.get(request.url)
    if (handler === undefined) {
      // gRPC's own way to say that there is no such call.
      response.writeHead(200, {
        'content-type': 'application/grpc',
        'grpc-status': '12',
        'grpc-message': 'Method not found'
      })
      response.end()
      return
    }
    if (handler.method.methodKind === 'unary') dropRest(request)
    const values = createContextValues().set(SESSION, request.stream.session as ServerHttp2Session)
    const asked = universalRequestFromNodeRequest(request, response, undefined, values)
    await universalResponseToNodeResponse(await handler(asked), response)
  }

  const server = createServer({
    maxSessionMemory: MAX_SESSION_MEMORY_MIB,
    settings: { initialWindowSize: WINDOW_BYTES }
  })
  const sockets = new Map<string, Socket>()
  server.prependListener('connection', (socket: Socket) => {
    const place = placeOf(socket)
    sockets.set(place, socket)
    socket.once('close', () => sockets.delete(place))
    socket.on('error', () => socket.destroy())
  })
  server.on('session', (session) => {
    const socket = sockets.get(placeOf(session.socket))
    if (socket === undefined) return session.close()
    session.setLocalWindowSize(SESSION_WINDOW_BYTES)
    session.setTimeout(IDLE_MS, () => socket.destroy())
    // What a client does wrong on HTTP/2's own level ends its connection, and nothing else.
    session.on('error', (error) => log.debug({ err: error }, 'a connection broke off'))
    connections.opened(session, socket)
  })
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    request.on('error', () => {})
    response.on('error', () => {})
    serve(request, response).catch((error: unknown) => {
      log.debug({ err: error, path: request.url }, 'a call broke off')
      request.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    })
  })
  const bound = await bind(server, host, port)
  return {
    port: bound,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        connections.close()
        // Those that have no session yet.
        for (const socket of sockets.values()) socket.destroy()
      })
  }
}

function placeOf({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress}:${remotePort}`
}
