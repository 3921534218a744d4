import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { createRenewingToken, endOfJwt } from './renewing-token.ts'

const DAY = 24 * 3_600_000

function issuer(lifeMs = DAY) {
  const clock = simulatedClock(1_000_000)
  let issued = 0
  let failure: Error | undefined
  const token = createRenewingToken(clock, async () => {
    issued++
    await Promise.resolve()
    if (failure !== undefined) throw failure
    return { token: `t${issued}`, expiresAt: clock.wallNow() + lifeMs }
  })
  return {
    clock,
    token,
    count: () => issued,
    fail: (error: Error | undefined) => void (failure = error)
  }
}

test('many ask, one fetches', async () => {
  const { token, count } = issuer()
  expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(['t1', 't1', 't1'])
  expect(count()).toBe(1)
})

test('it is renewed at 80 % of its life, not before', async () => {
  const { clock, token } = issuer()
  await token.get()
  clock.advance(DAY * 0.8 - 1)
  expect(await token.get()).toBe('t1')
  clock.advance(1)
  expect(await token.get()).toBe('t2')
})

test('a renewal that fails leaves the old one in use until its end', async () => {
  const { clock, token, fail } = issuer()
  await token.get()
  fail(new Error('IAM is away'))
  clock.advance(DAY * 0.9)
  expect(await token.get()).toBe('t1')
  clock.advance(DAY * 0.1)
  await expect(token.get()).rejects.toThrow('IAM is away')
})

test('a failure is not kept', async () => {
  const { token, fail } = issuer()
  fail(new Error('IAM is away'))
  await expect(token.get()).rejects.toThrow('IAM is away')
  fail(undefined)
  expect(await token.get()).toBe('t2')
})

test('a refused token is dropped once, its successor is not', async () => {
  const { token, count } = issuer()
  const old = await token.get()
  token.drop(old)
  const next = await token.get()
  token.drop(old)
  expect(await token.get()).toBe(next)
  expect(count()).toBe(2)
})

test('who gives up does not take it from the others', async () => {
  const { token } = issuer()
  const controller = new AbortController()
  const first = token.get(controller.signal)
  const second = token.get()
  controller.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  expect(await second).toBe('t1')
  await expect(token.get(controller.signal)).rejects.toThrow('enough')
})

test.each([
  ['its exp', `x.${Buffer.from('{"exp":5000}').toString('base64url')}.y`, 5_000_000],
  ['15 minutes when it is none', 'opaque', 1_000 + 900_000],
  ['15 minutes when exp is past', `x.${Buffer.from('{"exp":1}').toString('base64url')}.y`, 1_000 + 900_000]
])('the end of a JWT: %s', (_what, token, end) => {
  expect(endOfJwt(token, 1_000)).toBe(end)
})
