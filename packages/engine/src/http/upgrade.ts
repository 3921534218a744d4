import { ServerResponse } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Upgrade } from './types.ts'

export function asksForWebSocket(message: IncomingMessage): boolean {
  return message.method === 'GET' && message.headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Has a request served as if it had not asked for another protocol. Node 22 knows no `shouldUpgradeCallback`: once anybody
 * listens for upgrades it hands over every request with such a header, and Java's HttpClient sends `Upgrade: h2c` with
 * its first one.
 */
export function backToHttp(server: Server, { message, socket, head }: Upgrade): void {
  const lines = [`${message.method} ${message.url} HTTP/${message.httpVersion}`]
  const raw = message.rawHeaders
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() !== 'upgrade') lines.push(`${raw[i]}: ${raw[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

/** An answer on a connection that node:http has let go of; the connection ends with it. */
export function responseOn({ message, socket }: Upgrade): ServerResponse {
  const response = new ServerResponse(message)
  response.shouldKeepAlive = false
  // What assignSocket asks for is what a server's connection is.
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
  response.once('finish', () => socket.end())
  return response
}
