import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { BodyTooLarge } from '../http/body.ts'
import type { Answer, EngineRequest } from '../http/types.ts'
import { createConfigService } from './index.ts'

interface Sent {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

function setUp(quota?: number) {
  const clock = simulatedClock(1_700_000_000_000)
  const log = recordingLogger()
  const service = createConfigService({ env: { clock, random: seededRandom(1), log }, quota })

  const request = (method: string, path: string, sent: Sent): EngineRequest => {
    const headers: Record<string, string> = {
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...sent.headers
    }
    const rawQuery = sent.query ?? ''
    return {
      method,
      path,
      remoteAddress: '127.0.0.1',
      rawQuery,
      target: `${path}?${rawQuery}`,
      params: { project: 'default', ...sent.params },
      query: new URLSearchParams(rawQuery),
      body: Buffer.from(sent.body === undefined ? '' : JSON.stringify(sent.body)),
      signal: sent.signal ?? new AbortController().signal,
      log,
      header: (name) => headers[name]
    }
  }
  /** What the service answers, refusals included. */
  const send = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const route = service.routes.find((each) => each.method === method && each.path === path)
    const given = request(method, path, sent)
    try {
      return await route!.handle(given)
    } catch (error) {
      return service.failed(given, error)
    }
  }
  const KV = '/v1/:project/kie/kv'
  return {
    clock,
    log,
    service,
    request,
    send,
    create: (key: string, more: object = {}) => send('POST', KV, { body: { key, ...more } }),
    list: (query: string, signal?: AbortSignal) =>
      send('GET', KV, signal === undefined ? { query } : { query, signal }),
    importFile: (override: string, data: unknown) =>
      send('POST', '/v1/:project/kie/file', { query: `override=${override}`, body: { data } })
  }
}

const bodyOf = (answer: Answer): unknown => JSON.parse(String(answer.body))

describe('long poll (config.md 4)', () => {
  test('a poll of 65 s is answered after 65 s, not before', async () => {
    const { clock, list } = setUp()
    let ended = false
    const poll = list('revision=0&wait=65s').finally(() => (ended = true))
    await clock.advanceAsync(64_999)
    expect(ended).toBe(false)
    await clock.advanceAsync(1)
    expect(await poll).toEqual({ status: 304 })
  })

  test('a write in the same turn as the poll wakes it', async () => {
    const { clock, create, list } = setUp()
    const poll = list('label=app:x&match=exact&revision=0&wait=10s')
    const written = create('k', { labels: { app: 'x' } })
    const answer = await poll
    expect((await written).status).toBe(200)
    expect(answer.headers).toMatchObject({ 'X-Kie-Revision': '1' })
    expect(bodyOf(answer)).toMatchObject({ total: 1, data: [{ key: 'k' }] })
    expect(clock.pending).toBe(0)
  })

  test('closing answers waiting polls with 304, and later ones too; lists go on', async () => {
    const { service, list } = setUp()
    const poll = list('revision=0&wait=5m')
    service.close()
    expect(await poll).toEqual({ status: 304 })
    expect(await list('revision=0&wait=5m')).toEqual({ status: 304 })
    expect((await list('revision=-1')).status).toBe(200)
  })

  test('a revision that no int64 can hold is refused, the largest is not', async () => {
    const { list } = setUp()
    expect((await list(`revision=${2n ** 63n}`)).status).toBe(400)
    expect((await list(`revision=${2n ** 63n - 1n}`)).status).toBe(200)
  })
})

describe('import (config.md 3.7)', () => {
  test('labels of a failure: null where validation failed, {} where something later did', async () => {
    const { create, importFile } = setUp()
    await create('k')
    const answer = await importFile('skip', [{ key: 'a b' }, { key: 'k' }])
    expect(bodyOf(answer)).toMatchObject({ failure: [{ labels: null }, { labels: {}, error_code: 400004 }] })
  })

  test('the quota holds for items too', async () => {
    const { importFile } = setUp(1)
    const answer = await importFile('force', [{ key: 'a' }, { key: 'b' }])
    expect(bodyOf(answer)).toMatchObject({
      success: [{ key: 'a' }],
      failure: [{ key: 'b', error_code: 422001 }]
    })
  })

  test('a YAML file in a form', async () => {
    const { send } = setUp()
    const form = new FormData()
    form.append('upload_file', new File(['data:\n- key: y\n  value: 1.50\n'], 'export.yaml'))
    const encoded = new Response(form)
    const contentType = encoded.headers.get('content-type') ?? ''
    const raw = Buffer.from(await encoded.arrayBuffer())
    const { service, request } = setUp()
    const route = service.routes.find((each) => each.path === '/v1/:project/kie/file')!
    const given = request('POST', '/v1/:project/kie/file', { headers: { 'content-type': contentType } })
    expect(bodyOf(await route.handle({ ...given, body: raw }))).toMatchObject({
      success: [{ key: 'y', value: '1.50' }]
    })
    const broken = await send('POST', '/v1/:project/kie/file', { headers: { 'content-type': contentType } })
    expect(bodyOf(broken)).toMatchObject({ errorCode: '400001' })
  })
})

test('names of the language are plain data', async () => {
  const { create, list } = setUp()
  const created = await create('constructor', { labels: { toString: 'hasOwnProperty' } })
  expect(bodyOf(created)).toMatchObject({ key: 'constructor', labels: { toString: 'hasOwnProperty' } })
  expect(bodyOf(await list('label=toString:hasOwnProperty&match=exact'))).toMatchObject({ total: 1 })
  expect(bodyOf(await list('label=valueOf:x'))).toMatchObject({ total: 0 })
  for (const key of ['__proto__', 'prototype', 'hasOwnProperty']) {
    const { status, id } = bodyOf(await create(key, { value: key, status: 'enabled' })) as Record<
      string,
      string
    >
    expect([status, id]).toEqual(['enabled', expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect(bodyOf(await list(`key=${key}`))).toMatchObject({ total: 1, data: [{ id, key, value: key }] })
  }
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('what a handler did not foresee is logged and told to nobody', () => {
  const { service, request, log } = setUp()
  const answer = service.failed(request('GET', '/v1/default/kie/kv', {}), new TypeError('secret'))
  expect(answer.status).toBe(500)
  expect(bodyOf(answer)).toEqual({
    errorCode: '500001',
    errorMessage: 'internal server error',
    detail: 'internal server error'
  })
  expect(log.records).toHaveLength(1)
})

test('a body that is too large is a body that cannot be decoded', () => {
  const { service, request } = setUp()
  const answer = service.failed(request('POST', '/v1/default/kie/kv', {}), new BodyTooLarge())
  expect(bodyOf(answer)).toMatchObject({ errorCode: '400001' })
})

test('tracks of a thousand polls, not more', async () => {
  const { send } = setUp()
  for (let i = 0; i <= 1_000; i++)
    await send('GET', '/v1/:project/kie/kv', { headers: { 'x-session-id': `s${i}` } })
  const all = bodyOf(await send('GET', '/v1/:project/kie/track')) as { total: number }
  expect(all.total).toBe(1_000)
  expect((await send('GET', '/v1/:project/kie/track', { query: 'sessionId=s0' })).status).toBe(404)
})
