// Codes that say nothing of the instance: the request itself was bad (NODE-FACTS 1.5).
const BAD_INPUT: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_ABORTED'
])

/** Our side ended it: never retried, never booked. */
export function isLocal(code: string | undefined): boolean {
  return code !== undefined && BAD_INPUT.has(code)
}

/** Our own pool was closed or destroyed. */
export function closedByUs(code: string | undefined): boolean {
  return code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED'
}

export function connectTimedOut(error: Error): boolean {
  return (error as { code?: unknown }).code === 'UND_ERR_CONNECT_TIMEOUT'
}
