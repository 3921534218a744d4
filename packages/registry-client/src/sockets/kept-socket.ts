import type { Cancel, Env } from '@node-chassis/core'
import { salted } from '../backoff.ts'
import { quietWarning } from '../quiet-warning.ts'
import type { Ending, OpenSocket, Socket } from './socket.ts'

export interface KeptSocketOptions {
  readonly env: Env
  readonly open: OpenSocket
  /** What is lost without it, for one warning. */
  readonly without: string
  /** Undefined: there is nothing to connect to now; `retarget` comes when there is. */
  readonly path: () => string | undefined
  /** Whether we ping: every 30 s, and a connection without a pong for 90 s is cut (registry.md C12). */
  readonly pings: boolean
  readonly onOpened: () => void
  readonly onHeard: (text: string) => void
  readonly onPinged: () => void
  /** The connection ended, or could not be made. */
  readonly onEnded: (ending: Ending) => void
}

/** A socket that comes back. */
export interface KeptSocket {
  /** `path` may have changed: connects now if it has, else all goes on as it was, a pause after a failure too. */
  retarget(): void
  /** Connects now if it waits to, unless it was refused: the engine answers again. */
  hurry(): void
  close(): void
}

const PING_MS = 30_000
/** Pings in a row without a pong: 90 s. */
const SILENT_PINGS = 3
/** n failures in a row: n² × 3 s, at most 10 minutes (registry.md 16.1, 16.3). */
const BACKOFF_MS = 3_000
const BACKOFF_LIMIT_MS = 600_000
/** A connection that lived so long ends a series of failures. */
const GOOD_MS = 30_000

/** Keeps one socket open: backs off after failures, pings, and says so once when it cannot. */
export function keptSocket(options: KeptSocketOptions): KeptSocket {
  const { env } = options
  const { clock } = env
  const warning = quietWarning(clock)
  let socket: Socket | undefined
  let target: string | undefined
  let cancel: Cancel = () => {}
  let failures = 0
  let refused = false
  let openedAt: number | undefined
  let unanswered = 0
  let closed = false

  const ended = (ending: Ending): void => {
    if (closed) return
    cancel()
    socket = undefined
    if (openedAt !== undefined && clock.now() - openedAt >= GOOD_MS) failures = 0
    openedAt = undefined
    failures++
    refused = ending.status !== undefined
    const waitMs = salted(env.random, Math.min(BACKOFF_LIMIT_MS, BACKOFF_MS * failures ** 2))
    // An engine that is restarted is no news: who comes back at once has lost nothing.
    if (failures > 1) {
      warning.say(() =>
        env.log.warn(
          { failures, nextTryMs: Math.round(waitMs) },
          `${options.without}; trying again. ${ending.reason}`
        )
      )
    }
    cancel = clock.after(waitMs, connect)
    options.onEnded(ending)
  }

  const ping = (): void => {
    if (unanswered++ === SILENT_PINGS) {
      socket?.close()
      return ended({ code: 1006, status: undefined, reason: `no pong for ${SILENT_PINGS * PING_MS} ms` })
    }
    socket?.ping()
    cancel = clock.after(PING_MS, ping)
  }

  const connect = (): void => {
    cancel()
    target = closed ? undefined : options.path()
    if (target === undefined) return
    socket = options.open(target, {
      opened() {
        openedAt = clock.now()
        unanswered = 0
        if (failures > 1) env.log.info({ failures }, 'the socket to the registry is open again')
        warning.reset()
        if (options.pings) ping()
        options.onOpened()
      },
      heard: options.onHeard,
      pinged: options.onPinged,
      ponged: () => (unanswered = 0),
      ended
    })
  }

  return {
    retarget() {
      if (options.path() === target) return
      socket?.close()
      socket = openedAt = undefined
      failures = 0
      connect()
    },
    hurry() {
      if (socket !== undefined || refused) return
      failures = 0
      connect()
    },
    close() {
      closed = true
      cancel()
      socket?.close()
      socket = undefined
    }
  }
}
