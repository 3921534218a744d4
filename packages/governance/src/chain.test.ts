import { QUEUED, REFUSED } from '@node-chassis/core'
import type { Gate, Outcome, Permit } from '@node-chassis/core'
import { simulatedClock, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { recordedCall } from '../test-data/call.ts'
import { recordedOutcome } from '../test-data/outcome.ts'
import { BulkheadGate } from './bulkhead/gate.ts'
import { ENDED, admitAll, admitWaiting, settleAll } from './chain.ts'
import { CircuitBreakerGate } from './circuit-breaker/gate.ts'
import { createGovernance } from './governance.ts'
import { RateLimitingGate } from './rate-limiting/gate.ts'

const CALL = recordedCall({ apiPath: '/x' }, 'provider')

function probe(name: string, permit: Permit, log: string[]): Gate {
  return {
    code: 'CHS_CIRCUIT_OPEN',
    status: 429,
    message: name,
    rule: name,
    admit: () => {
      log.push(`admit ${name}`)
      return permit
    },
    settle: (_call: unknown, given: Permit, outcome: Outcome | undefined) =>
      void log.push(`settle ${name} ${given} ${outcome?.status ?? 'unused'}`)
  }
}

describe('admitAll', () => {
  test('passes all, and settles the innermost first', () => {
    const log: string[] = []
    const gates = [probe('a', 4, log), probe('b', 0, log)]
    const permits: Permit[] = []
    expect(admitAll(gates, CALL, 0, permits)).toBe(2)
    settleAll(gates, CALL, permits, recordedOutcome('200'), 1)
    expect(log).toEqual(['admit a', 'admit b', 'settle b 0 200', 'settle a 4 200'])
  })

  test('a refusal gives back what earlier gates gave, and asks nobody behind it', () => {
    const log: string[] = []
    const gates = [probe('a', 0, log), probe('b', REFUSED, log), probe('c', 0, log)]
    const permits: Permit[] = []
    const passed = admitAll(gates, CALL, 0, permits)
    expect([passed, permits[passed]]).toEqual([1, REFUSED])
    expect(log).toEqual(['admit a', 'admit b', 'settle a 0 unused'])
  })
})

describe('admitWaiting', () => {
  const limiter = (rate: number): RateLimitingGate =>
    new RateLimitingGate('l', { rate, limitRefreshPeriodMs: 1000, timeoutDurationMs: 1000 })
  const bulkhead = (): BulkheadGate =>
    new BulkheadGate('b', { maxConcurrentCalls: 1, maxWaitDurationMs: 100 })

  test('a reservation is waited for, then the gates behind it are asked', async () => {
    const clock = simulatedClock()
    const log: string[] = []
    const gates = [limiter(1), probe('behind', 0, log)]
    admitAll(gates, CALL, clock.now(), [])
    const permits: Permit[] = []
    expect([admitAll(gates, CALL, clock.now(), permits), permits[0], log.length]).toEqual([0, 1000, 1])
    const passage = admitWaiting(gates, CALL, permits, 0, { clock })
    await clock.advanceAsync(1000)
    expect([await passage, log.length]).toEqual([{ passed: 2, since: 1000 }, 2])
  })

  test('a freed slot goes to the queue, within the same settle', async () => {
    const clock = simulatedClock()
    const gates = [bulkhead()]
    const first: Permit[] = []
    admitAll(gates, CALL, 0, first)
    const permits: Permit[] = []
    expect([admitAll(gates, CALL, 0, permits), permits[0]]).toEqual([0, QUEUED])
    const passage = admitWaiting(gates, CALL, permits, 0, { clock })
    settleAll(gates, CALL, first, recordedOutcome('200'), 0)
    expect(admitAll(gates, CALL, 0, [])).toBe(0)
    expect(await passage).toMatchObject({ passed: 1 })
    expect([permits[0], clock.pending]).toEqual([0, 0])
  })

  test('the queue has an end: refused, with earlier permits given back', async () => {
    const clock = simulatedClock()
    const log: string[] = []
    const gates = [probe('a', 0, log), bulkhead()]
    admitAll(gates, CALL, 0, [])
    const permits: Permit[] = []
    const passage = admitWaiting(gates, CALL, permits, admitAll(gates, CALL, 0, permits), { clock })
    await clock.advanceAsync(100)
    expect([await passage, permits[1]]).toEqual([{ passed: 1, since: 0 }, REFUSED])
    expect(log.at(-1)).toBe('settle a 0 unused')
  })

  test('the end of the call comes before the end of the queue', async () => {
    const clock = simulatedClock()
    const gates = [bulkhead()]
    admitAll(gates, CALL, 0, [])
    const permits: Permit[] = []
    const passage = admitWaiting(gates, CALL, permits, admitAll(gates, CALL, 0, permits), {
      clock,
      until: 40
    })
    await clock.advanceAsync(40)
    expect((await passage).passed).toBe(ENDED)
  })

  test('a caller that leaves gives its place and its permits back', async () => {
    const clock = simulatedClock()
    const log: string[] = []
    const gates = [probe('a', 0, log), bulkhead()]
    const first: Permit[] = []
    admitAll(gates, CALL, 0, first)
    const permits: Permit[] = []
    const leaving = new AbortController()
    const passage = admitWaiting(gates, CALL, permits, admitAll(gates, CALL, 0, permits), {
      clock,
      signal: leaving.signal
    })
    leaving.abort(new Error('gone'))
    await expect(passage).rejects.toThrow('gone')
    expect([log.at(-1), clock.pending]).toEqual(['settle a 0 unused', 0])
    settleAll(gates, CALL, first, recordedOutcome('200'), 0)
    expect(admitAll(gates, CALL, 0, [])).toBe(2)
  })
})

describe('whole provider chains', () => {
  const values = new Map([['servicecomb.matchGroup.a', 'matches: [{}]']])
  const breaker =
    'slidingWindowType: COUNT_BASED\nslidingWindowSize: 1\nminimumNumberOfCalls: 1\nrecordFailureStatus: ["429"]'

  function gatesOf(policies: Record<string, string>): readonly Gate[] {
    const governance = createGovernance({
      env: simulatedEnv(),
      self: { app: 'default', service: 'myself', version: '1.0' }
    })
    governance.apply(new Map([...values, ...Object.entries(policies)]))
    return governance.providerPlan(CALL).gates
  }

  function stateOf(gates: readonly Gate[]): string | undefined {
    return (gates.find((gate) => gate instanceof CircuitBreakerGate) as CircuitBreakerGate | undefined)?.state
  }

  test('L05 a rate-limited call is 429 and never reaches the breaker', () => {
    const gates = gatesOf({
      'servicecomb.rateLimiting.a': 'rate: 1',
      'servicecomb.circuitBreaker.a': breaker
    })
    admitAll(gates, CALL, 0, [])
    const passed = admitAll(gates, CALL, 0, [])
    expect([gates[passed]?.status, gates[passed]?.message, stateOf(gates)]).toEqual([
      429,
      'rate limited.',
      'CLOSED'
    ])
  })

  test('L06 a full bulkhead books nothing in the breaker, even where 429 is listed', () => {
    const gates = gatesOf({
      'servicecomb.bulkhead.a': 'maxConcurrentCalls: 0',
      'servicecomb.circuitBreaker.a': breaker
    })
    const passed = admitAll(gates, CALL, 0, [])
    expect([gates[passed]?.status, gates[passed]?.message]).toEqual([
      429,
      'bulkhead is full and does not permit further calls.'
    ])
    expect(stateOf(gates)).toBe('CLOSED')
  })

  test('L14 the stronger text replaces the weaker, it is never merged with it', () => {
    const gates = gatesOf({ 'servicecomb.rateLimiting.a': 'timeoutDuration: 100' })
    let admitted = 0
    while (admitAll(gates, CALL, 0, []) === 1) admitted++
    expect(admitted).toBe(1000)
  })
})
