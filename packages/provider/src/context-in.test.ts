import { request as send } from 'node:http'
import { createContext } from '@node-chassis/core'
import type { Call, Instance } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import type { GuardOptions } from './guard.ts'
import { fakeChassis, provide } from './provider.test-support.ts'
import type { FakeChassis } from './provider.test-support.ts'

/** What the handler sees of the context when the headers are sent. */
async function contextFor(
  chassis: FakeChassis,
  headers: Record<string, string>,
  options: GuardOptions = {}
): Promise<Record<string, string>> {
  const { url } = await provide(
    chassis,
    (_request, response) =>
      void response.end(JSON.stringify(Object.fromEntries(chassis.context.current().entries))),
    options
  )
  const response = await fetch(url, { headers })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, string>
}

const cse = (entries: object): Record<string, string> => ({ 'x-cse-context': JSON.stringify(entries) })
const GENERATED = /^[0-9a-f]{16}$/

describe('the context of a request', () => {
  test('comes from both headers, x-cse-context first', async () => {
    const seen = await contextFor(fakeChassis(), {
      ...cse({ lane: 'gray', 'X-B3-TraceId': 't1' }),
      'x-invocation-context': '%7B%22lane%22%3A%22base%22%2C%22name%22%3A%22a+b%22%7D'
    })
    expect(seen).toEqual({ lane: 'gray', name: 'a b', 'X-B3-TraceId': 't1' })
  })

  test('a header that cannot be read costs one warning, not the request', async () => {
    const chassis = fakeChassis()
    const seen = await contextFor(chassis, { 'x-cse-context': '{broken', 'x-invocation-context': '%7B%7D' })
    expect(seen).toEqual({ 'X-B3-TraceId': expect.stringMatching(GENERATED) })
    expect(chassis.env.log.records).toMatchObject([{ level: 40, headers: ['x-cse-context'] }])
  })

  test('the first one counts when x-cse-context is repeated', async () => {
    const chassis = fakeChassis()
    let seen: string | undefined
    const { port } = await provide(chassis, (_request, response) => {
      seen = chassis.context.get('lane')
      response.end()
    })
    await new Promise<void>((resolve, reject) => {
      const headers = ['x-cse-context', '{"lane":"a","b":"1"}', 'X-Cse-Context', '{"lane":"b"}', 'Host', 'x']
      const request = send({ host: '127.0.0.1', port, headers }, (response) => {
        response.resume().on('end', resolve)
      })
      request.on('error', reject).end()
    })
    expect(seen).toBe('a')
    expect(chassis.env.log.records).toEqual([])
  })

  test('at the edge strangers are not believed, by us nor by the application (N29)', async () => {
    const chassis = fakeChassis()
    const { url } = await provide(
      chassis,
      (request, response) => {
        response.end(JSON.stringify([request.headers, [...chassis.context.current().entries.keys()]]))
      },
      { edge: true }
    )
    const headers = {
      ...cse({ lane: 'gray' }),
      'x-invocation-context': '%7B%22lane%22%3A%22gray%22%7D',
      'x-cse-target-microservice': 'order',
      'x-kept': '1'
    }
    const [received, keys] = (await (await fetch(url, { headers })).json()) as [object, string[]]
    expect(keys).toEqual(['X-B3-TraceId'])
    expect(received).toMatchObject({ 'x-kept': '1' })
    expect(Object.keys(received).filter((name) => /^x-(cse|invocation)/.test(name))).toEqual([])
  })

  test('servicecomb.context.decodeInvocationContext=false leaves the headers unread, and follows changes', async () => {
    const chassis = fakeChassis({ 'servicecomb.context.decodeInvocationContext': 'false' })
    const { url } = await provide(
      chassis,
      (_request, response) => void response.end(chassis.context.get('lane'))
    )
    const lane = async (): Promise<string> => (await fetch(url, { headers: cse({ lane: 'gray' }) })).text()
    expect(await lane()).toBe('')
    chassis.set({})
    expect(await lane()).toBe('gray')
    chassis.set({ 'servicecomb.context.decodeInvocationContext': 'perhaps' })
    expect(await lane()).toBe('gray')
    expect(chassis.env.log.records).toMatchObject([{ level: 50 }])
  })

  test('what the handler sets stays in its request', async () => {
    const chassis = fakeChassis()
    const { url } = await provide(chassis, (_request, response) => {
      const before = chassis.context.get('seen') ?? 'new'
      chassis.context.set('seen', 'yes')
      setImmediate(() => response.end(`${before} ${chassis.context.get('seen')}`))
    })
    expect(await (await fetch(url)).text()).toBe('new yes')
    expect(await (await fetch(url)).text()).toBe('new yes')
  })
})

describe('the trace id', () => {
  const w3c = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  test.each<[string, Record<string, string>, string | RegExp]>([
    [
      'context X-B3-TraceId',
      { ...cse({ 'X-B3-TraceId': 'a', 'x-trace-id': 'b' }), 'x-b3-traceid': 'c' },
      'a'
    ],
    ['context x-trace-id', { ...cse({ 'x-trace-id': 'b' }), 'x-b3-traceid': 'c' }, 'b'],
    ['an empty one is none', { ...cse({ 'X-B3-TraceId': '' }), 'x-b3-traceid': 'c' }, 'c'],
    ['header X-B3-TraceId', { 'x-b3-traceid': 'c', traceparent: w3c }, 'c'],
    ['traceparent', { traceparent: w3c }, '0af7651916cd43dd8448eb211c80319c'],
    ['generated', {}, GENERATED]
  ])('%s', async (_name, headers, expected) => {
    const chassis = fakeChassis()
    const { url } = await provide(
      chassis,
      (_request, response) => void response.end(chassis.context.get('X-B3-TraceId'))
    )
    const response = await fetch(url, { headers })
    const id = await response.text()
    expect(id).toMatch(expected)
    expect(response.headers.get('x-b3-traceid')).toBe(id)
  })

  test('one that no header can hold is not answered', async () => {
    const { url } = await provide(fakeChassis())
    const response = await fetch(url, { headers: cse({ 'X-B3-TraceId': 'a\nSet-Cookie: b' }) })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-b3-traceid')).toBeNull()
  })
})

describe('what dark-launch rules of an outgoing call see (routing.md Appendix B)', () => {
  const instances = ['1.0.0', '2.0.0'].map((version): Instance => ({
    id: version,
    service: 'stock',
    app: 'default',
    version,
    status: 'UP',
    endpoints: [],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined
  }))

  const outgoing = (entries: Record<string, string>, headers: Record<string, string>): Call => ({
    side: 'consumer',
    method: 'GET',
    path: '/',
    template: undefined,
    service: 'stock',
    schema: undefined,
    operation: undefined,
    context: createContext(Object.entries(entries)),
    header: (name) => headers[name],
    query: () => undefined,
    hints: undefined
  })

  /** Whether `gray` is `value` in the eyes of a rule. */
  function ruleSees(value: string, call: Call): boolean {
    const rule = `- precedence: 1\n  match: { headers: { gray: { exact: "${value}" } } }\n  route: [{ weight: 100, tags: { version: 2.0.0 } }]`
    const { governance } = fakeChassis({ 'servicecomb.routeRule.stock': rule })
    return governance.router('stock')?.route(call, instances).precedence === 1
  }

  test('X6: servicecomb.router.header takes request headers along', async () => {
    const seen = await contextFor(fakeChassis({ 'servicecomb.router.header': 'gray' }), { gray: '1' })
    expect(seen).toMatchObject({ 'X-RouterContext': '{"gray":"1"}' })
    expect(ruleSees('1', outgoing(seen, {}))).toBe(true)
    expect(ruleSees('2', outgoing(seen, {}))).toBe(false)
  })

  test('X7: a header of the outgoing call goes before the context', async () => {
    const seen = await contextFor(fakeChassis(), cse({ gray: '1' }))
    expect(seen).toMatchObject({ gray: '1' })
    expect(ruleSees('2', outgoing(seen, { gray: '2' }))).toBe(true)
    expect(ruleSees('1', outgoing(seen, { gray: '2' }))).toBe(false)
  })

  test('names of servicecomb.router.header are not trimmed, and an X-RouterContext that came along stays', async () => {
    const chassis = fakeChassis({ 'servicecomb.router.header': 'a,B, c' })
    expect(await contextFor(chassis, { a: '1', b: '2', c: '3' })).toMatchObject({
      'X-RouterContext': '{"a":"1","B":"2"}'
    })
    expect(await contextFor(chassis, { a: '1', ...cse({ 'X-RouterContext': '{}' }) })).toMatchObject({
      'X-RouterContext': '{}'
    })
  })
})
