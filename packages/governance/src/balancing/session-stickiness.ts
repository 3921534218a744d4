import type { Random } from '@node-chassis/core'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'
import { RoundRobin } from './round-robin.ts'

export interface StickinessOptions {
  /** Idle longer than this, another one is chosen. 0 and less: never for that reason. @defaultValue 30000 */
  readonly sessionTimeoutMs: number
  /** After so many failures in a row another one is chosen. 0 and less: never for that reason. @defaultValue 5 */
  readonly successiveFailedTimes: number
}

export const STICKINESS_DEFAULTS: StickinessOptions = Object.freeze({
  sessionTimeoutMs: 30_000,
  successiveFailedTimes: 5
})

/**
 * One instance for all calls of a group until it is idle, failing or gone: not a session of a user (routing.md 8.4). The
 * structure is that of java-chassis 3; failures count while they are successive, as the setting's name says.
 */
export class SessionStickiness implements Balancer {
  readonly #options: StickinessOptions
  readonly #roundRobin: RoundRobin
  #last: CandidateMemory | undefined = undefined
  #lastAccess = 0
  // Where it stood in the list it was found in: no search while nothing changes.
  #list: readonly Candidate[] | undefined = undefined
  #at = 0

  constructor(random: Random, options: StickinessOptions = STICKINESS_DEFAULTS) {
    this.#options = options
    this.#roundRobin = new RoundRobin(random)
  }

  get measures(): boolean {
    return true
  }

  /** It sends everything to one instance: a share of the calls has no meaning for it. */
  get weighs(): boolean {
    return true
  }

  pick<N extends Candidate>(
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined {
    const { sessionTimeoutMs, successiveFailedTimes } = this.#options
    const last = this.#last
    if (last === undefined) return this.#another(candidates, tried, now)
    const idleMs = now - this.#lastAccess
    this.#lastAccess = now
    if (sessionTimeoutMs > 0 && idleMs > sessionTimeoutMs) return this.#another(candidates, tried, now)
    if (successiveFailedTimes > 0 && (last.load?.failuresInRow ?? 0) >= successiveFailedTimes)
      return this.#another(candidates, tried, now)
    if (tried.length > 0 && tried.includes(last)) return this.#another(candidates, tried, now)
    if (candidates !== this.#list) {
      this.#list = candidates
      this.#at = candidates.findIndex(({ memory }) => memory === last)
    }
    return candidates[this.#at] ?? this.#another(candidates, tried, now)
  }

  #another<N extends Candidate>(
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined {
    const next = this.#roundRobin.pick(candidates, tried)
    if (next === undefined) return undefined
    this.#last = next.memory
    this.#lastAccess = now
    this.#list = undefined
    return next
  }
}
