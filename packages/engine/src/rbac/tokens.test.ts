import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { LifecycleError } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import { SignJWT } from 'jose'
import type { JWTPayload } from 'jose'
import { describe, expect, test } from 'vitest'
import { createPrivateKeyPem, createTokens } from './tokens.ts'

const NOW_S = 1_700_000_000
const HOUR_MS = 3_600_000
const pem = await createPrivateKeyPem()
const clock = simulatedClock(NOW_S * 1000)
const tokens = createTokens(clock, pem)

function minted(claims: JWTPayload, alg = 'RS512', key = pem): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(createPrivateKey(key))
}

function decoded(part: string | undefined): unknown {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
}

const root = { account: 'root', roles: ['admin'], exp: NOW_S + 60 }

test('a token of ours (registry.md 13.3)', async () => {
  const token = await tokens.sign('root', ['admin'], 12 * HOUR_MS)
  const [header, claims] = token.split('.')
  expect(decoded(header)).toEqual({ alg: 'RS512', typ: 'JWT' })
  expect(decoded(claims)).toEqual({ account: 'root', roles: ['admin'], exp: NOW_S + 43_200 })
  expect(await tokens.verify(token)).toEqual({ account: 'root', roles: ['admin'], domain: 'default' })
})

test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS512'])('%s passes', async (alg) => {
  expect(await tokens.verify(await minted(root, alg))).toMatchObject({ account: 'root' })
})

test('without an end, with a single role, with a domain', async () => {
  const token = await minted({ account: 'a', role: 'r', domain: 'd' })
  expect(await tokens.verify(token)).toEqual({ account: 'a', roles: ['r'], domain: 'd' })
})

describe('what is refused', () => {
  const code = (token: string): Promise<unknown> =>
    tokens.verify(token).then(
      () => 'taken',
      (error: { code: number; detail: string; message: string }) => {
        if (token.length > 10) expect(error.message).not.toContain(token.slice(-10))
        return error.code
      }
    )

  test.each([
    ['expired', { ...root, exp: NOW_S }, 401205],
    ['not yet valid', { ...root, nbf: NOW_S + 1 }, 401205],
    ['no roles', { account: 'root' }, 401201],
    ['empty roles', { account: 'root', roles: [] }, 401201],
    ['roles that are none', { account: 'root', roles: [{}, 1, ''] }, 401201],
    ['roles that are a text', { account: 'root', roles: 'admin' }, 401201],
    ['no account', { roles: ['admin'] }, 401201],
    ['an account that is no text', { account: 1, roles: ['admin'] }, 401201]
  ])('%s', async (_, claims, expected) => {
    expect(await code(await minted(claims as JWTPayload))).toBe(expected)
  })

  test('another key', async () => {
    expect(await code(await minted(root, 'RS512', await createPrivateKeyPem()))).toBe(401201)
  })

  test('no signature, and the public key as a secret', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect(await code(`${part({ alg: 'none' })}.${part(root)}.`)).toBe(401201)
    const signed = `${part({ alg: 'HS256' })}.${part(root)}`
    const secret = createPublicKey(pem).export({ type: 'spki', format: 'pem' })
    const signature = createHmac('sha256', secret).update(signed).digest('base64url')
    expect(await code(`${signed}.${signature}`)).toBe(401201)
  })

  test.each(['', 'abc', 'a.b', 'a.b.c', 'a.b.c.d.e', '..', `${'x'.repeat(9000)}.y.z`])(
    '%.20s',
    async (text) => {
      expect(await code(text)).toBe(401201)
    }
  )

  test('a tampered one', async () => {
    const [header, , signature] = (await minted(root)).split('.')
    const claims = Buffer.from(JSON.stringify({ ...root, account: 'other' })).toString('base64url')
    expect(await code(`${header}.${claims}.${signature}`)).toBe(401201)
  })
})

test('keys that cannot be used are refused without being shown', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const keys = [small, curve].map((key) => key.export({ type: 'pkcs8', format: 'pem' }) as string)
  for (const key of [...keys, 'no key', '']) {
    expect(() => createTokens(clock, key)).toThrow(LifecycleError)
    expect(() => createTokens(clock, key)).toThrow('RSA key of at least 2048 bits')
  }
})
