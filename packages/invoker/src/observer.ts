import type { Call, Outcome, Target } from '@node-chassis/core'

/** A call as its observer sees it: one object from begin to end. */
export interface ObservedCall extends Call {
  readonly target: Target
  /** Requests handed to a connection pool so far. */
  readonly attempts: number
  /** Of the newest attempt; of the call, once it is settled. */
  readonly outcome: Outcome
  /** Id of the instance asked last. */
  readonly instance: string | undefined
  /** Label of the route group once it is chosen. */
  readonly group: string | undefined
}

/**
 * Follows the calls of one invoker, as channels do for a whole process, and stands around each sending: tracing has to,
 * for what is begun inside of it to be its child. Must not throw.
 */
export interface CallObserver {
  begun(call: ObservedCall): void
  /** Has to call `send`, once and before it returns. */
  sending(call: ObservedCall, send: () => void): void
  /** `traceparent` to pass on in place of the one that came in. */
  traceparent(call: ObservedCall): string | undefined
  settled(call: ObservedCall, durationMs: number): void
}
