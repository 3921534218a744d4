import type { Outcome } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { vectors } from '../test-data/load.ts'
import { asksForRetry, bookedAs, bookedByProvider, compileStatusRule } from './failures.ts'
import { parsePolicy } from './policy.ts'

describe('status rule', () => {
  test.each(vectors('status').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const list = JSON.stringify(vector.list)
    const policy = parsePolicy('retry', 'a', `retryOnResponseStatus: ${list}`)
    if (!policy.ok) throw new Error(policy.reason)
    const rule = compileStatusRule(policy.value.options.retryOnResponseStatus)
    expect(rule(Number(vector.status))).toBe(vector.expect)
  })
})

const RULE = compileStatusRule(['502', '503'])
const PARITY = { readTimeoutIsFailure: false }
const STRICT = { readTimeoutIsFailure: true }

function outcome(parts: Partial<Outcome>): Outcome {
  return {
    phase: 'ANSWER',
    status: 0,
    code: undefined,
    error: undefined,
    durationMs: 1,
    started: true,
    ...parts
  }
}

test.each([
  ['answer, listed', { phase: 'ANSWER', status: 503 }, 'failure', true],
  ['answer, other', { phase: 'ANSWER', status: 500 }, 'success', false],
  ['refused connection', { phase: 'UNSENT', code: 'ECONNREFUSED' }, 'failure', true],
  ['connect limit', { phase: 'UNSENT', code: 'CHS_CONNECT_TIMEOUT' }, 'failure', true],
  ['unknown host (N1)', { phase: 'UNSENT', code: 'ENOTFOUND' }, 'failure', false],
  ['our own closed pool', { phase: 'UNSENT', code: 'UND_ERR_DESTROYED' }, 'ignored', false],
  ['system time limit of a connect', { phase: 'UNSENT', code: 'ETIMEDOUT' }, 'failure', true],
  ['system time limit later', { phase: 'LOST', code: 'ETIMEDOUT' }, 'success', false],
  ['reset', { phase: 'LOST', code: 'ECONNRESET' }, 'failure', true],
  ['cut', { phase: 'CUT', code: 'UND_ERR_SOCKET' }, 'failure', true],
  ['certificate', { phase: 'LOST', code: 'CERT_HAS_EXPIRED' }, 'failure', true],
  ['limit', { phase: 'LIMIT', code: 'CHS_REQUEST_TIMEOUT' }, 'success', false],
  ['limit while queued', { phase: 'LIMIT', started: false }, 'ignored', false],
  ['local', { phase: 'LOCAL', code: 'ECONNRESET' }, 'ignored', false],
  ['isolated', { phase: 'REFUSED', status: 503 }, 'ignored', true]
] as const)('%s', (_name, parts, booking, retried) => {
  expect([bookedAs(outcome(parts), RULE, PARITY), asksForRetry(outcome(parts), RULE, PARITY)]).toEqual([
    booking,
    retried
  ])
})

test('the cause behind our own error decides', () => {
  const error = new Error('lost', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
  expect(bookedAs(outcome({ phase: 'LOST', code: 'CHS_TRANSPORT', error }), RULE, PARITY)).toBe('failure')
})

test('readTimeoutIsFailure makes a limit a failure that may be tried again', () => {
  const limit = outcome({ phase: 'LIMIT' })
  expect([bookedAs(limit, RULE, STRICT), asksForRetry(limit, RULE, STRICT)]).toEqual(['failure', true])
  expect(bookedAs(undefined, RULE, STRICT)).toBe('ignored')
})

test('an error that nobody dealt with fails the provider, whatever the list says (D20)', () => {
  const unhandled = outcome({ status: 500, error: new Error('x') })
  expect(bookedByProvider(unhandled, RULE, PARITY)).toBe('failure')
  expect(bookedByProvider(outcome({ status: 500 }), RULE, PARITY)).toBe('success')
  expect(bookedByProvider(undefined, RULE, PARITY)).toBe('ignored')
})
