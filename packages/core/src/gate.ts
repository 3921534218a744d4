import type { Call } from './call.ts'
import type { ErrorCode } from './errors.ts'
import type { Outcome } from './outcome.ts'

/**
 * The answer of a gate. `>= 0`: admitted (what the number means is the gate's own affair; a rate limiter's is the wait
 * in milliseconds). `REFUSED`: no. `QUEUED`: wait for a slot, see `WaitingGate`.
 */
export type Permit = number

export const REFUSED: Permit = -1
export const QUEUED: Permit = -2

/**
 * A synchronous guard: admits, and is settled exactly once for each call that it admitted. It owns no timer and makes
 * no promise, closure or text per call. Source: decisions.md, Attempt loop, last note.
 */
export interface Gate {
  /** What a refusal is called. */
  readonly code: ErrorCode
  /** Status of a refusal: 429 or 503 (governance.md 8.1). */
  readonly status: number
  /** Text of a refusal, as the caller sees it. */
  readonly message: string
  /** Configuration key of the policy, e.g. `servicecomb.rateLimiting.pay`. */
  readonly rule: string
  admit(call: Call, now: number): Permit
  /** `outcome` undefined: given back unused (a later gate refused, or the caller left): nothing is booked. */
  settle(call: Call, permit: Permit, outcome: Outcome | undefined, now: number): void
}

/** A gate whose `admit` may answer that the call has to wait. */
export interface WaitingGate extends Gate {
  /**
   * After `QUEUED`: puts the call into the queue. `run` is called once, synchronously with the `settle` that frees a
   * slot, and the slot is then held. Answers how to leave the queue (limit reached, caller gone).
   */
  enqueue(run: () => void): () => void
  /** Longest wait in milliseconds; 0 means that the gate never answers `QUEUED`. */
  readonly maxWaitMs: number
}

/** Gates that take nobody's time: every `admit` is final. */
export function isWaiting(gate: Gate): gate is WaitingGate {
  return 'enqueue' in gate
}
