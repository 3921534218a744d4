import type { Cancel, Clock } from '@node-chassis/core'

const TICK_MS = 10
const SLOTS = 1024
const MASK = SLOTS - 1

const IDLE = -1
const DUE = -2

/** Something that waits at most once at a time. The call objects are their own timers: arming allocates nothing. */
export abstract class Timed {
  /** Monotonic milliseconds. */
  timerAt = 0
  timerSlot = IDLE
  timerNext: Timed | undefined = undefined
  timerPrevious: Timed | undefined = undefined

  abstract onTimer(now: number): void
}

/**
 * One timer of the clock for every limit of every call (PERFORMANCE.md 9.6): a limit fires within 10 ms after it is
 * due. Nothing runs while nothing waits; while something does, the process stays alive, for somebody awaits it.
 */
export class TimerWheel {
  readonly #clock: Clock
  readonly #slots: (Timed | undefined)[] = Array.from({ length: SLOTS })
  #waiting = 0
  #lastTick = 0
  #cancel: Cancel | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting
  }

  /** Calls `onTimer` once `at` has come. Arming again moves the time. */
  arm(timed: Timed, at: number): void {
    if (timed.timerSlot !== IDLE) this.disarm(timed)
    if (this.#cancel === undefined) {
      const now = this.#clock.now()
      this.#lastTick = Math.floor(now / TICK_MS)
      this.#wake(now)
    }
    const slot = Math.max(Math.ceil(at / TICK_MS), this.#lastTick + 1) & MASK
    const head = this.#slots[slot]
    timed.timerAt = at
    timed.timerSlot = slot
    timed.timerNext = head
    timed.timerPrevious = undefined
    if (head !== undefined) head.timerPrevious = timed
    this.#slots[slot] = timed
    this.#waiting++
  }

  disarm(timed: Timed): void {
    if (timed.timerSlot >= 0) this.#unlink(timed)
    timed.timerSlot = IDLE
  }

  #unlink(timed: Timed): void {
    const { timerNext: next, timerPrevious: previous } = timed
    if (previous === undefined) this.#slots[timed.timerSlot] = next
    else previous.timerNext = next
    if (next !== undefined) next.timerPrevious = previous
    timed.timerNext = undefined
    timed.timerPrevious = undefined
    this.#waiting--
  }

  readonly #tick = (): void => {
    const now = this.#clock.now()
    const tick = Math.floor(now / TICK_MS)
    // After a pause longer than a turn of the wheel every slot is looked at once.
    const first = Math.max(this.#lastTick + 1, tick - SLOTS + 1)
    let due: Timed[] | undefined
    for (let at = first; at <= tick; at++) {
      for (let timed = this.#slots[at & MASK]; timed !== undefined;) {
        const next: Timed | undefined = timed.timerNext
        if (timed.timerAt <= now) {
          this.#unlink(timed)
          timed.timerSlot = DUE
          due ??= []
          due.push(timed)
        }
        timed = next
      }
    }
    this.#lastTick = tick
    if (due !== undefined) {
      for (const timed of due) {
        // Disarmed or armed anew by another one's turn: no longer due.
        if (timed.timerSlot !== DUE) continue
        timed.timerSlot = IDLE
        timed.onTimer(now)
      }
    }
    this.#cancel = undefined
    if (this.#waiting > 0) this.#wake(this.#clock.now())
  }

  // On the boundary of a slot: ticks that are 10 ms apart from wherever they began would add up to 10 ms to every limit.
  #wake(now: number): void {
    const boundary = (Math.floor(now / TICK_MS) + 1) * TICK_MS
    this.#cancel = this.#clock.after(Math.ceil(boundary - now), this.#tick, true)
  }
}
