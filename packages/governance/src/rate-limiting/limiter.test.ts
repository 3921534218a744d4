import { REFUSED } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { vectors } from '../../test-data/load.ts'
import { parsePolicy } from '../policy.ts'
import { Limiter } from './limiter.ts'

describe('rate limiter', () => {
  test.each(vectors('rate').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const policy = parsePolicy('rateLimiting', 'a', vector.policy as string)
    if (!policy.ok) throw new Error(policy.reason)
    const limiter = new Limiter(policy.value.options, vector.createdAt as number)
    const calls = vector.calls as [number, unknown][]
    const results = calls.map(([now]) => {
      const permit = limiter.acquire(now)
      return [now, permit === REFUSED ? 'reject' : permit === 0 ? 'ok' : permit]
    })
    expect(results).toEqual(calls)
  })

  test('cycle 0 starts with the first call', () => {
    const limiter = new Limiter({ rate: 1, limitRefreshPeriodMs: 1000, timeoutDurationMs: 0 })
    expect([1700, 2699, 2700].map((now) => limiter.acquire(now))).toEqual([0, REFUSED, 0])
  })
})
