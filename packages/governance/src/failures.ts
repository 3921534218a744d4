import type { Outcome } from '@node-chassis/core'

/** What a gate makes of an outcome. `ignored` books nothing and gives back what the call took. */
export type Booking = 'success' | 'failure' | 'ignored'

export interface FailureOptions {
  /** Whether a time limit that ended a started attempt counts as a failure (D6). @defaultValue false */
  readonly readTimeoutIsFailure: boolean
}

/** Says of an HTTP status whether a list of patterns holds it. */
export type StatusRule = (status: number) => boolean

const ANY_DIGIT = -1

/**
 * Compiles a list of status patterns (governance.md 5): as many characters as the status, each the same or a lower-case
 * `x`. `5xx`, `5x0` and `x32` match; `4x`, `5XX` and `*` never do.
 */
export function compileStatusRule(patterns: readonly string[]): StatusRule {
  // A status has three digits, so only patterns of three digits and x can match: [first, second, third] each.
  const digits: number[] = []
  for (const pattern of patterns) {
    if (!/^[0-9x]{3}$/.test(pattern)) continue
    for (const character of pattern) digits.push(character === 'x' ? ANY_DIGIT : Number(character))
  }
  return (status) => {
    const first = Math.floor(status / 100)
    const second = Math.floor(status / 10) % 10
    const third = status % 10
    for (let i = 0; i < digits.length; i += 3) {
      if (fits(digits[i], first) && fits(digits[i + 1], second) && fits(digits[i + 2], third)) return true
    }
    return false
  }
}

function fits(pattern: number | undefined, digit: number): boolean {
  return pattern === digit || (pattern === ANY_DIGIT && digit < 10)
}

// Errors of a connection (true: a failure), by code. What is not listed is no failure: governance.md 5 and D6.
const FAILURE_CODES: ReadonlyMap<string, boolean> = new Map([
  ['ECONNREFUSED', true],
  ['ECONNRESET', true],
  ['EPIPE', true],
  ['EHOSTUNREACH', true],
  ['ENETUNREACH', true],
  ['EPROTO', true],
  ['UND_ERR_CONNECT_TIMEOUT', true],
  ['UND_ERR_SOCKET', true],
  ['CHS_CONNECT_TIMEOUT', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', true],
  ['ENOTFOUND', false],
  ['EAI_AGAIN', false],
  ['CHS_POOL_QUEUE_FULL', false],
  ['UND_ERR_ABORTED', false],
  ['ABORT_ERR', false],
  ['UND_ERR_HEADERS_TIMEOUT', false],
  ['UND_ERR_BODY_TIMEOUT', false]
])

const TLS_CODE = /^(?:ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_)/
const MOST_CAUSES = 10

/** What a gate books for an outcome (decisions.md, Attempt loop, `book`). */
export function bookedAs(
  outcome: Outcome | undefined,
  isFailure: StatusRule,
  options: FailureOptions
): Booking {
  if (outcome === undefined) return 'ignored'
  switch (outcome.phase) {
    case 'ANSWER':
      return isFailure(outcome.status) ? 'failure' : 'success'
    case 'UNSENT':
      // Unknown hosts too (N1); a pool that we closed ourselves says nothing about the instance.
      return outcome.code === 'UND_ERR_CLOSED' || outcome.code === 'UND_ERR_DESTROYED' ? 'ignored' : 'failure'
    case 'LOST':
    case 'CUT':
      return isFailureCode(outcome) ? 'failure' : 'success'
    case 'LIMIT':
      if (!outcome.started) return 'ignored'
      return options.readTimeoutIsFailure ? 'failure' : 'success'
    case 'LOCAL':
    case 'REFUSED':
      return 'ignored'
  }
}

/**
 * The same for the handling of a request: an error that nobody dealt with, and that became a 5xx, is a failure whatever
 * the list says (D20). Such an outcome is an `ANSWER` with `error` set.
 */
export function bookedByProvider(
  outcome: Outcome | undefined,
  isFailure: StatusRule,
  options: FailureOptions
): Booking {
  const unhandled = outcome?.phase === 'ANSWER' && outcome.error !== undefined && outcome.status >= 500
  return unhandled ? 'failure' : bookedAs(outcome, isFailure, options)
}

/** Whether a retry policy asks for another attempt after this outcome (decisions.md, Attempt loop, `retriable`). */
export function asksForRetry(outcome: Outcome, isListed: StatusRule, options: FailureOptions): boolean {
  switch (outcome.phase) {
    case 'ANSWER':
    case 'REFUSED':
      return isListed(outcome.status)
    case 'UNSENT':
    case 'LOST':
    case 'CUT':
      return isFailureCode(outcome)
    case 'LIMIT':
      return options.readTimeoutIsFailure
    case 'LOCAL':
      return false
  }
}

// The first code on the way down the causes that the table knows decides.
function isFailureCode(outcome: Outcome): boolean {
  const known = judge(outcome.code, outcome)
  if (known !== undefined) return known
  let error: unknown = outcome.error
  for (let i = 0; i < MOST_CAUSES && error instanceof Error; i++) {
    const verdict = judge((error as NodeJS.ErrnoException).code, outcome)
    if (verdict !== undefined) return verdict
    error = error.cause
  }
  return false
}

function judge(code: string | undefined, outcome: Outcome): boolean | undefined {
  if (code === undefined) return undefined
  // The system's own time limit: of the connect it is a failure, of an open connection it is a read timeout.
  if (code === 'ETIMEDOUT') return outcome.phase === 'UNSENT'
  return FAILURE_CODES.get(code) ?? (TLS_CODE.test(code) || undefined)
}
