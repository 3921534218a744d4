import type { Random } from '@node-chassis/core'
import { firstUntried } from './candidate.ts'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'
import type { LoadTable } from './load-memory.ts'
import type { SlowStart } from './slow-start.ts'
import { Slots } from './slots.ts'

const MAX_EFFORT = 4

/**
 * Two random candidates, the one with the lower expected cost: its recent latency, which rises at once and falls with
 * time, times the requests it would then have in flight (routing.md 10.1; finagle: loadbalancer/p2c). Costs the same
 * among ten and ten thousand.
 */
export class PeakEwma implements Balancer {
  readonly #random: Random
  readonly #table: LoadTable
  readonly #slots: Slots
  readonly #slowStart: SlowStart

  constructor(random: Random, table: LoadTable, slowStart: SlowStart) {
    this.#random = random
    this.#table = table
    this.#slots = new Slots(table, false)
    this.#slowStart = slowStart
  }

  get measures(): boolean {
    return true
  }

  /** The load is divided by the weight. */
  get weighs(): boolean {
    return true
  }

  pick<N extends Candidate>(
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined {
    const n = candidates.length
    if (n < 2) return firstUntried(candidates, tried, 0)
    const slots = this.#slots.of(candidates, now)
    const evenly = now >= this.#slowStart.until
    let i = 0
    for (let effort = 0; effort < MAX_EFFORT; effort++) {
      i = this.#random.below(n)
      let j = this.#random.below(n - 1)
      if (j >= i) j++
      if (tried.length > 0) {
        const a = candidates[i] as N
        const b = candidates[j] as N
        const aTried = tried.includes(a.memory)
        const bTried = tried.includes(b.memory)
        if (aTried && bTried) continue
        if (aTried) return b
        if (bTried) return a
      }
      let loadI = this.#table.load(slots[i] as number, now)
      let loadJ = this.#table.load(slots[j] as number, now)
      if (!evenly) {
        loadI /= this.#weight(candidates, i, now)
        loadJ /= this.#weight(candidates, j, now)
      }
      return candidates[loadI <= loadJ ? i : j]
    }
    return firstUntried(candidates, tried, i)
  }

  #weight(candidates: readonly Candidate[], i: number, now: number): number {
    return this.#slowStart.weight((candidates[i] as Candidate).memory, candidates, now)
  }
}
