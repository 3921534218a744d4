import { QUEUED, REFUSED, isWaiting } from '@node-chassis/core'
import type { Call, Clock, Gate, Outcome, Permit } from '@node-chassis/core'

/** A gate whose permit, when above 0, is a wait in milliseconds that the call has to sit out before it goes on. */
export interface DelayingGate extends Gate {
  readonly permitIsDelay: true
}

/**
 * Asks the gates from `from` on, in order, and notes what each one gave in `permits`. Answers how many were passed:
 *
 * - `gates.length`: all of them. `settleAll` is due exactly once.
 * - fewer, say `i`, with `permits[i] === REFUSED`: gate `i` said no; what earlier gates gave was given back.
 * - fewer, otherwise: gate `i` makes the call wait; `admitWaiting` is due, or `giveBack`.
 */
export function admitAll(
  gates: readonly Gate[],
  call: Call,
  now: number,
  permits: Permit[],
  from = 0
): number {
  for (let i = from; i < gates.length; i++) {
    const gate = gates[i] as Gate
    const permit = gate.admit(call, now)
    permits[i] = permit
    if (permit === REFUSED) {
      giveBack(gates, call, permits, i, now)
      return i
    }
    if (permit === QUEUED || (permit > 0 && isDelaying(gate))) return i
  }
  return gates.length
}

/** Settles every gate of the chain with what became of the call, the innermost first. Once per call. */
export function settleAll(
  gates: readonly Gate[],
  call: Call,
  permits: readonly Permit[],
  outcome: Outcome | undefined,
  now: number
): void {
  for (let i = gates.length - 1; i >= 0; i--) gates[i]?.settle(call, permits[i] as Permit, outcome, now)
}

/** Gives back unused what the first `count` gates gave. */
export function giveBack(
  gates: readonly Gate[],
  call: Call,
  permits: readonly Permit[],
  count: number,
  now: number
): void {
  for (let i = count - 1; i >= 0; i--) gates[i]?.settle(call, permits[i] as Permit, undefined, now)
}

/** How a chain that made the call wait went on. */
export interface Passage {
  /** As of `admitAll`, or `ENDED`. */
  readonly passed: number
  /** When the gates behind the last delay were asked: where `Outcome.durationMs` starts. */
  readonly since: number
}

/** `until` came while the call waited; everything was given back. */
export const ENDED = -1

export interface WaitOptions {
  readonly clock: Clock
  /** The caller's signal: ends the wait, everything is given back, and its reason is thrown. */
  readonly signal?: AbortSignal | undefined
  /** Monotonic time at which the call ends, whatever the gates allow. @defaultValue Infinity */
  readonly until?: number
}

/**
 * Sits out the wait that gate `at` asked for, asks the gates behind it, and so on until the chain is passed, refused or
 * left. A queue's own limit ends as a refusal of its gate. The one place where a gate's waiting is turned into time.
 * @param at what `admitAll` answered
 */
export async function admitWaiting(
  gates: readonly Gate[],
  call: Call,
  permits: Permit[],
  at: number,
  { clock, signal, until = Infinity }: WaitOptions
): Promise<Passage> {
  let passed = at
  let since = clock.now()
  while (passed < gates.length && permits[passed] !== REFUSED) {
    const gate = gates[passed] as Gate
    const delayed = permits[passed] !== QUEUED
    const end = await sitOut(gate, permits[passed] as Permit, clock, signal, until)
    const now = clock.now()
    if (end === 'go') {
      if (delayed) since = now
      else permits[passed] = 0
      passed = admitAll(gates, call, now, permits, passed + 1)
      continue
    }
    // A waiter that left holds no slot; a delayed call holds what its gate gave.
    giveBack(gates, call, permits, delayed ? passed + 1 : passed, now)
    if (end === 'aborted') throw signal?.reason
    if (end === 'until') return { passed: ENDED, since }
    permits[passed] = REFUSED
  }
  return { passed, since }
}

type WaitEnd = 'go' | 'expired' | 'until' | 'aborted'

function sitOut(
  gate: Gate,
  permit: Permit,
  clock: Clock,
  signal: AbortSignal | undefined,
  until: number
): Promise<WaitEnd> {
  const left = until - clock.now()
  const queue = permit === QUEUED && isWaiting(gate) ? gate : undefined
  const waitMs = queue === undefined ? permit : queue.maxWaitMs
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve('aborted')
    const finish = (end: WaitEnd): void => {
      cancelTimer()
      leave?.()
      signal?.removeEventListener('abort', onAbort)
      resolve(end)
    }
    const onAbort = (): void => finish('aborted')
    const leave = queue?.enqueue(() => finish('go'))
    const onTime = (): void => finish(left < waitMs ? 'until' : queue === undefined ? 'go' : 'expired')
    const cancelTimer = clock.after(Math.max(0, Math.min(waitMs, left)), onTime, true)
    signal?.addEventListener('abort', onAbort)
  })
}

function isDelaying(gate: Gate): gate is DelayingGate {
  return 'permitIsDelay' in gate
}
