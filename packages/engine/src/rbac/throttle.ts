import type { Clock } from '@node-chassis/core'

// registry.md 13.2: two failures are forgiven, one more every 15 minutes; the next one bans for 15 minutes.
const BURST = 2
const REFILL_MS = 15 * 60_000
// Names and addresses are the caller's to invent, so something has to bound what is remembered of them.
const MAX_KEYS = 10_000

interface Failures {
  /** Failures that are still forgiven, at `lastAt`. */
  readonly left: number
  readonly lastAt: number
  readonly releaseAt: number
  readonly banned: boolean
}

interface Lock {
  readonly key: string
  readonly status: 'banned' | 'attempted'
  /** Unix seconds. */
  readonly releaseAt: number
}

/** Slows down who guesses passwords (registry.md 13.2). */
export interface Throttle {
  /**
   * Lets the proof run unless the key is banned, and counts a failure. Attempts of one key run one after the other, so
   * that guesses sent together are counted like guesses sent in a row.
   */
  attempt(key: string, proof: () => Promise<boolean>): Promise<'proved' | 'failed' | 'banned'>
  /** Keys with failures that still count. */
  locks(): readonly Lock[]
}

export function createThrottle(clock: Clock): Throttle {
  const failures = new Map<string, Failures>()
  const turns = new Map<string, Promise<unknown>>()

  const noteFailure = (key: string): void => {
    const now = clock.now()
    const before = failures.get(key)
    const refilled =
      before === undefined ? BURST : Math.min(BURST, before.left + (now - before.lastAt) / REFILL_MS)
    const banned = refilled < 1
    failures.delete(key)
    failures.set(key, {
      left: banned ? refilled : refilled - 1,
      lastAt: now,
      releaseAt: now + REFILL_MS,
      banned
    })
    // Oldest first: what has been forgiven altogether goes, and what is too much.
    for (const [old, { lastAt }] of failures) {
      if (failures.size <= MAX_KEYS && now - lastAt < BURST * REFILL_MS) break
      failures.delete(old)
    }
  }

  const judged = async (key: string, proof: () => Promise<boolean>) => {
    const before = failures.get(key)
    if (before?.banned === true && clock.now() < before.releaseAt) return 'banned'
    if (await proof()) return 'proved'
    noteFailure(key)
    return 'failed'
  }

  return {
    async attempt(key, proof) {
      const mine = (turns.get(key) ?? Promise.resolve()).then(() => judged(key, proof))
      const over = mine.catch(() => undefined)
      turns.set(key, over)
      try {
        return await mine
      } finally {
        if (turns.get(key) === over) turns.delete(key)
      }
    },

    locks() {
      const [now, wallNow] = [clock.now(), clock.wallNow()]
      return [...failures]
        .filter(([, { releaseAt }]) => releaseAt > now)
        .map(([key, { banned, releaseAt }]) => ({
          key,
          status: banned ? 'banned' : 'attempted',
          releaseAt: Math.floor((wallNow + releaseAt - now) / 1000)
        }))
    }
  }
}
