import type { Clock } from '@node-chassis/core'
import type { Ending, OpenSocket, Socket, SocketListener } from './socket.ts'

/** The engine's end of a simulated socket. */
export interface SimulatedSocket {
  readonly path: string
  readonly madeAt: number
  readonly isOpen: boolean
  /** Pings of the client. */
  readonly pings: number
  send(text: string): void
  ping(): void
  end(ending?: Partial<Ending>): void
}

export interface SimulatedSockets {
  readonly open: OpenSocket
  /** All there ever were, in order. */
  readonly made: readonly SimulatedSocket[]
  /** Those that are open. */
  live(): readonly SimulatedSocket[]
  /** How handshakes end; undefined: they are let in. */
  refusal: Partial<Ending> | undefined
  /** Whether pings are answered. */
  pongs: boolean
  /** Hears of each that was let in, after the client has. */
  onOpen: (socket: SimulatedSocket) => void
}

/** Sockets without a network: handshakes and pongs take one turn of the clock. */
export function simulatedSockets(clock: Clock): SimulatedSockets {
  const made: (SimulatedSocket & { isOpen: boolean; pings: number })[] = []
  const sockets: SimulatedSockets = {
    made,
    live: () => made.filter(({ isOpen }) => isOpen),
    refusal: undefined,
    pongs: true,
    onOpen() {},
    open(path, listener) {
      let over = false
      const tell = (what: () => void): void => void (over || what())
      const side = {
        path,
        madeAt: clock.now(),
        isOpen: false,
        pings: 0,
        send: (text: string) => tell(() => listener.heard(text)),
        ping: () => tell(() => listener.pinged()),
        end: (ending: Partial<Ending> = {}) => tell(() => end(listener, { code: 1006, ...ending }))
      }
      const end = (to: SocketListener, ending: Partial<Ending>): void => {
        over = true
        side.isOpen = false
        to.ended({ code: undefined, status: undefined, reason: 'it was cut', ...ending })
      }
      made.push(side)
      clock.after(1, () =>
        tell(() => {
          if (sockets.refusal !== undefined) return end(listener, sockets.refusal)
          side.isOpen = true
          listener.opened()
          sockets.onOpen(side)
        })
      )
      const socket: Socket = {
        ping() {
          side.pings++
          if (sockets.pongs) clock.after(1, () => tell(() => listener.ponged()))
        },
        close() {
          over = true
          side.isOpen = false
        }
      }
      return socket
    }
  }
  return sockets
}
