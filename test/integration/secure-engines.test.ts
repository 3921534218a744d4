import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKieAdmin } from '@node-chassis/config-client'
import { systemEnv } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createEngineAuth } from '@node-chassis/transport'
import { createChassis } from 'node-chassis'
import type { Chassis, ChassisOptions } from 'node-chassis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificateFile as file, tlsFront } from './tls-front.ts'
import type { TlsFront } from './tls-front.ts'

// A guarded engine behind TLS that asks for a certificate: an estate as it is, with the embedded engine.

const PASSWORD = 'Root-Secret-1'
const log = recordingLogger()
const env = systemEnv(log)

let engine: Engine
let registry: TlsFront
let centre: TlsFront
beforeAll(async () => {
  engine = await createEngine({ rbac: { rootPassword: PASSWORD } })
  registry = await tlsFront(engine.registryUrl)
  centre = await tlsFront(engine.configUrl)
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await centre[Symbol.asyncDispose]()
  await engine.close()
})

const TRUST = { 'ssl.sc.consumer.trustStore': file('ca.pem'), 'ssl.kie.consumer.trustStore': file('ca.pem') }
const IDENTITY = { 'ssl.keyStore': file('client-certificate.pem'), 'ssl.keyFile': file('client-key.pem') }
const ACCOUNT = {
  'servicecomb.credentials.account.name': 'root',
  'servicecomb.credentials.account.password': PASSWORD
}

function chassis(name: string, config: ChassisOptions['config'] = {}, more: ChassisOptions = {}): Chassis {
  return createChassis({
    service: { name, version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': `https://localhost:${registry.port}`,
      'servicecomb.kie.serverUri': `https://localhost:${centre.port}`,
      'servicecomb.registry.sc.watch': true,
      'servicecomb.boot.turnDown.waitInSeconds': 0,
      'servicecomb.snapshot.enabled': false,
      ...TRUST,
      ...IDENTITY,
      ...ACCOUNT,
      ...config
    },
    log,
    ...more
  })
}

const failureOf = async (starting: Chassis): Promise<Error & { key?: string }> => {
  await using ours = starting
  return await ours.start().then(
    () => expect.unreachable('must not start'),
    (error: Error) => error
  )
}

test('registers, finds, is configured and calls, with token, TLS and own certificate', async () => {
  await using provider = chassis('order')
  await provider.serve((_request, response) => response.end('made'), { host: '127.0.0.1', port: 0 })
  await using consumer = chassis('shop')
  await consumer.start()
  expect((await consumer.call('order', '/')).text()).toBe('made')
  const changed = new Promise<readonly string[]>((resolve) => {
    consumer.config.onChange('shop.', ({ keys }) => resolve(keys))
  })
  const credentials = { account: { name: 'root', password: PASSWORD } }
  await using admin = createKieAdmin({
    env,
    addresses: [engine.configUrl],
    auth: createEngineAuth({ env, credentials, registry: [engine.registryUrl] })
  })
  await admin.put('shop.size', '5', { app: 'default', service: 'shop' })
  expect(await changed).toEqual(['shop.size'])
  expect(consumer.config.number('shop.size', 0)).toBe(5)
})

test('an address with ?sslEnabled=true, by IP: the name of the certificate does not matter', async () => {
  await using ours = chassis('shop', {
    'servicecomb.registry.sc.address': `127.0.0.1:${registry.port}?sslEnabled=true`,
    'servicecomb.kie.serverUri': `https://127.0.0.1:${centre.port}`
  })
  await ours.start()
  expect(ours.instanceId).toBeDefined()
})

describe('what is wrong is told at start', () => {
  test.each([
    ['ssl.sc.consumer.trustStore', file('missing.pem'), 'missing.pem'],
    ['ssl.kie.consumer.trustStore', file('README.md'), 'README.md'],
    ['ssl.sc.consumer.keyFile', file('README.md'), 'README.md']
  ])('%s', async (key, value, name) => {
    const error = await failureOf(
      chassis('shop', { 'ssl.sc.consumer.certFile': file('client-certificate.pem'), [key]: value })
    )
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key })
    expect(error.message).toContain(name)
  })

  test.each([
    [
      'an authority that we do not trust',
      'localhost',
      { 'ssl.sc.consumer.trustStore': file('client-certificate.pem') }
    ],
    ['a name that is not that of the certificate', '127.0.0.1', { 'ssl.sc.consumer.checkCN.host': true }]
  ])('%s: unavailable, with the reason', async (_what, host, settings) => {
    const error = await failureOf(
      chassis('shop', {
        ...settings,
        'servicecomb.registry.sc.address': `https://${host}:${registry.port}`,
        'servicecomb.kie.serverUri': '',
        'servicecomb.failFast': true
      })
    )
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_UNAVAILABLE' })
    expect(error.message).toMatch(/certificate|altnames/i)
  })

  test('the certificate of the engine does not matter with authPeer=false', async () => {
    await using ours = chassis('shop', {
      'ssl.sc.consumer.trustStore': file('client-certificate.pem'),
      'ssl.sc.consumer.authPeer': false
    })
    await ours.start()
    expect(ours.instanceId).toBeDefined()
  })

  test.each([
    ['the registry', { 'servicecomb.kie.serverUri': '' }],
    ['the configuration centre', { 'servicecomb.registry.sc.enabled': false }]
  ])('a wrong password, by its key, at %s', async (_engine, settings) => {
    const account = { 'servicecomb.credentials.account.name': 'nobody' }
    const error = await failureOf(chassis('shop', { ...settings, ...account }))
    expect(error).toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.credentials.account.password'
    })
    expect(error.message).toContain('"nobody"')
    expect(error.message).not.toContain(PASSWORD)
  })

  test('no credentials at all: the engine says what is missing', async () => {
    const error = await failureOf(
      chassis('shop', {
        'servicecomb.credentials.rbac.enabled': false,
        'servicecomb.kie.serverUri': ''
      })
    )
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_REFUSED', engineCode: '401204' })
  })
})

test('a password that is written encrypted', async () => {
  const secret = Buffer.from(PASSWORD).toString('base64')
  await using ours = chassis(
    'shop',
    { 'servicecomb.credentials.account.password': secret, 'servicecomb.credentials.cipher': 'base64' },
    { ciphers: { base64: (text) => Buffer.from(text, 'base64').toString() } }
  )
  await ours.start()
  expect(ours.instanceId).toBeDefined()
})

test('B-038: name and password in a file of go-chassis are enough', async () => {
  const configDir = mkdtempSync(path.join(tmpdir(), 'chs-b038-'))
  const lines = [
    'servicecomb:',
    '  registry:',
    `    address: ${engine.registryUrl}`,
    '  credentials:',
    '    account:',
    '      name: root',
    `      password: ${PASSWORD}`,
    '    cipher: default'
  ]
  writeFileSync(path.join(configDir, 'chassis.yaml'), lines.join('\n'))
  try {
    await using ours = createChassis({
      service: { name: 'shop', version: '1.0.0' },
      config: { 'servicecomb.snapshot.enabled': false },
      configDir,
      log
    })
    await ours.start()
    expect(ours.instanceId).toBeDefined()
  } finally {
    rmSync(configDir, { recursive: true })
  }
})

test('the settings of docs/secure-engines.md', async () => {
  const page = readFileSync(new URL('../../docs/secure-engines.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n(.*?)```/s
    .exec(page)![1]!
    .replaceAll('sc-1:30100', `localhost:${registry.port}`)
    .replaceAll('sc-2:30100', `127.0.0.1:${registry.port}`)
    .replace('kie-1:30110', `localhost:${centre.port}`)
    .replace('name: shop', 'name: root')
    .replace('/etc/shop/ca.pem', file('ca.pem'))
    .replace('/etc/shop/shop.pem', file('client-certificate.pem'))
    .replace('/etc/shop/shop-key.pem', file('client-key.pem'))
  const configDir = mkdtempSync(path.join(tmpdir(), 'chs-secure-'))
  writeFileSync(path.join(configDir, 'application.yaml'), yaml)
  process.env['SHOP_PASSWORD'] = PASSWORD
  try {
    await using ours = createChassis({
      service: { name: 'shop', version: '1.0.0' },
      config: { 'servicecomb.snapshot.enabled': false },
      configDir,
      log
    })
    await ours.start()
    expect(ours.instanceId).toBeDefined()
  } finally {
    delete process.env['SHOP_PASSWORD']
    rmSync(configDir, { recursive: true })
  }
})

test('an engine that comes back with another key: new tokens, and everybody is there again', async () => {
  await using first = await createEngine({ rbac: { rootPassword: PASSWORD } })
  const { registryUrl, configUrl } = first
  await using ours = chassis('shop', {
    'servicecomb.registry.sc.address': registryUrl,
    'servicecomb.kie.serverUri': configUrl,
    'servicecomb.registry.sc.healthCheckIntervalInSeconds': 1
  })
  await ours.start()
  const again = new Promise<boolean>((resolve) => {
    ours.on('registered', (event) => resolve(event.again))
  })
  await first.close()
  await using _second = await createEngine({
    rbac: { rootPassword: PASSWORD },
    scPort: Number(new URL(registryUrl).port),
    kiePort: Number(new URL(configUrl).port)
  })
  expect(await again).toBe(true)
})

test('no secret is in any line that was logged', () => {
  const text = JSON.stringify(log.records)
  expect(log.records.length).toBeGreaterThan(10)
  for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), 'Bearer', 'eyJ'])
    expect(text).not.toContain(secret)
})
