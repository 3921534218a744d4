import type { Random } from '@node-chassis/core'
import { firstUntried } from './candidate.ts'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'
import type { LoadTable } from './load-memory.ts'
import { RoundRobin } from './round-robin.ts'
import { Slots } from './slots.ts'

const FAST_MS = 10
const PICKS_PER_TABLE = 1000
const NOTHING: readonly Candidate[] = Object.freeze([])

/**
 * What an instance counts as that was never measured: `zero` as in Java, where it takes every call of two until the next
 * table; `mean`: like the average of the measured ones (routing.md Appendix B, W5).
 */
export type Unmeasured = 'zero' | 'mean'

/**
 * The slower its answers, the fewer calls an instance gets: P(i) = (T - t_i) / (T (N - 1)) over mean durations t_i of sum
 * T (routing.md 8.3). While nobody is slower than 10 ms it is round robin. The table is made anew every 1000 picks and
 * for every other list; in between a pick is one draw and two look-ups. Among more than 1000 it lasts for as many
 * picks as there are candidates: before each had a call there is little news, and a scan would cost more than the picks.
 */
export class WeightedResponse implements Balancer {
  readonly #random: Random
  readonly #table: LoadTable
  readonly #slots: Slots
  readonly #unmeasured: Unmeasured
  readonly #roundRobin: RoundRobin
  #picks = 0
  #list: readonly Candidate[] = NOTHING
  // Running sums of T - t_i; only the first `#list.length` count. Empty when round robin serves.
  #sums = new Float64Array(0)
  // For each of n equal parts of the range of draws: who stands at its beginning.
  #guide = new Int32Array(0)
  #slow = false
  #total = 0

  constructor(random: Random, table: LoadTable, unmeasured: Unmeasured = 'mean') {
    this.#random = random
    this.#table = table
    this.#slots = new Slots(table, true)
    this.#unmeasured = unmeasured
    this.#roundRobin = new RoundRobin(random)
  }

  get measures(): boolean {
    return true
  }

  get weighs(): boolean {
    return false
  }

  pick<N extends Candidate>(
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined {
    const n = candidates.length
    if (n === 0) return undefined
    if (candidates !== this.#list || this.#picks % Math.max(PICKS_PER_TABLE, n) === 0)
      this.#tabulate(candidates, now)
    this.#picks++
    if (!this.#slow) return this.#roundRobin.pick(candidates, tried)
    if (n === 1) return firstUntried(candidates, tried, 0)
    const at = this.#draw(n)
    return firstUntried(candidates, tried, at)
  }

  // The first i whose running sum is above the draw. The guide leads to it, or to one or two in front of it.
  #draw(n: number): number {
    const total = this.#total * (n - 1)
    const draw = this.#random.next() * total
    let at = this.#guide[Math.min(n - 1, Math.trunc((draw / total) * n))] as number
    while (at > 0 && draw < (this.#sums[at - 1] as number)) at--
    while (at < n - 1 && draw >= (this.#sums[at] as number)) at++
    return at
  }

  #tabulate(candidates: readonly Candidate[], now: number): void {
    const n = candidates.length
    this.#list = candidates
    this.#slow = false
    if (this.#sums.length < n) {
      this.#sums = new Float64Array(n)
      this.#guide = new Int32Array(n)
    }
    const slots = this.#slots.of(candidates, now)
    let known = 0
    let sum = 0
    for (let i = 0; i < n; i++) {
      const mean = this.#table.mean(slots[i] as number)
      this.#sums[i] = mean
      if (mean < 0) continue
      known++
      sum += mean
      if (mean > FAST_MS) this.#slow = true
    }
    const guess = this.#unmeasured === 'zero' || known === 0 ? 0 : sum / known
    this.#total = sum + guess * (n - known)
    const part = (this.#total * (n - 1)) / n
    let running = 0
    let guided = 0
    for (let i = 0; i < n; i++) {
      const time = this.#sums[i] as number
      running += this.#total - (time < 0 ? guess : time)
      this.#sums[i] = running
      while (guided < n && guided * part < running) this.#guide[guided++] = i
    }
  }
}
