/** Why a socket is no more. */
export interface Ending {
  /** Close code of the engine; 1006 when the connection just broke. Undefined when it never opened. */
  readonly code: number | undefined
  /** HTTP status of an engine, or of a gateway before it, that answered the handshake with anything but 101. */
  readonly status: number | undefined
  /** For people. */
  readonly reason: string
}

/** What a socket tells its owner. `ended` comes once, also when it never opened. */
export interface SocketListener {
  opened(): void
  heard(text: string): void
  pinged(): void
  ponged(): void
  ended(ending: Ending): void
}

/** A connection that pushes: the engine's watch and heartbeat sockets (registry.md 11). */
export interface Socket {
  ping(): void
  /** Ends it at once; its listener hears nothing any more. */
  close(): void
}

/** Opens a socket on one of the engine's addresses; after one that failed, on the next. The seam of simulations. */
export type OpenSocket = (path: string, listener: SocketListener) => Socket
