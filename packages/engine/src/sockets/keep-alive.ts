import type { Cancel, Clock } from '@node-chassis/core'
import type { WebSocket } from 'ws'

/** A client that was not heard for this many pings is gone: 120 s at 30 s (registry.md 11.1). */
const SILENT_PINGS = 4

export interface KeepAlive {
  /** Sends no ping any more. The client must be heard all the same. */
  stopPings(): void
}

/**
 * Pings a client until the connection ends, and cuts it when neither a ping nor a pong has come for four times as long.
 * Data frames do not count.
 * @param wanted asked before each ping; false stops the pings, so that the connection dies of silence
 */
export function keepAlive(
  socket: WebSocket,
  clock: Clock,
  everyMs: number,
  wanted: () => boolean
): KeepAlive {
  let heardAt = clock.now()
  const heard = (): void => {
    heardAt = clock.now()
  }
  const silenceMs = SILENT_PINGS * everyMs
  let pings: Cancel | undefined
  let silence: Cancel
  const ping = (): void => {
    pings = undefined
    if (!wanted()) return
    socket.ping()
    pings = clock.after(everyMs, ping)
  }
  // Moved on lazily: a pong costs no timer.
  const look = (): void => {
    const leftMs = heardAt + silenceMs - clock.now()
    if (leftMs > 0) silence = clock.after(leftMs, look)
    else socket.terminate()
  }
  pings = clock.after(everyMs, ping)
  silence = clock.after(silenceMs, look)
  socket.on('ping', heard)
  socket.on('pong', heard)
  socket.once('close', () => {
    pings?.()
    silence()
  })
  return {
    stopPings() {
      pings?.()
      pings = undefined
    }
  }
}
