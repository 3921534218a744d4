import type { ConfigReader } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { isThirdParty, limitOf, readSettings, rereadSettings } from './settings.ts'

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

test('defaults (transport.md 1 and 2)', () => {
  expect(readSettings(reader({}))).toEqual({
    suffix: '.cse',
    services: [],
    passThrough: [],
    failoverUnsent: true,
    failoverSafe: true,
    hostHeader: 'instance',
    assumeRest: false,
    maxQueue: -1,
    pool: {
      connections: 128,
      keepAliveMs: 60_000,
      keepAlive: true,
      connectTimeoutMs: 1000,
      maxHeaderSize: 16_384,
      maxStreams: 100,
      tls: { context: {}, verify: true, checkHost: undefined }
    },
    limits: new Map([['', 30_000]]),
    thirdParties: new Map()
  })
})

test('the most specific limit wins', () => {
  const settings = readSettings(
    reader({
      'servicecomb.request.timeout': '1000',
      'servicecomb.request.order.timeout': '900',
      'servicecomb.request.order.api.timeout': '800',
      'servicecomb.request.order.api.get.timeout': '700'
    })
  )
  const limit = (service: string, schema?: string, operation?: string): number =>
    limitOf(settings, service, schema, operation)
  expect(limit('order', 'api', 'get')).toBe(700)
  expect(limit('order', 'api', 'put')).toBe(800)
  expect(limit('order', 'other', 'get')).toBe(900)
  expect(limit('order')).toBe(900)
  expect(limit('pay')).toBe(1000)
})

test('read again: equal pool settings stay the same object', () => {
  const before = readSettings(reader({}))
  expect(rereadSettings(reader({ 'servicecomb.request.timeout': '5' }), before).pool).toBe(before.pool)
  const other = { 'servicecomb.rest.client.connection.maxPoolSize': '5' }
  expect(rereadSettings(reader(other), before).pool.connections).toBe(5)
})

test('third parties by service, schema and operation; the most specific word counts', () => {
  const key = 'servicecomb.request.clientRequestHeaderFilterEnabled'
  const third = (values: Record<string, string>, ...of: [string, string?, string?]): boolean =>
    isThirdParty(readSettings(reader(values)), of[0], of[1], of[2])
  expect(third({}, 'order')).toBe(false)
  expect(third({ [key]: 'true' }, 'order')).toBe(true)
  expect(third({ [key]: 'true', [`${key}.order`]: 'false' }, 'order')).toBe(false)
  expect(third({ [`${key}.order.api`]: 'true' }, 'order', 'api', 'get')).toBe(true)
  expect(third({ [`${key}.order.api.get`]: 'true' }, 'order', 'api', 'put')).toBe(false)
})

test.each([
  ['servicecomb.request.order.timeout', '0'],
  ['servicecomb.request.timeout', '1.5'],
  ['servicecomb.rest.client.connection.maxPoolSize', '-1'],
  ['servicecomb.rest.client.maxWaitQueueSize', '-2'],
  ['servicecomb.rest.client.connection.timeoutInMillis', 'x'],
  ['servicecomb.invoker.hostHeader', 'mine']
])('%s=%s is refused, naming the key', (key, value) => {
  expect(() => readSettings(reader({ [key]: value }))).toThrow(
    expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key })
  )
})
