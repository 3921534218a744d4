import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { createContext } from '@node-chassis/core'
import { createContextAccess, silentLogger, systemEnv } from '@node-chassis/core'
import { createInvoker } from '@node-chassis/invoker'
import type { Metrics } from '@node-chassis/invoker'
import {
  deadPort,
  instance,
  rejection,
  retryPolicy,
  scriptedConfig,
  scriptedGovernance,
  scriptedIsolation,
  scriptedSource,
  startKit
} from './invoker-kit.ts'

interface Message {
  readonly service?: string
  readonly instance?: string
  readonly path?: string
  readonly outcome?: { readonly phase: string; readonly status: number }
  readonly refusedBy?: { readonly rule: string }
}

/** Hears all channels until disposed. */
function listen(): Disposable & { readonly heard: string[]; readonly messages: Set<unknown> } {
  const heard: string[] = []
  const messages = new Set<unknown>()
  const names = ['call:begun', 'call:settled', 'attempt:sent', 'attempt:settled', 'refusal', 'isolation']
  const stops = names.map((name) => {
    const hear = (message: unknown): void => {
      const { instance: id, outcome, refusedBy } = message as Message
      messages.add(message)
      const more = name === 'attempt:settled' || name === 'call:settled' ? ` ${outcome?.status}` : ''
      heard.push(`${name} ${id ?? '-'}${more}${name === 'refusal' ? ` ${refusedBy?.rule}` : ''}`)
    }
    subscribe(`node-chassis:${name}`, hear)
    return () => unsubscribe(`node-chassis:${name}`, hear)
  })
  return { heard, messages, [Symbol.dispose]: () => stops.forEach((stop) => stop()) }
}

const nonZero = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))

const ended = ({ services }: Metrics): unknown =>
  services.map(({ service, active, requests, ended: of, instances }) => ({
    service,
    active,
    requests,
    ...nonZero(of),
    instances: Object.fromEntries(instances.map((one) => [one.instance, nonZero(one.ended)]))
  }))

describe('channels', () => {
  test('a call that is retried: one object from begin to end', async () => {
    await using bad = await startUpstream((_request, response) => void response.writeHead(503).end())
    await using good = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('bad', bad.port), instance('good', good.port)],
      plan: { retry: retryPolicy() }
    })
    using listening = listen()
    const { heard, messages } = listening
    for (let i = 0; i < 2; i++) await kit.invoker.call('order', '/')
    const retried = [
      'call:begun -',
      'attempt:sent bad',
      'attempt:settled bad 503',
      'attempt:sent good',
      'attempt:settled good 200',
      'call:settled good 200'
    ]
    expect(heard.slice(heard.indexOf('attempt:sent bad') - 1).slice(0, 6)).toEqual(retried)
    expect(messages.size).toBe(2)
  })

  test('refusals name the gate, isolation the instance', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { isolation } })
    await kit.invoker.call('order', '/')
    isolation.open('a')
    using listening = listen()
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_INSTANCE_ISOLATED' })
    expect(listening.heard).toEqual([
      'call:begun -',
      'isolation a',
      'refusal a servicecomb.instanceIsolation.test',
      'call:settled a 503'
    ])
  })

  test('streamed: the attempt is settled at the head, the call with the last byte', async () => {
    let finish: (() => void) | undefined
    await using upstream = await startUpstream((_request, response) => {
      response.write('head')
      finish = () => void response.end()
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    using listening = listen()
    const { body } = await kit.invoker.request('http://order/')
    expect(listening.heard).toEqual(['call:begun -', 'attempt:sent a', 'attempt:settled a 200'])
    finish?.()
    await body.dump()
    expect(listening.heard.at(-1)).toBe('call:settled a 200')
  })
})

describe('metrics', () => {
  test('by service and instance, by how calls and attempts ended', async () => {
    let nth = 0
    await using a = await startUpstream((_request, response) => {
      response.writeHead([200, 404, 503, 200][nth++] ?? 200).end('x')
    })
    const dead = await deadPort()
    await using kit = startKit({
      instances: [instance('a', a.port), instance('dead', dead)],
      plan: { retry: retryPolicy({ maxAttempts: 1 }) }
    })
    const { invoker } = kit
    expect(invoker.metrics().services).toEqual([])
    const pinned = { instance: 'a' }
    await invoker.call('order', '/', pinned)
    await invoker.call('order', '/', pinned)
    // 503, then 200.
    await invoker.call('order', '/', pinned)
    await rejection(invoker.call('order', '/', { instance: 'dead', retry: false }))
    await rejection(invoker.call('nobody', '/'))
    expect(ended(invoker.metrics())).toEqual([
      {
        service: 'order',
        active: 0,
        requests: 5,
        success: 2,
        clientError: 1,
        unsent: 1,
        instances: {
          a: { success: 2, clientError: 1, serverError: 1 },
          dead: { unsent: 1 }
        }
      },
      { service: 'nobody', active: 0, requests: 0, noInstance: 1, instances: {} }
    ])
  })

  test('latencies: one bucket a call, the sum in milliseconds; active while it runs', async () => {
    const answers: (() => void)[] = []
    await using upstream = await startUpstream(
      (_request, response) => void answers.push(() => void response.end())
    )
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const running = kit.invoker.call('order', '/')
    await expect.poll(() => answers.length).toBe(1)
    expect(kit.invoker.metrics().services[0]).toMatchObject({ active: 1, latency: { count: 0 } })
    answers[0]?.()
    await running
    const { boundsMs, services } = kit.invoker.metrics()
    const latency = services[0]?.latency
    expect(services[0]).toMatchObject({ active: 0, instances: [{ latency: { count: 1 } }] })
    expect(latency?.buckets).toHaveLength(boundsMs.length + 1)
    expect([latency?.count, latency?.sumMs]).toEqual([1, expect.any(Number)])
    expect(latency?.sumMs).toBeGreaterThan(0)
  })

  test('limits, lost connections, cut bodies and callers who leave', async () => {
    await using raw = await startRawUpstream((socket) => {
      socket.on('error', () => {})
      socket.once('data', (data) => {
        const path = String(data).split(' ')[1]
        if (path === '/lost') socket.destroy()
        if (path === '/cut') {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', () => socket.destroy())
        }
      })
    })
    await using kit = startKit({ instances: [instance('a', raw.port)] })
    const { invoker } = kit
    await rejection(invoker.call('order', '/hang', { timeoutMs: 300 }))
    await rejection(invoker.call('order', '/lost', { retry: false }))
    await rejection(invoker.call('order', '/cut', { retry: false }))
    const streamed = await invoker.request('http://order/cut')
    await rejection(streamed.body.text())
    await rejection(invoker.call('order', '/hang', { signal: AbortSignal.timeout(20) }))
    expect(ended(invoker.metrics())).toEqual([
      {
        service: 'order',
        active: 0,
        requests: 5,
        timedOut: 1,
        lost: 1,
        cut: 2,
        withdrawn: 1,
        // The head of the streamed one had come: an answer to its instance, a cut to the caller.
        instances: { a: { timedOut: 1, lost: 1, cut: 1, success: 1 } }
      }
    ])
  })
})

describe('context headers (routing.md 4.4)', () => {
  const KEY = 'servicecomb.request.clientRequestHeaderFilterEnabled'
  const sent = [
    'x-cse-context',
    'x-invocation-context',
    'x-cse-target-microservice',
    'traceparent',
    'tracestate'
  ]

  async function asked(
    settings: Record<string, string>,
    local: Record<string, string>,
    headers: Record<string, string> = {}
  ): Promise<Record<string, unknown>> {
    await using upstream = await startUpstream((request, response) => {
      response.end(
        JSON.stringify(
          Object.fromEntries(
            sent.flatMap((name) =>
              request.headers[name] === undefined ? [] : [[name, request.headers[name]]]
            )
          )
        )
      )
    })
    const source = scriptedSource()
    source.set('order', [instance('a', upstream.port)])
    const context = createContextAccess()
    const invoker = createInvoker({
      env: systemEnv(silentLogger),
      self: { app: 'default', name: 'shop' },
      source,
      governance: scriptedGovernance(),
      config: scriptedConfig(settings),
      context,
      contextHeaders: () => ['x-cse-context', '{"a":"b"}', 'x-cse-target-microservice', 'order']
    })
    invoker.ready()
    const here = createContext([['a', 'b']])
    for (const [name, value] of Object.entries(local)) here.local.set(name, value)
    const answered = await context.runIn(here, () => invoker.call('order', '/', { headers }))
    await invoker.destroy()
    return answered.json()
  }

  const OURS = { 'x-cse-context': '{"a":"b"}', 'x-cse-target-microservice': 'order' }
  const TRACE = {
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: 'vendor=1'
  }

  test('a third party gets none of them, not even those a proxy hands on', async () => {
    const received = { ...OURS, 'x-invocation-context': '%7B%7D' }
    expect(await asked({}, TRACE)).toEqual({ ...OURS, ...TRACE })
    expect(await asked({ [`${KEY}.order`]: 'true' }, TRACE, received)).toEqual({})
    expect(await asked({ [KEY]: 'true' }, {})).toEqual({})
    expect(await asked({ [`${KEY}.pay`]: 'true' }, {})).toEqual(OURS)
  })

  test('traceparent goes on as it came; one given by the caller wins', async () => {
    expect(await asked({}, { traceparent: TRACE.traceparent })).toEqual({
      ...OURS,
      traceparent: TRACE.traceparent
    })
    expect(await asked({}, TRACE, { traceparent: 'own' })).toEqual({ ...OURS, traceparent: 'own' })
  })

  test('a tracer that watches undici writes its own: ours would be a second one', async () => {
    const add = (message: unknown): void => {
      ;(message as { request: { addHeader(name: string, value: string): void } }).request.addHeader(
        'traceparent',
        'of the tracer'
      )
    }
    subscribe('undici:request:create', add)
    try {
      expect(await asked({}, TRACE)).toEqual({ ...OURS, traceparent: 'of the tracer' })
    } finally {
      unsubscribe('undici:request:create', add)
    }
  })
})

test('webSocket: balanced as a call is; a service without instances is its error event', async () => {
  await using upstream = await startUpstream((_request, response) => void response.writeHead(426).end())
  await using kit = startKit({ instances: [instance('a', upstream.port)] })
  for (const url of ['ws://order/updates', 'ws://nobody/']) {
    const socket = kit.invoker.webSocket(url)
    await new Promise((resolve) => socket.addEventListener('error', resolve, { once: true }))
  }
  expect(ended(kit.invoker.metrics())).toMatchObject([
    { service: 'order', active: 0, requests: 1, clientError: 1 },
    { service: 'nobody', active: 0, noInstance: 1 }
  ])
})

test('another application: app:service by call, service.app.cse in a URL', async () => {
  await using upstream = await startUpstream((_request, response) => void response.end('there'))
  const asked: string[] = []
  await using kit = startKit({ instances: [instance('a', upstream.port, { app: 'other' })] })
  const current = kit.source.current.bind(kit.source)
  kit.source.current = (target) => {
    asked.push(`${target.app}:${target.service}`)
    return current(target)
  }
  expect((await kit.invoker.call('other:order', '/')).text()).toBe('there')
  expect(await (await kit.invoker.fetch('http://order.other.cse/')).text()).toBe('there')
  expect(new Set(asked)).toEqual(new Set(['other:order']))
})
