import type { Outcome, Phase } from '@node-chassis/core'
import { connectTimedOut } from './error-codes.ts'

/** One object per call, filled anew by every attempt. */
export class LoopOutcome implements Outcome {
  phase: Phase = 'LOCAL'
  status = 0
  code: string | undefined = undefined
  error: Error | undefined = undefined
  durationMs = 0
  started = false
}

/** As it is now: the object itself goes on changing. */
export function snapshotOf({ phase, status, code, error, durationMs, started }: Outcome): Outcome {
  return { phase, status, code, error, durationMs, started }
}

/** False for what no gate books: our own doing, and a limit that ended in the queue (decisions.md, Attempt loop). */
export function isBooked({ phase, started }: Outcome): boolean {
  if (phase === 'LOCAL' || phase === 'REFUSED') return false
  return phase !== 'LIMIT' || started
}

export function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown }
  return connectTimedOut(error) ? 'CHS_CONNECT_TIMEOUT' : typeof code === 'string' ? code : undefined
}
