import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { Tokens } from './tokens.ts'

function desk(fails: () => boolean = () => false): {
  tokens: Tokens
  clock: ReturnType<typeof simulatedClock>
  logins: () => number
} {
  const clock = simulatedClock()
  let logins = 0
  const tokens = new Tokens(clock, seededRandom(1), async () => {
    logins++
    if (fails()) throw new Error('away')
    return { token: `t${logins}`, ttlS: 600 }
  })
  return { tokens, clock, logins: () => logins }
}

describe('a token (nacos.md 3)', () => {
  test('is fetched once for all who ask, and again before it ends', async () => {
    const { tokens, clock, logins } = desk()
    expect(await Promise.all([tokens.current(), tokens.current()])).toEqual(['t1', 't1'])
    clock.advance(539_000)
    expect(await tokens.current()).toBe('t1')
    clock.advance(22_000)
    expect(await tokens.current()).toBe('t2')
    expect(logins()).toBe(2)
  })

  test('goes on being used while the login fails, until a server says no', async () => {
    let away = false
    const { tokens, clock, logins } = desk(() => away)
    await tokens.current()
    away = true
    clock.advance(570_000)
    expect(await tokens.current()).toBe('t1')
    // And the server of the logins is not stormed for it.
    expect(await tokens.current()).toBe('t1')
    expect(logins()).toBe(2)
  })

  test('refusals of one token share one login; another one within 5 s does not help', async () => {
    const { tokens, clock, logins } = desk()
    const stale = await tokens.current()
    clock.advance(6_000)
    expect(await Promise.all([tokens.renewed(stale), tokens.renewed(stale)])).toEqual([true, true])
    expect(logins()).toBe(2)
    expect(await tokens.renewed(stale)).toBe(true)
    expect(await tokens.renewed('t2')).toBe(false)
    expect(logins()).toBe(2)
    clock.advance(5_000)
    expect(await tokens.renewed('t2')).toBe(true)
  })

  test('a first login that fails is told', async () => {
    const { tokens } = desk(() => true)
    await expect(tokens.current()).rejects.toThrow('away')
  })
})
