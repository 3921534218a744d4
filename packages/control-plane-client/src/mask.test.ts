import { expect, test } from 'vitest'
import { maskOf } from './mask.ts'

test('secrets of the client, tokens of the request and passwords in its body are taken out', () => {
  const mask = maskOf(
    ['secret-key'],
    { 'X-Auth-Token': 'iam-token', Authorization: 'Bearer engine-token', Accept: 'application/json' },
    { body: { auth_cred: { pwd: 'engine-password' }, list: [{ password: 'own-password' }], name: 'visible' } }
  )
  expect(
    mask('secret-key iam-token engine-token engine-password own-password visible application/json')
  ).toBe('*** *** *** *** *** visible application/json')
})

test('what is too short to be told from other text stays', () => {
  expect(maskOf(['', 'abc'], {}, { password: 'no' })('no abc')).toBe('no abc')
})
