import { expect, test } from 'vitest'
import { readLogin } from './login.ts'

const account = { name: 'shop', password: 'Secret-1' }
const NOW = 1_700_000_000_000
const answer = (status: number, body: object | string = '') => ({
  status,
  address: 'http://sc:30100',
  headers: { get: () => undefined },
  body: typeof body === 'string' ? body : JSON.stringify(body)
})
const jwt = (claims: object): string =>
  `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`

test.each([
  ['exp in an hour', jwt({ exp: NOW / 1_000 + 3_600 }), 3_600_000],
  ['exp that is over by our clock', jwt({ exp: NOW / 1_000 - 1 }), undefined],
  ['no exp', jwt({ account: 'a' }), undefined],
  ['exp as text', jwt({ exp: '1' }), undefined],
  ['no token of this kind', 'opaque', undefined],
  ['hostile parts', 'a.%%%.c', undefined]
])('a token with %s', (_what, token, livesMs) => {
  expect(readLogin(answer(200, { token }), account, NOW)).toEqual({ token, livesMs })
})

test('404: RBAC is off', () => {
  expect(readLogin(answer(404, '404 page not found'), account, NOW)).toBeUndefined()
})

test.each([
  [401, '401202', /refuses the account "shop" \(401202 no\); correct them/],
  [401, '401302', /refuses the account "shop"/],
  [403, '403201', /has blocked the account "shop".*15 minutes/],
  [400, '400001', /refuses the account "shop"/]
])('%i %s is a wrong setting, named, without the password', (status, errorCode, message) => {
  try {
    readLogin(answer(status, { errorCode, errorMessage: 'no' }), account, NOW)
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.credentials.account.password',
      engineCode: errorCode
    })
    expect((error as Error).message).toMatch(message)
    expect(JSON.stringify(error) + String(error)).not.toContain(account.password)
  }
})

test.each([
  [500, ''],
  [503, ''],
  [429, ''],
  [408, ''],
  [301, ''],
  [200, '{}'],
  [200, '<html>'],
  [200, '{"token":""}']
])('%i %j says nothing of the account', (status, body) => {
  expect(() => readLogin(answer(status, body), account, NOW)).toThrow(
    expect.not.objectContaining({ code: 'CHS_CONFIG_INVALID' })
  )
})
