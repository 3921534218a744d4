import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ConfigReader } from '@node-chassis/core'
import { afterAll, describe, expect, test } from 'vitest'
import { readTlsSettings } from './tls-settings.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'tls-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(path.join(folder, 'empty.pem'), '')
writeFileSync(
  path.join(folder, 'broken.pem'),
  '-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n'
)

function reader(values: Record<string, string>): ConfigReader {
  const map = new Map(Object.entries(values))
  return {
    values: map,
    get: (key) => map.get(key),
    text: (key, fallback) => map.get(key) ?? fallback,
    number: (key, fallback) => Number(map.get(key) ?? fallback),
    boolean: (key, fallback) => (map.get(key) ?? String(fallback)) === 'true',
    list: (key, fallback) => map.get(key)?.split(',') ?? fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
}

const read = (values: Record<string, string>) => readTlsSettings(reader(values), 'rest.consumer')

test('nothing is set: Node trusts whom it always trusts, names are checked, addresses are not', () => {
  expect(read({})).toEqual({ context: {}, verify: true, checkHost: undefined })
})

test('the tag beats the common key, in the spelling of Java and of Go', () => {
  expect(read({ 'ssl.authPeer': 'false', 'ssl.checkCN.host': 'true' })).toMatchObject({
    verify: false,
    checkHost: true
  })
  expect(read({ 'ssl.authPeer': 'false', 'ssl.rest.consumer.authPeer': 'true' }).verify).toBe(true)
  expect(read({ 'ssl.rest.consumer.verifyPeer': 'false' }).verify).toBe(false)
})

test('protocols are a range, IANA names of suites become those of OpenSSL', () => {
  const { context } = read({
    'ssl.protocols': 'TLSv1.3,TLSv1.2',
    'ssl.ciphers':
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_RSA_WITH_AES_128_CBC_SHA,ECDHE-RSA-AES128-GCM-SHA256,TLS_AES_256_GCM_SHA384'
  })
  expect(context).toEqual({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_256_GCM_SHA384'
  })
})

describe('what cannot be used is refused with its key', () => {
  test.each([
    ['ssl.trustStore', 'absent.pem'],
    ['ssl.rest.consumer.trustStore', 'empty.pem'],
    ['ssl.caFile', 'broken.pem'],
    ['ssl.keyStore', 'empty.pem'],
    ['ssl.rest.consumer.keyStore', 'absent.p12'],
    ['ssl.certFile', 'broken.pem']
  ])('%s: %s, and the path', (key, name) => {
    expect(() => read({ 'ssl.storePath': folder, [key]: name })).toThrow(
      expect.objectContaining({
        code: 'CHS_CONFIG_INVALID',
        key,
        message: expect.stringContaining(path.join(folder, name))
      })
    )
  })

  test.each([
    ['ssl.protocols', 'SSLv3'],
    ['ssl.ciphers', 'TLS_ECDHE_RSA_WITH_NOTHING']
  ])('%s=%s', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key }))
  })
})
