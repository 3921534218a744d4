import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { ScriptedEngine } from './scripted-engine.ts'

/** A socket as the scripted engine has it. */
interface EngineSide {
  readonly path: string
  readonly socket: WebSocket
  /** Pings of the client. */
  readonly pings: number
  readonly isClosed: boolean
}

export interface ScriptedSockets {
  /** Those that were let in, in order. */
  readonly sockets: readonly EngineSide[]
  /** Every handshake. */
  readonly handshakes: readonly IncomingMessage[]
  /** Status that handshakes are refused with, `drop`, or undefined: they are let in. */
  refusal: number | 'drop' | undefined
}

/** Lets a scripted engine speak WebSocket. */
export function scriptedSockets(engine: ScriptedEngine): ScriptedSockets {
  const server = new WebSocketServer({ noServer: true })
  const sockets: EngineSide[] = []
  const handshakes: IncomingMessage[] = []
  const scripted: ScriptedSockets = { sockets, handshakes, refusal: undefined }
  engine.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    handshakes.push(request)
    // A client that leaves first resets it.
    connection.on('error', () => {})
    const { refusal } = scripted
    if (refusal === 'drop') return void connection.destroy()
    if (refusal !== undefined) {
      return void connection.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    }
    server.handleUpgrade(request, connection, head, (socket) => {
      const side = { path: request.url!, socket, pings: 0, isClosed: false }
      socket.on('ping', () => side.pings++)
      socket.on('close', () => (side.isClosed = true))
      sockets.push(side)
    })
  })
  return scripted
}
