import type { Random } from '@node-chassis/core'
import { firstUntried } from './candidate.ts'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'

/** Uniform. Who was tried is drawn past, so that its neighbour in the list inherits nothing. */
export class RandomChoice implements Balancer {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  get measures(): boolean {
    return false
  }

  get weighs(): boolean {
    return false
  }

  pick<N extends Candidate>(candidates: readonly N[], tried: readonly CandidateMemory[]): N | undefined {
    const n = candidates.length
    if (n === 0) return undefined
    let at = 0
    // With few tried among many one draw is enough; the bound is for lists that are nearly used up.
    for (let draw = 0; draw < 8; draw++) {
      at = this.#random.below(n)
      const candidate = candidates[at]
      if (candidate !== undefined && (tried.length === 0 || !tried.includes(candidate.memory)))
        return candidate
    }
    return firstUntried(candidates, tried, at)
  }
}
