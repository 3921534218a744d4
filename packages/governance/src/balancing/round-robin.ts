import type { Random } from '@node-chassis/core'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'

// A power of two, far above any list: the counter stays a small integer and wraps where nobody notices.
const WRAP = 0x3fffffff
const STARTS = 1 << 20

/**
 * One after the other, from a random start, so that many consumers do not march in step. The counter moves only when it
 * is used, and by more than one only over those passed over (routing.md 8.2; decisions.md N5).
 */
export class RoundRobin implements Balancer {
  #count: number

  constructor(random: Random) {
    this.#count = random.below(STARTS)
  }

  get measures(): boolean {
    return false
  }

  get weighs(): boolean {
    return false
  }

  pick<N extends Candidate>(candidates: readonly N[], tried: readonly CandidateMemory[]): N | undefined {
    const n = candidates.length
    for (let step = 0; step < n; step++) {
      const count = (this.#count + step) & WRAP
      const candidate = candidates[count % n]
      if (candidate === undefined || (tried.length > 0 && tried.includes(candidate.memory))) continue
      this.#count = (count + 1) & WRAP
      return candidate
    }
    return undefined
  }
}
