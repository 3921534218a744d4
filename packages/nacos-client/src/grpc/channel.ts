import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { createGrpcTransport } from '@connectrpc/connect-node'
import type { Clock } from '@node-chassis/core'
import type { TlsSettings } from '@node-chassis/transport'
import { MAX_MESSAGE } from './limits.ts'
import { STREAM, UNARY, fromWire, toWire } from './payload.ts'
import type { Json, Payload } from './payload.ts'

export interface ChannelAddress {
  readonly host: string
  readonly port: number
  /** Undefined: plain HTTP/2 with prior knowledge. */
  readonly tls: TlsSettings | undefined
}

/** One TCP connection that carries unary calls and the stream: to the server, one client (nacos.md 4.1). */
export interface Channel {
  /** Resolves with the reason when the connection cannot be used any more, whoever ended it. */
  readonly ended: Promise<string>
  readonly over: boolean
  /** Rejects when nothing comes within the limit, or the connection ends. */
  unary(type: string, body: Json, options: CallOptions): Promise<Payload>
  /** Opens the stream, once. `heard` gets each message of the server. */
  open(heard: (payload: Payload) => void): void
  /** Sends on the stream. */
  send(type: string, body: Json): void
  /** Destroys the socket. Twice does no harm. */
  close(reason: string): void
}

export interface CallOptions {
  readonly limitMs: number
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/**
 * Connects. The session is made on a socket of our own and ended by destroying that socket: `Http2Session.destroy()`
 * after an upload was reset runs away on Node 22 (nacos.md 10.3). connect-node speaks gRPC over it (decisions.md N37);
 * its own session manager would reconnect by itself, and a second connection is another client to the server.
 * @throws Error when there is no connection within `limitMs`
 */
export async function openChannel(
  clock: Clock,
  address: ChannelAddress,
  limitMs: number,
  signal: AbortSignal
): Promise<Channel> {
  const socket = await connectSocket(clock, address, limitMs, signal)
  const authority = `${address.tls === undefined ? 'http' : 'https'}://${hostText(address.host)}:${address.port}`
  const session = connectHttp2(authority, { createConnection: () => socket })
  return channelOver(clock, socket, session, authority)
}

function channelOver(clock: Clock, socket: Socket, session: ClientHttp2Session, authority: string): Channel {
  let over: string | undefined
  let resolveEnded: (reason: string) => void = () => {}
  const ended = new Promise<string>((resolve) => (resolveEnded = resolve))
  const ending = new AbortController()
  const outbox = createOutbox()
  const end = (reason: string): void => {
    if (over !== undefined) return
    over = reason
    resolveEnded(reason)
    ending.abort(new Error(reason))
    outbox.end()
    socket.destroy()
  }
  session.on('goaway', (code, _last, data) =>
    end(`GOAWAY ${code} ${Buffer.from(data ?? []).toString('latin1')}`.trim())
  )
  session.on('error', (error) => end(`connection failed: ${error.message}`))
  session.on('close', () => end('connection closed'))
  socket.on('error', (error) => end(`connection failed: ${error.message}`))
  socket.on('close', () => end('connection closed'))
  // A running request holds the process by its timer; an idle connection must not.
  session.unref()

  const transport = createGrpcTransport({
    baseUrl: authority,
    acceptCompression: [],
    readMaxBytes: MAX_MESSAGE,
    writeMaxBytes: MAX_MESSAGE,
    sessionManager: {
      authority,
      request(method: string, path: string, headers: OutgoingHttpHeaders): Promise<ClientHttp2Stream> {
        // `session.request` throws after GOAWAY or destroy.
        if (over !== undefined || session.destroyed || session.closed)
          return Promise.reject(new Error(over ?? 'connection closed'))
        return Promise.resolve(session.request({ ...headers, ':method': method, ':path': path }))
      },
      notifyResponseByteRead() {}
    }
  })

  const listen = async (heard: (payload: Payload) => void): Promise<void> => {
    try {
      const answer = await transport.stream(
        STREAM,
        ending.signal,
        undefined,
        undefined,
        outbox.messages,
        undefined
      )
      for await (const message of answer.message) {
        // What comes from an abandoned connection is old (nacos.md 6).
        if (over !== undefined) return
        heard(fromWire(message))
      }
      // Status 0 too: the server dropped this client (nacos.md 4.5).
      end('the server ended the stream')
    } catch (error) {
      end(`the stream broke: ${(error as Error).message}`)
    }
  }

  return {
    ended,
    get over() {
      return over !== undefined
    },
    async unary(type, body, { limitMs, headers, signal }) {
      if (over !== undefined) throw new Error(over)
      signal?.throwIfAborted()
      const controller = new AbortController()
      const abort = (event: Event): void => controller.abort((event.target as AbortSignal).reason)
      // A timer of our own: a reset stream may end without trailers.
      const cancel = clock.after(
        limitMs,
        () => controller.abort(new Error(`no answer within ${limitMs} ms`)),
        true
      )
      signal?.addEventListener('abort', abort)
      ending.signal.addEventListener('abort', abort)
      try {
        const call = transport.unary(
          UNARY,
          controller.signal,
          undefined,
          undefined,
          toWire(type, body, headers) as never,
          undefined
        )
        return fromWire((await call).message)
      } catch (error) {
        // The library wraps the reason of an abort in words of its own.
        throw controller.signal.aborted ? (controller.signal.reason as Error) : error
      } finally {
        cancel()
        signal?.removeEventListener('abort', abort)
        ending.signal.removeEventListener('abort', abort)
      }
    },
    open: (heard) => void listen(heard),
    send: (type, body) => outbox.put(toWire(type, body)),
    close: end
  }
}

interface Outbox {
  readonly messages: AsyncIterable<never>
  put(message: object): void
  end(): void
}

/** What is to be sent on the stream, in order, for one reader. */
function createOutbox(): Outbox {
  const waiting: object[] = []
  let over = false
  let wake: () => void = () => {}
  async function* messages(): AsyncGenerator<never> {
    for (;;) {
      const next = waiting.shift()
      if (next !== undefined) yield next as never
      else if (over) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    messages: messages(),
    put(message) {
      if (over) return
      waiting.push(message)
      wake()
    },
    end() {
      over = true
      waiting.length = 0
      wake()
    }
  }
}

function connectSocket(
  clock: Clock,
  { host, port, tls }: ChannelAddress,
  limitMs: number,
  signal: AbortSignal
): Promise<Socket> {
  signal.throwIfAborted()
  const options = { host: host.replace(/^\[(.*)\]$/, '$1'), port, noDelay: true }
  const socket =
    tls === undefined ? connectTcp(options) : connectTls({ ...options, ...secured(options.host, tls) })
  return new Promise((resolve, reject) => {
    const done = (): void => {
      cancel()
      signal.removeEventListener('abort', onAbort)
    }
    const fail = (error: Error): void => {
      done()
      // Its own late errors are nobody's.
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason as Error)
    const cancel = clock.after(limitMs, () => fail(new Error(`no connection within ${limitMs} ms`)), true)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', fail)
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      done()
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

/** As transport does it for the endpoints of instances (transport.md 2). */
function secured(host: string, { context, verify, checkHost }: TlsSettings): ConnectionOptions {
  const named = isIP(host) === 0
  return {
    ...context,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: verify,
    ...((checkHost ?? named) ? {} : { checkServerIdentity: () => undefined }),
    ...(named ? { servername: host } : {})
  }
}

function hostText(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
