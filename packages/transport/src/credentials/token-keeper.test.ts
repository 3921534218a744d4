import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import type { Login } from './login.ts'
import { TokenKeeper } from './token-keeper.ts'

const MINUTE = 60_000

/** A keeper with a script of logins, the last of which goes on for ever. */
function keeper(...script: readonly (Login | undefined | Error)[]) {
  const clock = simulatedClock()
  let logins = 0
  const made = new TokenKeeper(clock, async () => {
    const next = script[Math.min(logins++, script.length - 1)]
    if (next instanceof Error) throw next
    return next
  })
  return { clock, keeper: made, logins: () => logins }
}

const token = (name: string, livesMs?: number): Login => ({ token: name, livesMs })

test('many who ask at once share one login', async () => {
  const { keeper: kept, logins } = keeper(token('a'))
  expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual(['a', 'a', 'a'])
  expect(kept.get()).toBe('a')
  expect(logins()).toBe(1)
})

test.each([
  ['at 20 minutes of twelve hours', 12 * 60 * MINUTE, 20 * MINUTE],
  ['at four fifths of a quarter of an hour', 15 * MINUTE, 12 * MINUTE],
  ['at 20 minutes when it does not say how long it lives', undefined, 20 * MINUTE]
])('renewed %s, while the old one still serves (C11)', async (_when, livesMs, renewMs) => {
  const { keeper: kept, clock, logins } = keeper(token('a', livesMs), token('b', livesMs))
  await kept.get()
  clock.advance(renewMs - 1)
  expect([kept.get(), logins()]).toEqual(['a', 1])
  clock.advance(1)
  expect([kept.get(), logins()]).toEqual(['a', 2])
  await Promise.resolve()
  await expect.poll(() => kept.get()).toBe('b')
  expect(logins()).toBe(2)
})

test('a renewal that fails is tried again every 15 s; the old token serves until it ends', async () => {
  const away = new Error('away')
  const { keeper: kept, clock, logins } = keeper(token('a', 15 * MINUTE), away)
  await kept.get()
  await clock.advanceAsync(12 * MINUTE)
  for (let second = 0; second < 60; second++) {
    expect(kept.get()).toBe('a')
    await clock.advanceAsync(1_000)
  }
  expect(logins()).toBe(1 + 4)
  await clock.advanceAsync(2 * MINUTE)
  await expect(kept.get()).rejects.toBe(away)
})

test('one who was refused with an older token just takes the new one', async () => {
  const { keeper: kept, clock, logins } = keeper(token('a'), token('b'))
  await kept.get()
  clock.advance(MINUTE)
  const refused = ['a', 'a', 'a'].map((sent) => kept.refused(sent))
  expect(await Promise.all(refused)).toEqual([true, true, true])
  expect([await kept.refused('a'), kept.get(), logins()]).toEqual([true, 'b', 2])
})

test('a new token that is refused too is not fetched again for 10 s: another one would not help', async () => {
  const { keeper: kept, clock, logins } = keeper(token('a'), token('b'), token('c'))
  await kept.get()
  expect([await kept.refused('a'), logins()]).toEqual([true, 2])
  clock.advance(9_999)
  expect([await kept.refused('b'), logins()]).toEqual([false, 2])
  clock.advance(1)
  expect([await kept.refused('b'), logins()]).toEqual([true, 3])
})

test('C-8: an engine without tokens is not asked again for 20 minutes', async () => {
  const { keeper: kept, clock, logins } = keeper(undefined, token('a'))
  expect(await kept.get()).toBeUndefined()
  clock.advance(20 * MINUTE - 1)
  expect([await kept.get(), logins()]).toEqual([undefined, 1])
  clock.advance(1)
  expect([await kept.get(), logins()]).toEqual(['a', 2])
})

test('an engine without tokens that asks for one has some by now', async () => {
  const { keeper: kept, logins } = keeper(undefined, token('a'))
  expect(await kept.get()).toBeUndefined()
  expect([await kept.refused(undefined), kept.get(), logins()]).toEqual([true, 'a', 2])
})

test('one that has none after all is asked again every 10 s at most', async () => {
  const { keeper: kept, clock, logins } = keeper(undefined)
  await kept.get()
  for (let second = 0; second < 60; second++) {
    expect(await kept.refused(undefined)).toBe(false)
    clock.advance(1_000)
  }
  expect(logins()).toBe(1 + 6)
})
