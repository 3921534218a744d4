/**
 * How a request body can be sent, decided once per call (NODE-FACTS 1.4).
 *
 * - `none`       no body
 * - `replayable` text or bytes in memory: may be sent any number of times
 * - `factory`    a function that makes a new body for every attempt
 * - `tee`        a one-shot source whose first bytes are kept while they are sent, up to a bound
 * - `stream`     a one-shot source: once touched it is never sent again
 */
export type BodyKind = 'none' | 'replayable' | 'factory' | 'tee' | 'stream'

/** Classifies what a caller gave as a body. @param teeable a one-shot source may be kept while it is sent */
export function classifyBody(body: unknown, teeable: boolean): BodyKind {
  if (body === undefined || body === null) return 'none'
  if (typeof body === 'string' || body instanceof Uint8Array || body instanceof URLSearchParams)
    return 'replayable'
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer) return 'replayable'
  if (typeof body === 'function') return 'factory'
  return teeable ? 'tee' : 'stream'
}
