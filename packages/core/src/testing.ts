import type { Cancel, Clock, Random } from './clock.ts'
import type { Env } from './env.ts'
import type { Logger } from './logger.ts'
import { createLogger, silentLogger } from './logger.ts'

/** A clock that stands still until it is told to move. */
export interface SimulatedClock extends Clock {
  /** Moves on by `ms`, running what becomes due, in order of time. */
  advance(ms: number): void
  /** Like `advance`, and lets promises settle before and after each timer. */
  advanceAsync(ms: number): Promise<void>
  /** Timers that are waiting. */
  readonly pending: number
}

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** @param startMs what `now` and `wallNow` say at first */
export function simulatedClock(startMs = 0): SimulatedClock {
  let time = startMs
  let timers: Timer[] = []
  const nextDue = (until: number): Timer | undefined => {
    let due: Timer | undefined
    for (const timer of timers) if (timer.at <= until && (due === undefined || timer.at < due.at)) due = timer
    return due
  }
  const fire = (timer: Timer): void => {
    timers = timers.filter((other) => other !== timer)
    time = Math.max(time, timer.at)
    timer.run()
  }
  return {
    now: () => time,
    wallNow: () => time,
    after(ms, run): Cancel {
      const timer = { at: time + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const until = time + ms
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) fire(due)
      time = until
    },
    async advanceAsync(ms) {
      const until = time + ms
      await settled()
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        fire(due)
        await settled()
      }
      time = until
    },
    get pending() {
      return timers.length
    }
  }
}

// A macrotask boundary: every promise reaction that is ready has run when it comes back.
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Chance that repeats itself: the same seed gives the same numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { next, below: (n) => Math.floor(next() * n) }
}

/** A logger that keeps what it is told. */
export interface RecordingLogger extends Logger {
  readonly records: readonly Record<string, unknown>[]
}

export function recordingLogger(): RecordingLogger {
  const records: Record<string, unknown>[] = []
  return Object.assign(
    createLogger('trace', (record) => records.push(record)),
    { records }
  )
}

/** A world without chance or time: simulated clock, seeded chance, no log. */
export function simulatedEnv(seed = 1): Env & { readonly clock: SimulatedClock } {
  return { clock: simulatedClock(), random: seededRandom(seed), log: silentLogger }
}
