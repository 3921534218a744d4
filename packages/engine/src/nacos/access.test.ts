import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { createAccess } from './access.ts'

test('without options nobody is asked, and the shipped user may log in all the same', async () => {
  const access = createAccess(simulatedClock(), '2.1', undefined)
  expect(access.isOn).toBe(false)
  expect(await access.refusal(undefined)).toBeUndefined()
  expect(await access.logIn('nacos', 'nacos')).toMatchObject({ tokenTtl: 18_000, username: 'nacos' })
  expect(await access.logIn('nacos', 'other')).toBeUndefined()
})

test('a token is good until its end, in the words of each version behind it (nacos.md 3)', async () => {
  const clock = simulatedClock(1_795_618_800_000)
  const users = { u: 'p' }
  const access = createAccess(clock, '3.0', { users, tokenTtlS: 60 })
  const login = await access.logIn('u', 'p')
  expect(await access.refusal(login?.accessToken)).toBeUndefined()
  clock.advance(61_000)
  expect(await access.refusal(login?.accessToken)).toBe('Code: 401, Message: token invalid!.')
  expect(await access.refusal('')).toMatch('User not found!')
  const other = createAccess(clock, '2.1', { users })
  expect(await other.refusal(login?.accessToken)).toBe('token invalid!')
  expect(await other.refusal(undefined)).toBe('unknown user!')
})

test('a server of the cluster is known by a header, when there is one to be known by', () => {
  const serverIdentity = { header: 'Id', value: 'v' }
  const access = createAccess(simulatedClock(), '2.5', { users: {}, serverIdentity })
  const asked = (value: string | undefined) => access.isServer((name) => (name === 'id' ? value : undefined))
  expect([asked('v'), asked('w'), asked(undefined)]).toEqual([true, false, false])
  const without = createAccess(simulatedClock(), '2.5', { users: {} })
  expect(without.isServer(() => '')).toBe(false)
})
