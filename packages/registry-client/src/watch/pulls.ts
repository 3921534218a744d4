import type { Cancel, Clock, Random } from '@node-chassis/core'

/** Services a pull is about; undefined: all in use. */
type Names = readonly string[] | undefined

export interface PullsOptions {
  readonly clock: Clock
  readonly random: Random
  /**
   * Asks for services of these names, or for all in use.
   * @param inFull whatever is known already
   * @returns whether each that was named has a new list, or any of all
   */
  readonly pull: (names: ReadonlySet<string> | undefined, inFull: boolean) => Promise<boolean>
  readonly onError: (error: unknown) => void
}

/** Pulls that something asked for between two polls: one runs, one may wait (registry.md 11.1; case B-056). */
export interface Pulls {
  /** @param insist a frame says that something changed: an answer that knows nothing of it is asked for again (N13) */
  ask(names: Names, insist: boolean): void
  /** What the frame says is shown already: it is checked within half a second, not by all watchers at once. */
  check(names: Names): void
  close(): void
}

/** A registry node whose cache lags shows a change late (registry.md 8.6; case B-057). */
const AGAIN_MS = [1_000, 3_000] as const
const CHECK_MS = 500
/** Most pulls within a second, however many frames come. */
const MOST = 10
const WINDOW_MS = 1_000

export function createPulls({ clock, random, pull, onError }: PullsOptions): Pulls {
  interface Wish {
    /** Undefined: all. */
    names: Set<string> | undefined
    insist: boolean
    inFull: boolean
  }
  const started: number[] = []
  let next: Wish | undefined
  let running = false
  let closed = false
  let wait: Cancel = () => {}
  let checks: Wish | undefined
  let cancelCheck: Cancel = () => {}
  let again: readonly Cancel[] = []
  /** What an earlier frame spoke of and no pull has shown yet. */
  let overdue: Wish | undefined

  const merge = (
    wish: Wish | undefined,
    names: Names | ReadonlySet<string>,
    insist: boolean,
    inFull: boolean
  ): Wish => ({
    names:
      names === undefined || (wish !== undefined && wish.names === undefined)
        ? undefined
        : new Set([...(wish?.names ?? []), ...names]),
    insist: insist || wish?.insist === true,
    inFull: inFull || wish?.inFull === true
  })

  const run = async (): Promise<void> => {
    while (next !== undefined && !closed) {
      const wish = next
      next = undefined
      started.push(clock.now())
      if (started.length > MOST) started.shift()
      let changed = false
      try {
        changed = await pull(wish.names, wish.inFull)
      } catch (error) {
        onError(error)
      }
      if (wish.insist && !changed && !closed) askAgain(wish)
      else if (changed && !wish.insist && overdue?.names?.size === 1) forget()
      if (next !== undefined && slowDown()) return
    }
    running = false
  }

  /** @returns true when the next one has to wait, and runs by itself */
  const slowDown = (): boolean => {
    if (started.length < MOST) return false
    const leftMs = started[0]! + WINDOW_MS - clock.now()
    if (leftMs <= 0) return false
    wait = clock.after(leftMs, () => void run())
    return true
  }

  const askAgain = (wish: Wish): void => {
    overdue = merge(overdue, wish.names, false, false)
    for (const cancel of again) cancel()
    again = AGAIN_MS.map((ms, at) =>
      clock.after(ms, () => {
        const names = overdue === undefined ? undefined : overdue.names
        if (overdue === undefined) return
        const isLast = at === AGAIN_MS.length - 1
        if (isLast) overdue = undefined
        // What the frame said may be shown already, and be wrong: the last question takes nothing for known.
        ask(names, false, isLast)
      })
    )
  }

  const forget = (): void => {
    overdue = undefined
    for (const cancel of again) cancel()
    again = []
  }

  const ask = (names: Names | ReadonlySet<string>, insist: boolean, inFull = false): void => {
    if (closed) return
    next = merge(next, names, insist, inFull)
    if (running) return
    running = true
    if (!slowDown()) void run()
  }

  return {
    ask,
    check(names) {
      const isWaiting = checks !== undefined
      checks = merge(checks, names, true, false)
      if (isWaiting || closed) return
      cancelCheck = clock.after(random.next() * CHECK_MS, () => {
        const wanted = checks?.names
        checks = undefined
        ask(wanted, true)
      })
    },
    close() {
      closed = true
      wait()
      cancelCheck()
      forget()
    }
  }
}
