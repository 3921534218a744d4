import type { Socket } from 'node:net'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import {
  instance,
  rejection,
  retryPolicy,
  scriptedGovernance,
  scriptedIsolation,
  startKit
} from './invoker-kit.ts'

type Script = (socket: Socket) => void

const onRequest =
  (answer: (socket: Socket) => void): Script =>
  (socket) =>
    void socket.on('data', () => answer(socket))

// What a server does; what the caller of one GET to this instance alone gets; what is booked.
const WORLD: readonly [string, Script, string | number, string][] = [
  ['resets after accept', (socket) => void socket.resetAndDestroy(), 'CHS_TRANSPORT', 'UNSENT'],
  ['hangs up after the request', onRequest((socket) => void socket.end()), 'CHS_TRANSPORT', 'LOST'],
  ['resets after the request', onRequest((socket) => void socket.resetAndDestroy()), 'CHS_TRANSPORT', 'LOST'],
  [
    'half a head',
    onRequest((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-')),
    'CHS_TRANSPORT',
    'LOST'
  ],
  ['no HTTP at all', onRequest((socket) => void socket.end('SSH-2.0-x\r\n')), 'CHS_TRANSPORT', 'LOST'],
  [
    'half a body',
    onRequest((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')),
    'CHS_TRANSPORT',
    'CUT'
  ],
  [
    'reset in the body',
    onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', () => void socket.resetAndDestroy())
    }),
    'CHS_TRANSPORT',
    'CUT'
  ],
  ['no answer', () => {}, 'CHS_REQUEST_TIMEOUT', 'LIMIT'],
  [
    'a body that never ends',
    onRequest((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')),
    'CHS_REQUEST_TIMEOUT',
    'LIMIT'
  ],
  [
    'a head that is too large',
    onRequest((socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`)),
    'CHS_TRANSPORT',
    'LOST'
  ],
  [
    'an interim answer first',
    onRequest((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    }),
    200,
    'ANSWER'
  ],
  ['204', onRequest((socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n')), 204, 'ANSWER'],
  ['304', onRequest((socket) => void socket.write('HTTP/1.1 304 Not Modified\r\n\r\n')), 304, 'ANSWER'],
  [
    'a body ended by the connection',
    onRequest((socket) => void socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc')),
    200,
    'ANSWER'
  ],
  [
    'trailers',
    onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx: y\r\n\r\n')
    }),
    200,
    'ANSWER'
  ]
]

describe('what a server can do to a call', () => {
  test.each(WORLD)('%s', async (_name, script, wanted, phase) => {
    await using upstream = await startRawUpstream(script)
    const isolation = scriptedIsolation()
    const instanceBulkhead = scriptedIsolation('instanceBulkhead')
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { isolation, instanceBulkhead }
    })
    const collected = await kit.invoker.call('order', '/', { timeoutMs: 150 }).then(
      (answer) => answer.status,
      (error) => error.code
    )
    expect(collected).toBe(wanted)
    expect(isolation.bookings.map((one) => one.phase)).toEqual([phase])
    expect([isolation.out, instanceBulkhead.out]).toEqual([0, 0])

    const streamed = await kit.invoker.request('http://order/', { timeoutMs: 150 }).then(
      async ({ statusCode, body }) => {
        try {
          await body.text()
          return statusCode
        } catch (error) {
          return (error as { code: string }).code
        }
      },
      (error) => error.code
    )
    expect(streamed).toBe(wanted)
    expect([isolation.out, instanceBulkhead.out]).toEqual([0, 0])
  })

  test('HEAD has no body, and its answer is whole', async () => {
    await using upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-length': '99' }).end()
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const answer = await kit.invoker.call('order', '/', { method: 'HEAD' })
    expect([answer.status, answer.text(), answer.headers['content-length']]).toEqual([200, '', '99'])
  })
})

describe('leaving at every stage gives everything back', () => {
  const leave = async (
    stage: (kit: ReturnType<typeof startKit>) => Promise<unknown>,
    options: Parameters<typeof startKit>[0]
  ): Promise<unknown[]> => {
    const isolation = scriptedIsolation()
    const instanceBulkhead = scriptedIsolation('instanceBulkhead')
    await using kit = startKit({ ...options, plan: { isolation, instanceBulkhead, ...options?.plan } })
    const controller = new AbortController()
    const collected = rejection(kit.invoker.call('order', '/', { signal: controller.signal }))
    const streamed = rejection(kit.invoker.request('http://order/', { signal: controller.signal }))
    await stage(kit)
    controller.abort(new Error('enough'))
    const messages = [(await collected).message, (await streamed).message]
    return [...messages, isolation.out, instanceBulkhead.out]
  }
  const GIVEN_BACK = ['enough', 'enough', 0, 0]

  test('while the chassis starts', async () => {
    const left = await leave(() => Promise.resolve(), { notReady: false, instances: [] })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('while connecting', async () => {
    await using silent = await startRawUpstream(() => {})
    const one = instance('a', silent.port, { endpoints: [`rest://127.0.0.1:${silent.port}?sslEnabled=true`] })
    const left = await leave(() => expect.poll(() => silent.connections).toBe(2), { instances: [one] })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('in the queue of a busy pool', async () => {
    await using hangs = await startUpstream(() => {})
    const left = await leave(() => expect.poll(() => hangs.connections).toBe(1), {
      instances: [instance('a', hangs.port)],
      settings: { 'servicecomb.rest.client.connection.maxPoolSize': '1' }
    })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('in a pause', async () => {
    let requests = 0
    await using refuses = await startUpstream((_request, response) => {
      requests++
      response.writeHead(503).end()
    })
    const left = await leave(() => expect.poll(() => requests).toBe(2), {
      instances: [instance('a', refuses.port)],
      plan: { retry: retryPolicy({ pauseMs: () => 60_000 }) }
    })
    expect(left).toEqual(GIVEN_BACK)
    expect(requests).toBe(2)
  })

  test('an entry that was given up in the queue is never sent, and its socket lives', async () => {
    const paths: string[] = []
    let answer: (() => void) | undefined
    await using upstream = await startUpstream((request, response) => {
      paths.push(request.url ?? '')
      if (request.url === '/first') answer = () => void response.end('ok')
      else response.end('ok')
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      settings: { 'servicecomb.rest.client.connection.maxPoolSize': '1' }
    })
    const first = kit.invoker.call('order', '/first')
    await expect.poll(() => answer).toBeDefined()
    const controller = new AbortController()
    const second = rejection(kit.invoker.call('order', '/second', { signal: controller.signal }))
    const third = kit.invoker.call('order', '/third')
    controller.abort(new Error('enough'))
    await second
    answer?.()
    await first
    expect((await third).text()).toBe('ok')
    expect(paths).toEqual(['/first', '/third'])
    expect(upstream.connections).toBe(1)
  })
})

test('a queued bulkhead: the call waits for a slot, and no longer than its limit', async () => {
  let held = 0
  const waiting: (() => void)[] = []
  const gate = {
    code: 'CHS_BULKHEAD_FULL' as const,
    status: 503,
    message: 'bulkhead is full and does not permit further calls.',
    rule: 'servicecomb.instanceBulkhead.test',
    blockedUntil: Infinity,
    maxWaitMs: 60_000,
    wouldAdmit: () => true,
    admit: () => (held < 1 ? held++ : -2),
    enqueue(run: () => void) {
      waiting.push(run)
      return () => void waiting.splice(waiting.indexOf(run), 1)
    },
    settle() {
      const next = waiting.shift()
      if (next === undefined) held--
      else next()
    }
  }
  const finish: (() => void)[] = []
  await using upstream = await startUpstream((_request, response) => {
    finish.push(() => void response.end('ok'))
  })
  await using kit = startKit({
    instances: [instance('a', upstream.port)],
    governance: scriptedGovernance({
      instanceBulkhead: { ...scriptedIsolation('instanceBulkhead'), gateOf: () => gate }
    })
  })
  const first = kit.invoker.call('order', '/')
  const second = kit.invoker.call('order', '/')
  const third = await rejection(kit.invoker.call('order', '/', { timeoutMs: 50 }))
  expect(third).toMatchObject({ code: 'CHS_BULKHEAD_FULL', statusCode: 503 })
  await expect.poll(() => finish.length).toBe(1)
  finish[0]?.()
  await first
  await expect.poll(() => finish.length).toBe(2)
  finish[1]?.()
  expect((await second).text()).toBe('ok')
  expect([held, waiting.length]).toEqual([0, 0])
})

test('a caller that throws while it reads ends its own request only', async () => {
  await using upstream = await startUpstream((_request, response) => void response.end('x'.repeat(200_000)))
  const instanceBulkhead = scriptedIsolation('instanceBulkhead')
  await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { instanceBulkhead } })
  const error = await new Promise<Error>((resolve) => {
    kit.invoker.dispatcher.dispatch(
      { origin: 'http://order', path: '/', method: 'GET' },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {
          throw new Error('mine')
        },
        onResponseEnd() {},
        onResponseError: (_controller, given) => resolve(given)
      }
    )
  })
  expect(error.message).toBe('mine')
  expect(instanceBulkhead.bookings).toEqual([{ instance: 'a', phase: undefined, status: undefined }])
  expect((await kit.invoker.call('order', '/')).text()).toHaveLength(200_000)
})
