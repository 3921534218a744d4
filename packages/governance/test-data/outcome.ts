import type { Outcome, Phase } from '@node-chassis/core'

const PHASES: Record<string, Phase> = {
  ABORTED: 'LOCAL',
  UND_ERR_HEADERS_TIMEOUT: 'LIMIT',
  ECONNRESET: 'LOST',
  UND_ERR_SOCKET: 'LOST'
}

/** An attempt's end as a recorded case names it: a status or an error code. */
export function recordedOutcome(text: string, durationMs = 0): Outcome {
  const isStatus = /^\d+$/.test(text)
  return {
    phase: isStatus ? 'ANSWER' : (PHASES[text] ?? 'UNSENT'),
    status: isStatus ? Number(text) : 0,
    code: isStatus ? undefined : text,
    error: isStatus ? undefined : Object.assign(new Error(text), { code: text }),
    durationMs,
    started: true
  }
}
