import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createThrottle } from './throttle.ts'

const MINUTE_MS = 60_000
const right = (): Promise<boolean> => Promise.resolve(true)
const wrong = (): Promise<boolean> => Promise.resolve(false)

function start() {
  const clock = simulatedClock(1_700_000_000_000)
  const throttle = createThrottle(clock)
  const fail = async (key: string, times: number): Promise<string[]> => {
    const results: string[] = []
    for (let n = 0; n < times; n++) results.push(await throttle.attempt(key, wrong))
    return results
  }
  return { clock, throttle, fail }
}

describe('failures of one name and address (registry.md 13.2)', () => {
  test('the third one bans for 15 minutes, the right password included', async () => {
    const { clock, throttle, fail } = start()
    expect(await fail('a::1', 4)).toEqual(['failed', 'failed', 'failed', 'banned'])
    expect(await throttle.attempt('a::1', right)).toBe('banned')
    expect(await throttle.attempt('a::2', right)).toBe('proved')
    expect(await throttle.attempt('b::1', right)).toBe('proved')
    await clock.advanceAsync(15 * MINUTE_MS - 1)
    expect(await throttle.attempt('a::1', right)).toBe('banned')
    await clock.advanceAsync(1)
    expect(await throttle.attempt('a::1', right)).toBe('proved')
  })

  test('one is forgiven every 15 minutes', async () => {
    const { clock, fail } = start()
    expect(await fail('a', 2)).toEqual(['failed', 'failed'])
    await clock.advanceAsync(15 * MINUTE_MS)
    expect(await fail('a', 1)).toEqual(['failed'])
    await clock.advanceAsync(30 * MINUTE_MS)
    expect(await fail('a', 4)).toEqual(['failed', 'failed', 'failed', 'banned'])
  })

  test('a hundred guesses at once are three guesses', async () => {
    const { throttle } = start()
    let tried = 0
    const guess = () =>
      throttle.attempt('a', () => {
        tried++
        return wrong()
      })
    const results = await Promise.all(Array.from({ length: 100 }, guess))
    expect(results.filter((result) => result === 'failed')).toHaveLength(3)
    expect(tried).toBe(3)
  })

  test('right passwords are never counted', async () => {
    const { throttle } = start()
    for (let n = 0; n < 10; n++) expect(await throttle.attempt('a', right)).toBe('proved')
    expect(throttle.locks()).toEqual([])
  })

  test('a proof that breaks is nobody’s failure, and holds up nobody', async () => {
    const { throttle } = start()
    await expect(throttle.attempt('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await throttle.attempt('a', right)).toBe('proved')
    expect(throttle.locks()).toEqual([])
  })
})

test('locks are listed until they are released', async () => {
  const { clock, throttle, fail } = start()
  await fail('a::1', 1)
  await clock.advanceAsync(MINUTE_MS)
  await fail('b::1', 3)
  const second = 1_700_000_000
  expect(throttle.locks()).toEqual([
    { key: 'a::1', status: 'attempted', releaseAt: second + 15 * 60 },
    { key: 'b::1', status: 'banned', releaseAt: second + 16 * 60 }
  ])
  await clock.advanceAsync(14 * MINUTE_MS)
  expect(throttle.locks().map(({ key }) => key)).toEqual(['b::1'])
  await clock.advanceAsync(MINUTE_MS)
  expect(throttle.locks()).toEqual([])
})

test('invented names do not fill the memory', async () => {
  const { throttle, fail } = start()
  for (let n = 0; n < 10_050; n++) await fail(`n${n}`, 1)
  expect(throttle.locks()).toHaveLength(10_000)
})
