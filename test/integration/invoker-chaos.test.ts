import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { silentLogger, systemEnv } from '@node-chassis/core'
import type { Gate } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import {
  countingEnv,
  deadPort,
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
const says = (...texts: string[]): Script =>
  onRequest((socket) => {
    for (const text of texts) socket.write(text)
  })
const saysAndEnds = (text: string): Script => onRequest((socket) => void socket.end(text))

// What a server does; what the caller of one GET to this instance alone gets; what is booked.
const WORLD: readonly [string, Script | undefined, string | number, string][] = [
  ['refuses', undefined, 'CHS_TRANSPORT', 'UNSENT'],
  ['resets after accept', (socket) => void socket.resetAndDestroy(), 'CHS_TRANSPORT', 'UNSENT'],
  ['hangs up after accept', (socket) => void socket.end(), 'CHS_TRANSPORT', 'LOST'],
  ['hangs up after the request', saysAndEnds(''), 'CHS_TRANSPORT', 'LOST'],
  ['resets after the request', onRequest((socket) => void socket.resetAndDestroy()), 'CHS_TRANSPORT', 'LOST'],
  ['half a head', saysAndEnds('HTTP/1.1 200 OK\r\ncontent-'), 'CHS_TRANSPORT', 'LOST'],
  [
    'reset in the head',
    onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-', () => void socket.resetAndDestroy())
    }),
    'CHS_TRANSPORT',
    'LOST'
  ],
  ['no HTTP at all', saysAndEnds('SSH-2.0-x\r\n'), 'CHS_TRANSPORT', 'LOST'],
  ['half a body', saysAndEnds('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'), 'CHS_TRANSPORT', 'CUT'],
  [
    'half a chunked body',
    saysAndEnds('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
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
  [
    'chunks that are none',
    says('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'),
    'CHS_TRANSPORT',
    'CUT'
  ],
  ['no answer', () => {}, 'CHS_REQUEST_TIMEOUT', 'LIMIT'],
  ['half a head and no more', says('HTTP/1.1 200 OK\r\ncontent-'), 'CHS_REQUEST_TIMEOUT', 'LIMIT'],
  [
    'a body that never ends',
    says('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
    'CHS_REQUEST_TIMEOUT',
    'LIMIT'
  ],
  [
    'a head that is too large',
    says(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`),
    'CHS_TRANSPORT',
    'LOST'
  ],
  ['interim answers without end', says('HTTP/1.1 102 Processing\r\n\r\n'), 'CHS_REQUEST_TIMEOUT', 'LIMIT'],
  [
    'an interim answer first',
    says('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
    200,
    'ANSWER'
  ],
  [
    'a slow body',
    onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na', () => {
        setImmediate(() => socket.write('b', () => setImmediate(() => socket.write('c'))))
      })
    }),
    200,
    'ANSWER'
  ],
  ['204', says('HTTP/1.1 204 No Content\r\n\r\n'), 204, 'ANSWER'],
  // What comes behind it is nobody's: the connection goes, the answer stands.
  ['204 with a body', says('HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc'), 204, 'ANSWER'],
  ['304', says('HTTP/1.1 304 Not Modified\r\n\r\n'), 304, 'ANSWER'],
  ['304 with a body', says('HTTP/1.1 304 Not Modified\r\ncontent-length: 3\r\n\r\nabc'), 304, 'ANSWER'],
  ['a redirect', says('HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n'), 302, 'ANSWER'],
  [
    'a body ended by the connection',
    saysAndEnds('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc'),
    200,
    'ANSWER'
  ],
  [
    'trailers',
    says('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx: y\r\n\r\n'),
    200,
    'ANSWER'
  ]
]

/** Attempts of a call that meets this at its first instance, beside a healthy one: GET, POST, POST under a policy. */
const ATTEMPTS: Readonly<Record<string, readonly [number, number, number]>> = {
  UNSENT: [2, 2, 2],
  LOST: [2, 1, 2],
  CUT: [1, 1, 2],
  LIMIT: [1, 1, 1],
  ANSWER: [1, 1, 1]
}

/** A raw upstream that knows its open connections; undefined: nobody listens there. */
async function open(script: Script | undefined) {
  const sockets = new Set<Socket>()
  if (script === undefined) return { port: await deadPort(), sockets, close: () => Promise.resolve() }
  const upstream = await startRawUpstream((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    script(socket)
    // What nobody reads has no end.
    if (socket.listenerCount('data') === 0) socket.resume()
  })
  return { port: upstream.port, sockets, close: () => upstream.close() }
}

/** A call gate that notes what it is told. */
function toldGate() {
  const told: (string | undefined)[] = []
  let admitted = 0
  const gate: Gate = {
    code: 'CHS_FLOW_CONTROL',
    status: 429,
    message: 'no',
    rule: 'test',
    admit: () => admitted++,
    settle: (_call, _permit, outcome) => void told.push(outcome?.phase)
  }
  return { gate, told, admitted: () => admitted }
}

describe('what a server can do to a call', () => {
  test.each(WORLD)('%s', async (_name, script, wanted, phase) => {
    const upstream = await open(script)
    const isolation = scriptedIsolation()
    const instanceBulkhead = scriptedIsolation('instanceBulkhead')
    const { gate, told, admitted } = toldGate()
    const env = countingEnv()
    await using kit = startKit({
      env,
      instances: [instance('a', upstream.port)],
      plan: { isolation, instanceBulkhead, gates: [gate] }
    })
    const collected = await kit.invoker.call('order', '/', { timeoutMs: 150 }).then(
      (answer) => answer.status,
      (error) => error.code
    )
    expect(collected).toBe(wanted)
    expect(isolation.bookings).toEqual([
      { instance: 'a', phase, status: phase === 'ANSWER' ? wanted : expect.any(Number) }
    ])
    expect(instanceBulkhead.bookings).toHaveLength(1)
    expect(told).toEqual([phase])
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
    // Its isolation was told at the head, the others what became of the body.
    expect([isolation.bookings.length, instanceBulkhead.bookings.length, told.length]).toEqual([2, 2, 2])
    expect(admitted()).toBe(2)

    await kit.invoker.close()
    await expect.poll(() => upstream.sockets.size).toBe(0)
    // A connect test that runs ends by itself.
    await expect.poll(() => env.timers).toBe(0)
    await upstream.close()
  })

  const beside = [
    ['GET', {}, 0],
    ['POST', { body: 'x' }, 1],
    ['POST under a retry policy', { body: 'x', policy: true }, 2]
  ] as const

  test.each(
    beside.flatMap(([method, options, column]) =>
      WORLD.map(
        ([name, script, wanted, phase]) => [name, method, options, column, script, wanted, phase] as const
      )
    )
  )('%s, %s beside a healthy instance', async (_name, _method, options, column, script, wanted, phase) => {
    const upstream = await open(script)
    await using healthy = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    const { body, policy } = { body: undefined, policy: false, ...options }
    const { gate, told } = toldGate()
    await using kit = startKit({
      instances: [instance('a', upstream.port), instance('b', healthy.port)],
      plan: { isolation, gates: [gate], ...(policy ? { retry: retryPolicy({ maxAttempts: 1 }) } : {}) }
    })
    const once = (): Promise<string | number> =>
      kit.invoker.call('order', '/', { timeoutMs: 150, ...(body === undefined ? {} : { body }) }).then(
        (answer) => answer.status,
        (error) => error.code
      )
    let result = await once()
    if (isolation.admitted[0] === 'b') {
      // In turns: this one begins with the other.
      isolation.admitted.length = 0
      isolation.bookings.length = 0
      result = await once()
    }
    const attempts = ATTEMPTS[phase]?.[column] ?? 0
    expect(isolation.admitted).toEqual(['a', 'b'].slice(0, attempts))
    expect(isolation.bookings.map((one) => one.phase)).toEqual([phase, 'ANSWER'].slice(0, attempts))
    expect(result).toBe(attempts === 2 ? 200 : wanted)
    expect(told.at(-1)).toBe(attempts === 2 ? 'ANSWER' : phase)
    expect(isolation.out).toBe(0)
    await kit.invoker.destroy()
    await expect.poll(() => upstream.sockets.size).toBe(0)
    await upstream.close()
  })
})

describe('what belongs to HTTP', () => {
  test('HEAD has no body, and its answer is whole', async () => {
    await using upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-length': '99' }).end()
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const answer = await kit.invoker.call('order', '/', { method: 'HEAD' })
    expect([answer.status, answer.text(), answer.headers['content-length']]).toEqual([200, '', '99'])
  })

  test('trailers reach the reader of a stream', async () => {
    await using upstream = await startRawUpstream(
      says('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-sum: y\r\n\r\n')
    )
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const { body, trailers } = await kit.invoker.request('http://order/')
    expect([await body.text(), trailers]).toEqual(['a', { 'x-sum': 'y' }])
  })

  test('gzip: fetch unpacks it, the others hand it on as it came', async () => {
    const packed = gzipSync('hello')
    await using upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    expect(await (await kit.invoker.fetch('http://order/')).text()).toBe('hello')
    const answer = await kit.invoker.call('order', '/')
    expect([answer.headers['content-encoding'], Buffer.from(answer.bytes())]).toEqual(['gzip', packed])
  })

  test('redirects: fetch follows them by service name, the others hand them on', async () => {
    await using upstream = await startUpstream((request, response) => {
      if (request.url === '/b') response.end('there')
      else response.writeHead(302, { location: 'http://order/b' }).end()
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const followed = await kit.invoker.fetch('http://order/')
    expect([followed.redirected, await followed.text()]).toEqual([true, 'there'])
    expect((await kit.invoker.call('order', '/')).status).toBe(302)
    expect((await kit.invoker.request('http://order/')).statusCode).toBe(302)
  })

  test('expect: 100-continue: the body waits for the interim answer', async () => {
    await using upstream = await startRawUpstream((socket) => {
      let text = ''
      socket.on('data', (chunk) => {
        text += String(chunk)
        if (text.endsWith('\r\n\r\n')) {
          expect(text).toMatch(/expect: 100-continue/)
          socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        }
        if (text.endsWith('body')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const options = { method: 'POST', body: 'body', expectContinue: true } as const
    const { statusCode, body } = await kit.invoker.request('http://order/', options)
    expect([statusCode, await body.text()]).toEqual([200, 'ok'])
  })

  test('a request whose content-length is not that of its body is the caller’s mistake', async () => {
    let requests = 0
    await using upstream = await startUpstream(() => void requests++)
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', upstream.port), instance('b', upstream.port)],
      plan: { isolation, retry: retryPolicy() }
    })
    const headers = { 'content-length': '9' }
    const error = await rejection(kit.invoker.call('order', '/', { method: 'POST', body: 'abc', headers }))
    expect(error).toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
    expect(isolation.bookings).toEqual([
      { instance: expect.any(String), phase: undefined, status: undefined }
    ])
    expect([requests, isolation.out]).toEqual([0, 0])
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

  test('while the registry is asked', async () => {
    let asked = 0
    const left = await leave(() => expect.poll(() => asked).toBe(1), {
      source: {
        current: () => undefined,
        onChange: () => () => {},
        pull: () => {
          asked++
          return new Promise(() => {})
        }
      }
    })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('while a fault delays it', async () => {
    const governance = createGovernance({
      env: systemEnv(silentLogger),
      self: { app: 'default', service: 'shop', version: '1.0.0' }
    })
    governance.apply(
      new Map([
        ['servicecomb.matchGroup.all', 'matches:\n  - apiPath: {prefix: /}'],
        ['servicecomb.faultInjection.all', 'type: delay\npercentage: 100\ndelayTime: 60000']
      ])
    )
    const left = await leave(() => Promise.resolve(), { governance, instances: [instance('a', 1)] })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('in the queue of an instance', async () => {
    const env = countingEnv()
    const governance = createGovernance({ env, self: { app: 'default', service: 'shop', version: '1.0.0' } })
    governance.apply(
      new Map([
        ['servicecomb.matchGroup.all', 'matches:\n  - apiPath: {prefix: /}'],
        ['servicecomb.instanceBulkhead.all', 'maxConcurrentCalls: 1\nmaxWaitDuration: 60000']
      ])
    )
    const hanging: (() => void)[] = []
    await using upstream = await startUpstream((request, response) => {
      if (request.url === '/held') hanging.push(() => void response.end())
      else response.end()
    })
    await using kit = startKit({ env, governance, instances: [instance('a', upstream.port)] })
    const held = kit.invoker.call('order', '/held')
    await expect.poll(() => hanging.length).toBe(1)
    const controller = new AbortController()
    const queued = rejection(kit.invoker.call('order', '/', { signal: controller.signal }))
    controller.abort(new Error('enough'))
    expect((await queued).message).toBe('enough')
    hanging[0]?.()
    await held
    // Its place in the queue is nobody's: the slot is free.
    expect((await kit.invoker.call('order', '/')).status).toBe(200)
  })

  test('while the answer is awaited: the connection goes, nothing is booked', async () => {
    await using hangs = await startUpstream(() => {})
    const left = await leave(() => expect.poll(() => hangs.connections).toBe(2), {
      instances: [instance('a', hangs.port)]
    })
    expect(left).toEqual(GIVEN_BACK)
  })

  test('in the body', async () => {
    const closed: string[] = []
    await using upstream = await startUpstream((request, response) => {
      response.once('close', () => closed.push(request.url ?? ''))
      response.write('x')
    })
    const isolation = scriptedIsolation()
    const instanceBulkhead = scriptedIsolation('instanceBulkhead')
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { isolation, instanceBulkhead }
    })
    const controller = new AbortController()
    const collected = rejection(kit.invoker.call('order', '/collected', { signal: controller.signal }))
    const { body } = await kit.invoker.request('http://order/streamed', { signal: controller.signal })
    const read = rejection(body.text())
    await expect.poll(() => isolation.bookings.length).toBe(1)
    controller.abort(new Error('enough'))
    expect([(await collected).message, (await read).message]).toEqual(['enough', 'enough'])
    await expect.poll(() => closed.toSorted()).toEqual(['/collected', '/streamed'])
    // The streamed one was an answer at its head, the collected one is nobody's fault.
    expect(new Set(isolation.bookings.map((one) => one.phase))).toEqual(new Set(['ANSWER', undefined]))
    expect([isolation.out, instanceBulkhead.out]).toEqual([0, 0])
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
