import type { Env } from '@node-chassis/core'
import { keptSocket } from '../sockets/kept-socket.ts'
import type { OpenSocket } from '../sockets/socket.ts'

/** Renews a lease by answering the engine's pings (registry.md 11.2). */
export interface LeaseSocket {
  /** When the engine last pinged, and so renewed the lease by the answer; -Infinity while there is no connection. */
  readonly renewedAt: number
  /** Registered, maybe under other ids, or registered no more. */
  retarget(): void
  /** The engine answers again. */
  hurry(): void
  close(): void
}

export interface LeaseSocketOptions {
  readonly env: Env
  readonly open: OpenSocket
  /** Path of the socket of this instance; undefined while it is not registered. */
  readonly path: () => string | undefined
  /** The registry does not have the instance. */
  readonly forgotten: () => void
  /** The connection that renewed the lease is gone. */
  readonly broken: () => void
}

/** Close code of an instance that does not exist. */
const NO_SUCH_INSTANCE = 4001

/** Only ever a second way: what it does not renew in time is renewed by PUT, so an engine without the route loses nothing. */
export function createLeaseSocket({ env, open, path, forgotten, broken }: LeaseSocketOptions): LeaseSocket {
  let renewedAt = -Infinity
  const socket = keptSocket({
    env,
    open,
    path,
    without: 'there is no heartbeat socket to the registry; heartbeats are sent as requests',
    // On this socket the engine asks and we answer: `ws` sends the pong by itself.
    pings: false,
    onOpened() {},
    onHeard() {},
    onPinged: () => (renewedAt = env.clock.now()),
    onEnded({ code }) {
      renewedAt = -Infinity
      if (code === NO_SUCH_INSTANCE) forgotten()
      else if (code !== undefined) broken()
    }
  })
  return {
    get renewedAt() {
      return renewedAt
    },
    retarget() {
      renewedAt = -Infinity
      socket.retarget()
    },
    hurry: () => socket.hurry(),
    close: () => socket.close()
  }
}
