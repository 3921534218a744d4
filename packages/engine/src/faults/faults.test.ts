import { request as httpRequest } from 'node:http'
import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import type { Engine } from '../engine.ts'
import type { FaultPlan } from './plan.ts'

let env: ReturnType<typeof simulatedEnv>
let engine: Engine

beforeEach(async () => {
  env = simulatedEnv()
  engine = await createEngine({ env })
})

afterEach(() => engine.close())

async function send(url: string, method = 'GET', body?: unknown) {
  const answer = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  const json = (/^[[{]/.test(text) ? JSON.parse(text) : {}) as Record<string, never>
  return { status: answer.status, headers: answer.headers, text, json }
}

const registry = (path: string): string => `${engine.registryUrl}/v4/default/registry${path}`
const kv = (): string => `${engine.configUrl}/v1/default/kie/kv`

describe('the configuration centre', () => {
  const MALL = '?label=app:mall&match=exact'

  async function write(key: string, value = 'v'): Promise<string> {
    const labels = { app: 'mall' }
    return (await send(kv(), 'POST', { key, value, status: 'enabled', labels })).json['id']!
  }

  async function read(query = MALL): Promise<{ revision: string | null; values: Record<string, string> }> {
    const { headers, json } = await send(kv() + query)
    const data = json['data'] as unknown as { key: string; value: string }[]
    return {
      revision: headers.get('x-kie-revision'),
      values: Object.fromEntries(data.map(({ key, value }) => [key, value]))
    }
  }

  /** A long poll, and when it waits. */
  async function poll(query = MALL): Promise<{ answer: Promise<Awaited<ReturnType<typeof send>>> }> {
    const { revision } = await read()
    const before = env.clock.pending
    const answer = send(`${kv()}${query}&revision=${revision}&wait=10s`)
    while (env.clock.pending === before) await send(kv())
    return { answer }
  }

  test('stale exact reads: the old documents under the new revision, so many times', async () => {
    const id = await write('a', '1')
    engine.faults.inject({ staleExactReads: 2 })
    expect(await read()).toEqual({ revision: '1', values: { a: '1' } })
    await send(`${kv()}/${id}`, 'PUT', { value: '2' })
    await write('b')
    const stale = { revision: '3', values: { a: '1' } }
    expect([await read(), await read()]).toEqual([stale, stale])
    expect(await read()).toEqual({ revision: '3', values: { a: '2', b: 'v' } })
    // A cache that did not see the end of a document either.
    await send(`${kv()}/${id}`, 'DELETE')
    expect(await read()).toEqual({ revision: '4', values: { a: '2', b: 'v' } })
    // Lists by some of the labels never come from it.
    expect((await read('?label=app:mall')).values).toEqual({ b: 'v' })
    expect((await read()).values).toEqual({ a: '2', b: 'v' })
    expect((await read()).values).toEqual({ b: 'v' })
  })

  test('stale exact reads: a woken poll is stale too', async () => {
    await write('a', '1')
    engine.faults.inject({ staleExactReads: 1 })
    const { answer } = await poll()
    await write('b')
    const woken = await answer
    expect(woken.headers.get('x-kie-revision')).toBe('2')
    expect(woken.json['data']).toMatchObject([{ key: 'a' }])
    expect((await read()).values).toEqual({ a: '1', b: 'v' })
  })

  test('event drop: a poll sleeps through a change', async () => {
    engine.faults.inject({ dropEvents: 1 })
    const { answer } = await poll()
    await write('a')
    env.clock.advance(10_000)
    expect((await answer).status).toBe(304)
    const next = await poll()
    await write('b')
    expect((await next.answer).json['total']).toBe(2)
  })

  test('500 on deadline: instead of 304', async () => {
    engine.faults.inject({ deadlineErrors: 1 })
    const first = await poll()
    env.clock.advance(10_000)
    const failed = await first.answer
    expect(failed.status).toBe(500)
    expect(failed.json).toMatchObject({ errorCode: '500001', detail: 'context deadline exceeded' })
    const second = await poll()
    env.clock.advance(10_000)
    expect((await second.answer).status).toBe(304)
  })

  test('500 on deadline: not for those whom a closing engine sends home', async () => {
    engine.faults.inject({ deadlineErrors: true })
    const { answer } = await poll()
    await engine.close()
    expect((await answer).status).toBe(304)
  })

  test('revision reset: the counter goes backwards, the documents stay', async () => {
    for (const key of ['a', 'b', 'c']) await write(key)
    engine.faults.inject({ revisionReset: 1 })
    expect(await read()).toEqual({ revision: '1', values: { a: 'v', b: 'v', c: 'v' } })
    // Who waits with the old number is answered: any other number is news.
    expect((await send(`${kv()}${MALL}&revision=3&wait=10s`)).status).toBe(200)
    await write('d')
    expect((await read()).revision).toBe('2')
  })

  test('empty after restart, then in part, then whole: all with the present revision', async () => {
    for (const key of ['a', 'b']) await write(key)
    engine.faults.inject({ emptyAfterRestart: 2, partialAfterRestart: 1 })
    const seen = [await read(), await read(), await read(), await read()]
    expect(seen.map(({ values }) => Object.keys(values).length)).toEqual([0, 0, 1, 2])
    expect(new Set(seen.map(({ revision }) => revision))).toEqual(new Set(['2']))
  })

  test('clear ends everything', async () => {
    await write('a', '1')
    engine.faults.inject({ staleExactReads: true, emptyAfterRestart: true, http: [{ status: 429 }] })
    engine.faults.clear()
    await write('b')
    expect((await read()).values).toEqual({ a: '1', b: 'v' })
  })
})

describe('the registry', () => {
  async function register(name: string, count: number): Promise<{ serviceId: string; ids: string[] }> {
    const created = await send(registry('/microservices'), 'POST', { service: { serviceName: name } })
    const serviceId = String(created.json['serviceId'])
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const instance = { hostName: 'h', endpoints: [`rest://1.1.1.${i}:80`] }
      const path = `/microservices/${serviceId}/instances`
      ids.push(String((await send(registry(path), 'POST', { instance })).json['instanceId']))
    }
    return { serviceId, ids }
  }

  const shown = async (name: string): Promise<number> => {
    const found = (await send(registry(`/instances?appId=default&serviceName=${name}`))).json['instances']
    return ((found ?? []) as object[]).length
  }

  test('delete delay: who is gone is shown a while, but may not heartbeat', async () => {
    engine.faults.inject({ deleteDelayMs: 5_000 })
    const { serviceId, ids } = await register('a', 1)
    const path = `/microservices/${serviceId}/instances/${ids[0]}`
    await send(registry(path), 'DELETE')
    expect((await send(registry(`${path}/heartbeat`), 'PUT')).json).toMatchObject({ errorCode: '400017' })
    expect(await shown('a')).toBe(1)
    env.clock.advance(5_000)
    expect(await shown('a')).toBe(0)
    engine.faults.clear()
    const next = await register('a', 1)
    await send(registry(`/microservices/${serviceId}/instances/${next.ids[0]}`), 'DELETE')
    expect(await shown('a')).toBe(0)
  })

  test('mass-expiry protection: when most go at once, all are shown for a lease more', async () => {
    engine.faults.inject({ selfPreservation: true })
    await register('a', 10)
    env.clock.advance(125_000)
    expect(await shown('a')).toBe(10)
    env.clock.advance(125_000)
    expect(await shown('a')).toBe(0)
  })

  test('dropped frames: a watcher misses so many changes', async () => {
    const { serviceId: consumer } = await register('consumer', 0)
    const { serviceId, ids } = await register('provider', 1)
    await fetch(registry('/instances?appId=default&serviceName=provider'), {
      headers: { 'X-ConsumerId': consumer }
    })
    const socket = new WebSocket(registry(`/microservices/${consumer}/watcher`).replace('http', 'ws'))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const frame = new Promise<string>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(String(data)))
    })
    engine.faults.inject({ dropFrames: 1 })
    const status = `/microservices/${serviceId}/instances/${ids[0]}/status?value=`
    await send(registry(`${status}DOWN`), 'PUT')
    await send(registry(`${status}TESTING`), 'PUT')
    expect(JSON.parse(await frame)).toMatchObject({ action: 'UPDATE', instance: { status: 'TESTING' } })
    socket.close()
  })
})

describe('requests', () => {
  const version = (): Promise<Awaited<ReturnType<typeof send>>> => send(registry('/version'))

  test('latency: the answer waits', async () => {
    engine.faults.inject({ http: [{ side: 'registry', latencyMs: 3_000 }] })
    const before = env.clock.pending
    let answered = false
    const answer = version().then((got) => {
      answered = true
      return got
    })
    while (env.clock.pending === before) await send(kv())
    env.clock.advance(2_999)
    await send(kv())
    expect(answered).toBe(false)
    env.clock.advance(1)
    expect((await answer).status).toBe(200)
    expect(env.clock.pending).toBe(before)
  })

  test('connection reset: the client gets ECONNRESET in place of an answer', async () => {
    engine.faults.inject({ http: [{ reset: true, times: 1 }] })
    const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      httpRequest(registry('/version'), () => reject(new Error('it was answered')))
        .on('error', resolve)
        .end()
    })
    expect(error.code).toBe('ECONNRESET')
    expect((await version()).status).toBe(200)
  })

  test('connection reset: a WebSocket is no way around it', async () => {
    engine.faults.inject({ http: [{ reset: true, path: '/v4/default/registry/microservices' }] })
    const socket = new WebSocket(registry('/microservices/any/watcher').replace('http', 'ws'))
    const ended = await new Promise<string>((resolve) => {
      socket.addEventListener('open', () => resolve('open'))
      socket.addEventListener('error', () => resolve('error'))
    })
    expect(ended).toBe('error')
  })

  test('429: no body, so many times', async () => {
    engine.faults.inject({ http: [{ status: 429, times: 2 }] })
    const answers = [await version(), await send(kv()), await version()]
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200])
    expect(answers[0]?.text).toBe('')
  })

  test('the first fault that fits happens, and only that', async () => {
    engine.faults.inject({
      http: [
        { side: 'config', status: 503 },
        { method: 'POST', status: 429 },
        { path: '/v4/default/registry/vers', status: 500, times: 1 },
        { path: '/v4/default/registry', status: 502 }
      ]
    })
    expect((await send(kv())).status).toBe(503)
    expect((await send(registry('/microservices'), 'POST', {})).status).toBe(429)
    expect((await version()).status).toBe(500)
    expect((await version()).status).toBe(502)
  })
})

describe('a plan', () => {
  test.each([
    [{ staleReads: 1 }, 'staleReads: no such fault; there are staleExactReads, '],
    [{ dropEvents: -1 }, 'dropEvents: must be a whole number or true, not -1'],
    [{ deleteDelayMs: '5s' }, 'deleteDelayMs: must be a number of milliseconds, not "5s"'],
    [{ http: {} }, 'http: must be a list, not {}'],
    [{ http: [{ status: 99 }] }, 'status: must be a status from 200 to 599, not 99'],
    [{ http: [{ latency: 1 }] }, 'latency: no such fault; there are side, method, path, times, latencyMs'],
    [{ http: [1] }, 'http[0]: must be an object'],
    [[], 'faults: must be an object']
  ])('%j is refused, and nothing of it happens', async (plan, message) => {
    const whole = Array.isArray(plan) ? plan : { emptyAfterRestart: 1, ...plan }
    expect(() => engine.faults.inject(whole as FaultPlan)).toThrow(message)
    await send(kv(), 'POST', { key: 'a', value: 'v' })
    expect((await send(`${kv()}?match=exact`)).json['total']).toBe(1)
    await expect(createEngine({ faults: whole as FaultPlan })).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID'
    })
  })

  test('can be there from the start', async () => {
    await using other = await createEngine({ faults: { http: [{ status: 429 }] } })
    expect((await fetch(`${other.configUrl}/v1/health`)).status).toBe(429)
  })
})
