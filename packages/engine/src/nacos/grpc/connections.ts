import { constants } from 'node:http2'
import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Cancel, Clock } from '@node-chassis/core'
import { Connection } from './connection.ts'

// nacos.md 4.5: looked at every 3 s; an answer has to come within 5 s.
const LOOK_MS = 3_000
const DETECTION_MS = 5_000
// nacos.md 4.5, G27: grpc-java's rule. A ping within five minutes of the last good one is a strike, the third is out.
const PING_MS = 300_000
const MOST_STRIKES = 2

interface Pings {
  lastGoodAt: number
  strikes: number
}

/** The TCP connections of one engine. */
export class Connections {
  readonly #clock: Clock
  readonly #idleMs: number
  readonly #onLost: (connection: Connection) => void
  readonly #all = new Map<ServerHttp2Session, Connection>()
  readonly #pings = new WeakMap<Connection, Pings>()
  readonly #detecting = new Set<Connection>()
  #lastRequestId = 0
  #cancel: Cancel | undefined
  #closed = false

  /**
   * @param idleMs silence after which a client is asked whether it is there (nacos.md 4.5)
   * @param onLost hears of registered connections that are no more
   */
  constructor(clock: Clock, idleMs: number, onLost: (connection: Connection) => void) {
    this.#clock = clock
    this.#idleMs = idleMs
    this.#onLost = onLost
  }

  opened(session: ServerHttp2Session, socket: Socket): void {
    const connection = new Connection(session, socket, {
      clock: this.#clock,
      nextRequestId: () => String(++this.#lastRequestId),
      eject: (silent) => this.eject(silent)
    })
    this.#all.set(session, connection)
    session.once('close', () => {
      this.#all.delete(session)
      this.lost(connection)
    })
    session.on('ping', () => this.#pinged(connection))
    if (this.#closed) connection.cut()
    else this.#look()
  }

  of(session: ServerHttp2Session | undefined): Connection | undefined {
    return session === undefined ? undefined : this.#all.get(session)
  }

  /** Those that are set up. */
  *registered(): Iterable<Connection> {
    for (const connection of this.#all.values()) if (connection.setup !== undefined) yield connection
  }

  /** A connection is set up no more. Twice does no harm. */
  lost(connection: Connection): void {
    if (connection.setup === undefined) return
    connection.lost()
    this.#onLost(connection)
  }

  /** Lets a client go. */
  eject(connection: Connection): void {
    this.lost(connection)
    connection.end()
  }

  /** A request came, or an answer. */
  heard(connection: Connection): void {
    connection.lastHeardAt = this.#clock.now()
  }

  /** Something was sent: pings are counted from there anew. */
  sent(connection: Connection): void {
    this.#pings.delete(connection)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    for (const connection of this.#all.values()) connection.cut()
  }

  #look(): void {
    if (this.#cancel !== undefined) return
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      this.#cancel = undefined
      const silentSince = this.#clock.now() - this.#idleMs
      for (const connection of this.registered()) {
        if (connection.lastHeardAt <= silentSince) void this.#detect(connection)
      }
      if (this.#all.size > 0) this.#look()
    })
  }

  async #detect(connection: Connection): Promise<void> {
    if (this.#detecting.has(connection)) return
    this.#detecting.add(connection)
    const isThere = await connection.ask('ClientDetectionRequest', { module: 'internal' }, DETECTION_MS)
    this.#detecting.delete(connection)
    if (isThere) this.heard(connection)
    else if (!this.#closed) this.eject(connection)
  }

  #pinged(connection: Connection): void {
    const now = this.#clock.now()
    const pings = this.#pings.get(connection)
    if (pings === undefined || now - pings.lastGoodAt >= PING_MS) {
      this.#pings.set(connection, { lastGoodAt: now, strikes: 0 })
      return
    }
    pings.strikes++
    if (pings.strikes > MOST_STRIKES) {
      this.lost(connection)
      connection.refuse(constants.NGHTTP2_ENHANCE_YOUR_CALM, 'too_many_pings')
    }
  }
}
