import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A server on a free port of the loopback address. */
export interface Upstream extends AsyncDisposable {
  readonly port: number
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** Connections accepted so far. */
  readonly connections: number
  /** Stops listening and cuts what is open. Twice does no harm. */
  close(): Promise<void>
}

/** An HTTP upstream that answers as the script says. @param port 0 (default): a free one */
export async function startUpstream(script: RequestListener, port = 0): Promise<Upstream> {
  const server = createServer(script)
  return upstreamOf(server, port)
}

/** A TCP upstream, for what no HTTP server does on purpose: half answers, resets, silence. */
export async function startRawUpstream(onConnection: (socket: Socket) => void, port = 0): Promise<Upstream> {
  const server = createRawServer((socket) => {
    // The peer of a scripted failure resets as it likes; that is the point, not an error of the test.
    socket.on('error', () => {})
    onConnection(socket)
  })
  return upstreamOf(server, port)
}

/** Reads a whole request body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  return text
}

async function upstreamOf(server: Server, port: number): Promise<Upstream> {
  const sockets = new Set<Socket>()
  let accepted = 0
  server.on('connection', (socket) => {
    accepted++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
    return closed
  }
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    get connections() {
      return accepted
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
