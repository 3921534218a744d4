import { REFUSED } from '@node-chassis/core'
import type { Permit } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { vectors } from '../../test-data/load.ts'
import { parsePolicy } from '../policy.ts'
import { CircuitBreaker } from './breaker.ts'

type Step = readonly [now: number, operation: string, expected: string]

function breakerOf(policy: string, heard: string[] = []): CircuitBreaker {
  const parsed = parsePolicy('circuitBreaker', 'a', policy)
  if (!parsed.ok) throw new Error(parsed.reason)
  return new CircuitBreaker(parsed.value.options, (from, to) => heard.push(`${from}>${to}`))
}

// Each `end…` and `release` ends the oldest begun call: which one it is matters to `release` alone, and there the
// newest one that took a probe is meant.
function run(breaker: CircuitBreaker, script: readonly Step[]): Step[] {
  const begun: Permit[] = []
  return script.map(([now, operation]) => {
    const [name = '', duration = '0'] = operation.split(':')
    const booking = /fail/i.test(name) ? 'failure' : 'success'
    let permission = '-'
    if (name === 'release') breaker.settle(begun.pop() as Permit, 'ignored', 0, now)
    else if (name.startsWith('end')) breaker.settle(begun.shift() ?? 0, booking, Number(duration), now)
    else {
      const permit = breaker.admit(now)
      permission = permit === REFUSED ? 'reject' : 'permit'
      if (permit !== REFUSED && name === 'begin') begun.push(permit)
      else if (permit !== REFUSED) breaker.settle(permit, booking, Number(duration), now)
    }
    return [now, operation, `${permission}/${breaker.state}`]
  })
}

describe('circuit breaker', () => {
  test.each(vectors('cb').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    expect(run(breakerOf(vector.policy as string), vector.script as Step[])).toEqual(vector.script)
  })

  const SMALL =
    'slidingWindowType: COUNT_BASED\nslidingWindowSize: 2\nminimumNumberOfCalls: 2\nwaitDurationInOpenState: 1000\npermittedNumberOfCallsInHalfOpenState: 1'

  function tripped(): CircuitBreaker {
    const breaker = breakerOf(SMALL)
    for (let i = 0; i < 2; i++) breaker.settle(breaker.admit(0), 'failure', 1, 0)
    return breaker
  }

  test('the call that flips the breaker to half-open gives back no probe permit', () => {
    const breaker = tripped()
    const flip = breaker.admit(1001)
    breaker.admit(1001)
    breaker.settle(flip, 'ignored', 0, 1002)
    expect(breaker.admit(1003)).toBe(REFUSED)
  })

  test('an abandoned probe gives its permit back and books nothing', () => {
    const breaker = tripped()
    breaker.admit(1001)
    const probe = breaker.admit(1001)
    expect(breaker.wouldAdmit(1001)).toBe(false)
    breaker.settle(probe, 'ignored', 0, 1002)
    expect([breaker.state, breaker.wouldAdmit(1002)]).toEqual(['HALF_OPEN', true])
  })

  test('a probe permit of an earlier half-open state gives nothing back', () => {
    const breaker = tripped()
    breaker.admit(1001)
    const old = breaker.admit(1001)
    breaker.settle(0, 'failure', 0, 1001)
    expect(breaker.state).toBe('OPEN')
    breaker.admit(2002)
    breaker.admit(2002)
    breaker.settle(old, 'ignored', 0, 2003)
    expect(breaker.admit(2003)).toBe(REFUSED)
  })

  test('says until when it is blocked, and whether it would admit', () => {
    const breaker = tripped()
    expect(breaker.blockedUntil).toBe(1000)
    expect([breaker.wouldAdmit(1000), breaker.wouldAdmit(1000.1)]).toEqual([false, true])
  })

  test('announces each change once', () => {
    const heard: string[] = []
    const breaker = breakerOf(SMALL, heard)
    for (let i = 0; i < 2; i++) breaker.settle(breaker.admit(0), 'failure', 1, 0)
    breaker.settle(breaker.admit(1001), 'success', 1, 1001)
    expect(heard).toEqual(['CLOSED>OPEN', 'OPEN>HALF_OPEN', 'HALF_OPEN>CLOSED'])
  })
})
