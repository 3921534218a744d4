const WINDOW_MS = 1000

/**
 * One second after the other, counted from the call that found the last one over; that call is itself number 0
 * (governance.md Appendix A; java-chassis: FixedWindowStrategy.java).
 */
export class FixedWindow {
  #beganAt = -Infinity
  #passed = 0

  /** Counts a call. @returns whether it is within the limit */
  take(limit: number, now: number): boolean {
    if (now - this.#beganAt > WINDOW_MS || now < this.#beganAt) {
      this.#beganAt = now
      this.#passed = 0
    }
    return this.#passed++ < limit
  }
}
