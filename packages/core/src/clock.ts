/** Takes a pending timer back. Harmless after it ran. */
export type Cancel = () => void

/** The only door through which time comes in. State machines take `now`; the few things that wait hold a clock. */
export interface Clock {
  /** Monotonic milliseconds, with a fraction. Only differences mean something. */
  now(): number
  /** Milliseconds since the epoch. For the wire and for people, never for durations. */
  wallNow(): number
  /**
   * Runs `run` once after `ms` milliseconds.
   * @param hold true: the process stays alive until then. For what a caller awaits; background work leaves it out.
   */
  after(ms: number, run: () => void, hold?: boolean): Cancel
}

/** The only door through which chance comes in. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** A whole number, uniform in [0, n). */
  below(n: number): number
}
