import type { Cancel, Clock } from '@node-chassis/core'
import type { WebSocket } from 'ws'

// registry.md 11.1
const MAX_WAITING = 5_000
const WRITE_TIMEOUT_MS = 5_000
const TEXT = { binary: false, fin: true }

/**
 * What goes out to one watcher, in order. Of a client that does not keep up, events beyond 5000 are dropped, and one that
 * takes nothing for 5 s is cut: it pulls again when it is back.
 */
export class Outbox {
  readonly #socket: WebSocket
  readonly #clock: Clock
  #waiting = 0
  #stalled: Cancel | undefined

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    socket.once('close', () => this.#stalled?.())
  }

  /** @param frame UTF-8 text, the same bytes for every watcher of a change */
  send(frame: Buffer): void {
    if (this.#waiting >= MAX_WAITING) return
    this.#waiting++
    this.#socket.send(frame, TEXT, this.#written)
    // What the system took at once needs no watching: that is nearly everything.
    if (this.#socket.bufferedAmount > 0) this.#watch()
  }

  readonly #written = (): void => {
    this.#waiting--
    if (this.#stalled === undefined) return
    this.#stalled()
    this.#stalled = undefined
    if (this.#waiting > 0) this.#watch()
  }

  #watch(): void {
    this.#stalled ??= this.#clock.after(WRITE_TIMEOUT_MS, () => this.#socket.terminate())
  }
}
