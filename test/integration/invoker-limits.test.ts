import type { Socket } from 'node:net'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { instance, rejection, retryPolicy, scriptedIsolation, startKit } from './invoker-kit.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** Accepts and never answers the TLS handshake: a connection that does not come to stand. */
async function neverConnects(id: string) {
  const upstream = await startRawUpstream(() => {})
  const one = instance(id, upstream.port, {
    endpoints: [`rest://127.0.0.1:${upstream.port}?sslEnabled=true`]
  })
  return { upstream, one }
}

describe('N7: limits', () => {
  test('no answer: CHS_REQUEST_TIMEOUT 408, booked with its start', async () => {
    await using hangs = await startUpstream((request, response) => {
      if (request.url === '/first') response.end('ok')
    })
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      plan: { isolation },
      settings: { 'servicecomb.request.order.timeout': '80' }
    })
    // A connection that stands: on a busy machine one may take longer than the limit, and that has another name.
    await kit.invoker.call('order', '/first', { timeoutMs: 0 })
    const error = await rejection(kit.invoker.call('order', '/'))
    expect(error).toMatchObject({
      code: 'CHS_REQUEST_TIMEOUT',
      statusCode: 408,
      message: 'Request Timeout.',
      instance: 'a',
      unsent: false
    })
    expect(isolation.bookings.at(-1)).toEqual({ instance: 'a', phase: 'LIMIT', status: 0 })
    expect(isolation.bookings).toHaveLength(2)
  })

  test('B-055 (b): queued behind a busy connection: CHS_REQUEST_TIMEOUT, nothing booked, nothing sent', async () => {
    let requests = 0
    await using hangs = await startUpstream(() => void requests++)
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      plan: { isolation },
      settings: { 'servicecomb.rest.client.connection.maxPoolSize': '1' }
    })
    const busy = rejection(kit.invoker.call('order', '/', { timeoutMs: 400 }))
    await expect.poll(() => requests).toBe(1)
    const error = await rejection(kit.invoker.call('order', '/', { timeoutMs: 60 }))
    expect(error).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT', statusCode: 408 })
    expect(isolation.bookings).toEqual([{ instance: 'a', phase: undefined, status: undefined }])
    await busy
    expect(requests).toBe(1)
    expect(isolation.out).toBe(0)
  })

  test('B-055 (c): connecting: CHS_CONNECT_TIMEOUT at the attempt limit', async () => {
    const hole = await neverConnects('a')
    await using _upstream = hole.upstream
    await using kit = startKit({ instances: [hole.one] })
    const error = await rejection(kit.invoker.call('order', '/', { timeoutMs: 100 }))
    expect(error).toMatchObject({ code: 'CHS_CONNECT_TIMEOUT', statusCode: 408, unsent: true })
  })

  test('the attempt limit covers its hops: none is made after it', async () => {
    const [one, two] = [await neverConnects('a'), await neverConnects('b')]
    await using _one = one.upstream
    await using _two = two.upstream
    const isolation = scriptedIsolation()
    await using kit = startKit({ instances: [one.one, two.one], plan: { isolation } })
    await rejection(kit.invoker.call('order', '/', { timeoutMs: 80 }))
    expect(isolation.bookings.map((booking) => booking.phase)).toEqual(['UNSENT'])
  })

  test('the connect limit moves a POST to another instance', async () => {
    const hole = await neverConnects('a')
    await using _upstream = hole.upstream
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [hole.one, instance('b', ok.port)],
      settings: { 'servicecomb.rest.client.connection.timeoutInMillis': '100' }
    })
    for (let i = 0; i < 4; i++)
      expect((await kit.invoker.call('order', '/', { body: 'x' })).text()).toBe('ok')
  })

  test('B-047 (a): the deadline cuts the pause; cause is the last outcome', async () => {
    let requests = 0
    await using upstream = await startUpstream((_request, response) => {
      requests++
      response.writeHead(503).end()
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy({ maxAttempts: 100, pauseMs: () => 60_000 }) }
    })
    const error = await rejection(kit.invoker.call('order', '/', { deadlineMs: 120 }))
    expect(error).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT', statusCode: 408 })
    expect(error.cause).toMatchObject({ phase: 'ANSWER', status: 503 })
    expect(requests).toBe(1)
  })

  test('B-047 (b): the signal cuts the pause with its reason', async () => {
    let requests = 0
    await using upstream = await startUpstream((_request, response) => {
      requests++
      response.writeHead(503).end()
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy({ maxAttempts: 100, pauseMs: () => 60_000 }) }
    })
    const controller = new AbortController()
    const call = rejection(kit.invoker.call('order', '/', { signal: controller.signal }))
    await expect.poll(() => requests).toBe(1)
    controller.abort(new Error('enough'))
    expect((await call).message).toBe('enough')
  })

  test('an endless answer to be dropped costs 100 ms or 64 KiB, not the call', async () => {
    let nth = 0
    await using slow = await startUpstream((_request, response) => {
      if (++nth === 1) {
        response.writeHead(503)
        response.write('x')
      } else if (nth === 2) {
        response.writeHead(503)
        response.write('x'.repeat(200_000))
      } else response.end('ok')
    })
    await using kit = startKit({
      instances: [instance('a', slow.port)],
      plan: { retry: retryPolicy({ maxAttempts: 2 }) }
    })
    expect((await kit.invoker.call('order', '/')).text()).toBe('ok')
    expect(slow.connections).toBe(3)
  })
})

describe('N38: streamed answers', () => {
  test('the attempt limit ends at the head; timeoutMs reaches to the last byte', async () => {
    await using slow = await startUpstream((_request, response) => {
      response.write('a')
      setTimeout(() => response.end('b'), 300)
    })
    await using kit = startKit({
      instances: [instance('a', slow.port)],
      settings: { 'servicecomb.request.timeout': '100' }
    })
    const { body } = await kit.invoker.request('http://order/')
    expect(await body.text()).toBe('ab')
    const limited = await kit.invoker.request('http://order/', { timeoutMs: 100 })
    expect(await rejection(limited.body.text())).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
    // Collected: to the last byte.
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
  })

  test('deadlineMs bounds the body as well', async () => {
    await using endless = await startUpstream((_request, response) => void response.write('a'))
    await using kit = startKit({ instances: [instance('a', endless.port)] })
    const { body } = await kit.invoker.request('http://order/', { deadlineMs: 100 })
    expect(await rejection(body.text())).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
  })

  test('isolation is settled at the head, the bulkhead when the body has ended', async () => {
    let finish: (() => void) | undefined
    await using upstream = await startUpstream((_request, response) => {
      response.write('a')
      finish = () => void response.end('b')
    })
    const isolation = scriptedIsolation()
    const instanceBulkhead = scriptedIsolation('instanceBulkhead')
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { isolation, instanceBulkhead }
    })
    const { body } = await kit.invoker.request('http://order/')
    expect([isolation.out, instanceBulkhead.out]).toEqual([0, 1])
    finish?.()
    await body.text()
    expect(instanceBulkhead.out).toBe(0)
    const cancelled = await kit.invoker.request('http://order/')
    expect(instanceBulkhead.out).toBe(1)
    cancelled.body.on('error', () => {}).destroy()
    await expect.poll(() => instanceBulkhead.out).toBe(0)
  })

  test('a body that is cut is the reader’s error, and nothing is sent again', async () => {
    let requests = 0
    await using cuts = await startRawUpstream((socket) => {
      socket.once('data', () => {
        requests++
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')
      })
    })
    await using other = await startUpstream(() => void requests++)
    await using kit = startKit({
      instances: [instance('a', cuts.port), instance('b', other.port, { status: 'DOWN' })],
      plan: { retry: retryPolicy() }
    })
    const { body, statusCode } = await kit.invoker.request('http://order/')
    expect(statusCode).toBe(200)
    expect(await rejection(body.text())).toMatchObject({ code: 'CHS_TRANSPORT' })
    expect(requests).toBe(1)
  })
})

describe('N40: half-open sockets', () => {
  test('a limit without a byte on a reused socket gives the instance a new pool', async () => {
    const sockets: Socket[] = []
    await using upstream = await startRawUpstream((socket) => {
      const nth = sockets.push(socket)
      let requests = 0
      // The first two connections answer once and then swallow everything; later ones answer always.
      socket.on('data', () => {
        if (nth > 2 || ++requests === 1) socket.write(OK)
      })
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const call = () => kit.invoker.call('order', '/', { timeoutMs: 150 })
    await Promise.all([call(), call()])
    expect(sockets).toHaveLength(2)
    expect(await rejection(call())).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
    for (let i = 0; i < 4; i++) expect((await call()).text()).toBe('ok')
  })
})
