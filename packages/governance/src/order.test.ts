import { expect, test } from 'vitest'
import { CONSUMER_ORDER, GATEWAY_ORDER, PROVIDER_ORDER, print } from './order.ts'
import type { Chosen } from './order.ts'
import type { Kind } from './kinds.ts'
import { parsePolicy } from './policy.ts'

const TEXTS: Partial<Record<Kind, string>> = {
  faultInjection: 'type: abort\npercentage: 5',
  retry: 'maxAttempts: 2',
  instanceIsolation: 'failureRateThreshold: 40',
  instanceBulkhead: 'maxConcurrentCalls: 8',
  timeLimiter: 'timeoutDuration: 2s',
  identifierRateLimiting: 'identifier: user\nrate: 1',
  rateLimiting: 'rate: 10',
  circuitBreaker: 'forceOpen: true',
  bulkhead: 'maxConcurrentCalls: 2'
}

const chosen = Object.fromEntries(
  Object.entries(TEXTS).map(([kind, text]) => {
    const policy = parsePolicy(kind as Kind, 'a', text)
    if (!policy.ok) throw new Error(policy.reason)
    return [kind, policy.value]
  })
) as Chosen

const SERVED =
  'identifierRateLimiting(user, rate=1) > rateLimiting(rate=10) > circuitBreaker(forceOpen) > bulkhead(maxConcurrentCalls=2)'
const CALLED =
  'retry(maxAttempts=2) > loadBalance(Random) > instanceIsolation(failureRate=40) > instanceBulkhead(maxConcurrentCalls=8) > timeLimiter(2000 ms)'

test('each chain is printed in the order things happen (governance.md 7)', () => {
  expect(print(PROVIDER_ORDER, chosen, undefined, true)).toBe(`flowControl > ${SERVED}`)
  expect(print(CONSUMER_ORDER, chosen, 'Random', true)).toBe(
    `faultInjection(abort 5%) > flowControl > ${CALLED}`
  )
})

test('a gateway serves first and calls then: its limiter stands outside of retry (D18)', () => {
  expect(print(GATEWAY_ORDER, chosen, 'Random')).toBe(`${SERVED} > faultInjection(abort 5%) > ${CALLED}`)
})
