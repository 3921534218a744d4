import { expect, test } from 'vitest'
import type { ConfigReader } from '@node-chassis/core'
import { accessKeyHeaders } from './access-key.ts'
import { readCredentials } from './read-credentials.ts'

/** Enough of a configuration for settings that are texts. */
function reader(settings: Readonly<Record<string, string>>): ConfigReader {
  const values = new Map(
    Object.entries(settings).map(([key, value]) => [`servicecomb.credentials.${key}`, value])
  )
  return {
    values,
    get: (key: string) => values.get(key),
    text: (key: string, fallback: string) => values.get(key) ?? fallback,
    boolean: (key: string, fallback: boolean) => (values.has(key) ? values.get(key) === 'true' : fallback)
  } as unknown as ConfigReader
}

const account = { 'account.name': 'shop', 'account.password': 'Secret-1' }
const keys = { accessKey: 'ak', secretKey: 'sk' }

test.each([
  ['nothing', {}, undefined],
  ['B-038: name and password are enough', account, { name: 'shop', password: 'Secret-1' }],
  ['with the cipher that is none', { ...account, cipher: 'default' }, { name: 'shop', password: 'Secret-1' }],
  ['switched off', { ...account, 'rbac.enabled': 'false' }, undefined],
  ['half of it, switched off', { 'account.name': 'shop', 'rbac.enabled': 'false' }, undefined],
  ['a cipher of the application', { ...account, cipher: 'upper' }, { name: 'shop', password: 'SECRET-1' }]
])('account: %s (decisions.md N15)', (_what, settings, expected) => {
  const ciphers = { upper: (text: string) => text.toUpperCase() }
  expect(readCredentials(reader(settings), ciphers)?.account).toEqual(expected)
})

test.each([
  ['B-038: switched on with nothing', { 'rbac.enabled': 'true' }, 'account.name'],
  ['switched on without password', { 'rbac.enabled': 'true', 'account.name': 'a' }, 'account.password'],
  ['a name alone', { 'account.name': 'a' }, 'account.password'],
  ['a password alone', { 'account.password': 'a' }, 'account.name'],
  ['an unknown cipher', { ...account, cipher: 'aes' }, 'cipher'],
  ['a cipher that every object has', { ...account, cipher: 'constructor' }, 'cipher'],
  ['a text that the cipher cannot read', { ...account, cipher: 'strict' }, 'account.password'],
  ['an access key alone', { accessKey: 'ak' }, 'secretKey'],
  ['an unknown cipher of the secret key', { ...keys, akskCustomCipher: 'aes' }, 'akskCustomCipher']
])('refused by key, without the secret: %s', (_what, settings, key) => {
  const strict = (text: string): never => {
    throw new Error(`cannot read ${text}`)
  }
  try {
    readCredentials(reader(settings), { strict })
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key: `servicecomb.credentials.${key}` })
    expect((error as Error).message).toContain(key)
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('Secret-1')
  }
})

test.each([
  ['as it is', keys, 'afd7a0438b607ac8271fff732b69b78ab54f0a15a02e335576b134a588cd275c', 'default'],
  [
    'as its digest',
    { ...keys, akskCustomCipher: 'ShaAKSKCipher', project: 'eu west/1' },
    'sk',
    'eu%20west%2F1'
  ]
])('an access key, the secret %s (config.md 5.7)', (_how, settings, digest, project) => {
  const { accessKey } = readCredentials(reader(settings))!
  expect(accessKeyHeaders(accessKey!)).toEqual({
    'X-Service-AK': 'ak',
    'X-Service-ShaAKSK': digest,
    'X-Service-Project': project
  })
})

test('an access key that is switched off is not shown', () => {
  expect(readCredentials(reader({ ...keys, akskEnabled: 'false' }))).toBeUndefined()
})
