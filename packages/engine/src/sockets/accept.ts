import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Upgrade } from '../http/types.ts'

/** Larger data frames close a connection with code 1009: clients have nothing to say (registry.md 11.1). */
const MAX_FRAME_BYTES = 64

/** Takes over a connection and calls back with its WebSocket, once the handshake is answered. */
export type Accept = (upgrade: Upgrade, opened: (socket: WebSocket) => void) => void

export function webSockets(): Accept {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    autoPong: false
  })
  return ({ message, socket, head }, opened) => {
    server.handleUpgrade(message, socket, head, (webSocket) => {
      // A broken frame or connection: ws closes it, and there is nobody to tell.
      webSocket.on('error', () => {})
      // Empty, as service-center answers (registry.md 11.1).
      webSocket.on('ping', () => webSocket.pong())
      opened(webSocket)
    })
  }
}
