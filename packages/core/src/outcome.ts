/**
 * How far an attempt came (decisions.md, Attempt loop). It decides what may be tried again; `bookedAs` of the
 * governance package decides what the gates make of it.
 *
 * - `ANSWER`  a response head arrived (collected form: the whole answer)
 * - `UNSENT`  nothing left this machine: refused, unreachable, connect limit, closed pool
 * - `LOST`    sent, and the connection broke before the head
 * - `CUT`     the connection broke after the head
 * - `LIMIT`   the attempt's time limit ended it
 * - `LOCAL`   our side ended it: bad input, the caller's signal, the deadline, a full pool queue
 * - `REFUSED` one of our own gates said no
 */
export type Phase = 'ANSWER' | 'UNSENT' | 'LOST' | 'CUT' | 'LIMIT' | 'LOCAL' | 'REFUSED'

/** What became of an attempt, or of a provider's handling of a request. One object per call, reused. */
export interface Outcome {
  readonly phase: Phase
  /** HTTP status of the answer or of our refusal; 0 when there is none. */
  readonly status: number
  /** Error code (`ECONNRESET`, `UND_ERR_SOCKET`, `CHS_…`), undefined for an answer. */
  readonly code: string | undefined
  readonly error: Error | undefined
  /** Milliseconds from the gate's permit to the end, on the monotonic clock. */
  readonly durationMs: number
  /** LIMIT: whether the request had started; a limit while queued is booked nowhere. */
  readonly started: boolean
}
