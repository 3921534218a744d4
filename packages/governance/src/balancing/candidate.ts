import type { LoadMemory } from './load-memory.ts'
import type { WarmUp } from './slow-start.ts'

/** What is remembered of an instance beyond one record of it: its identity for balancers. */
export interface CandidateMemory {
  /** Made when a balancer that measures meets the instance; undefined while nothing needs it. */
  load: LoadMemory | undefined
  /** Monotonic ms of when it was first seen UP: where slow start counts from. */
  readonly bornAt: number
  /** The warm-up that the instance asks for in its properties. */
  readonly warmUp: WarmUp | undefined
}

/** An instance that may be chosen. */
export interface Candidate {
  readonly memory: CandidateMemory
}

/**
 * Chooses among candidates. Its state is for one service and one route group: groups never share a cursor
 * (routing.md 8.2). Candidate lists are immutable, so their identity is their revision.
 */
export interface Balancer {
  /** Whether it reads what `LoadMemory` knows; without such a balancer nothing is measured. */
  readonly measures: boolean
  /** Whether it minds the weights of instances that warm up by itself, or pays no heed to them on purpose. */
  readonly weighs: boolean
  /**
   * @param tried passed over; undefined is answered when nobody else is left
   * @param now monotonic ms
   */
  pick<N extends Candidate>(
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined
}

/** From `start` on, the first that was not tried; undefined when all were. */
export function firstUntried<N extends Candidate>(
  candidates: readonly N[],
  tried: readonly CandidateMemory[],
  start: number
): N | undefined {
  const n = candidates.length
  // Not even looked at: in a long list that would be two cache misses.
  if (tried.length === 0) return candidates[start]
  for (let step = 0; step < n; step++) {
    const candidate = candidates[(start + step) % n]
    if (candidate !== undefined && !tried.includes(candidate.memory)) return candidate
  }
  return undefined
}
