import type { Candidate } from './candidate.ts'
import type { LoadTable } from './load-memory.ts'

const NOTHING: readonly Candidate[] = Object.freeze([])

/** Where the candidates of a list stand in the table: made for each list once, so that a pick touches no object but one. */
export class Slots {
  readonly #table: LoadTable
  readonly #durations: boolean
  #list: readonly Candidate[] = NOTHING
  #slots = new Int32Array(0)

  /** @param durations whether the last durations of the candidates are to be kept */
  constructor(table: LoadTable, durations: boolean) {
    this.#table = table
    this.#durations = durations
  }

  /** Rows of the candidates, in their order; there may be more numbers behind them. */
  of(candidates: readonly Candidate[], now: number): Int32Array {
    if (candidates === this.#list) return this.#slots
    this.#list = candidates
    if (this.#slots.length < candidates.length) this.#slots = new Int32Array(candidates.length)
    for (let i = 0; i < candidates.length; i++) {
      const { memory } = candidates[i] as Candidate
      const load = (memory.load ??= this.#table.add(now))
      if (this.#durations) load.keepDurations()
      this.#slots[i] = load.slot
    }
    return this.#slots
  }
}
