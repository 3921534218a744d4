import { createHash } from 'node:crypto'
import { readBody, startRawUpstream, startUpstream } from '@node-chassis/testing'
import { Agent, pipeline, stream } from '@node-chassis/transport'
import type { Dispatcher } from '@node-chassis/transport'
import { Readable, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { instance, rejection, retryPolicy, startKit } from './invoker-kit.ts'

/** Drives `dispatch` by hand and notes what it hears. */
function listener(onStart?: (controller: Dispatcher.DispatchController) => void) {
  const heard: string[] = []
  let end: () => void
  const ended = new Promise<void>((resolve) => (end = resolve))
  let controller: Dispatcher.DispatchController | undefined
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(given) {
      controller = given
      heard.push('start')
      onStart?.(given)
    },
    onResponseStart: (_controller, status) => void heard.push(`head ${status}`),
    onResponseData: (_controller, chunk) => void heard.push(`data ${chunk.length}`),
    onResponseEnd() {
      heard.push('end')
      end()
    },
    onResponseError(_controller, error) {
      heard.push(`error ${(error as { code?: string }).code ?? error.message}`)
      end()
    }
  }
  return { handler, heard, ended, controller: () => controller as Dispatcher.DispatchController }
}

describe('the dispatcher (NODE-FACTS 1.2)', () => {
  test('1: the origin is text or URL; an unknown one passes through untouched', async () => {
    await using upstream = await startUpstream((request, response) => {
      response.end(request.headers['x-cse-context'] === undefined ? 'plain' : 'ours')
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      contextHeaders: () => ['x-cse-context', '{}']
    })
    const { invoker } = kit
    expect(await (await invoker.request(new URL('http://order/'))).body.text()).toBe('ours')
    expect(await (await invoker.fetch('http://order/')).text()).toBe('ours')
    expect(await (await invoker.fetch('http://order.cse/')).text()).toBe('ours')
    expect(await (await invoker.request(upstream.url)).body.text()).toBe('plain')
    expect(await (await invoker.fetch(`http://localhost:${upstream.port}/`)).text()).toBe('plain')
    const given = listener()
    invoker.dispatcher.dispatch({ origin: new URL('http://order'), path: '/', method: 'GET' }, given.handler)
    await given.ended
    expect(given.heard).toEqual(['start', 'head 200', 'data 4', 'end'])
  })

  test('2: callbacks of undici 8, 1xx included', async () => {
    await using upstream = await startUpstream((_request, response) => {
      response.writeProcessing()
      response.end('ok')
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const given = listener()
    kit.invoker.dispatcher.dispatch({ origin: 'http://order', path: '/', method: 'GET' }, given.handler)
    await given.ended
    expect(given.heard).toEqual(['start', 'head 102', 'head 200', 'data 2', 'end'])
  })

  test('2: what was sent is told too, for each attempt', async () => {
    let nth = 0
    await using upstream = await startUpstream((request, response) => {
      void readBody(request).then(() => response.writeHead(++nth === 1 ? 503 : 200).end())
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    const { handler, heard, ended } = listener()
    const telling = Object.assign(handler, {
      onBodySent: (chunk: Buffer) => void heard.push(`body ${chunk.length}`),
      onRequestSent: () => void heard.push('sent'),
      onResponseStarted: () => void heard.push('started')
    })
    const options = { origin: 'http://order', path: '/', method: 'POST', body: 'abc' } as const
    kit.invoker.dispatcher.dispatch(options, telling)
    await ended
    expect(heard).toEqual(['start', 'body 3', 'sent', 'body 3', 'sent', 'started', 'head 200', 'end'])
  })

  test('3: handlers keep their prototype and their `this`', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('{"a":1}'))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    expect(await (await kit.invoker.request('http://order/')).body.json()).toEqual({ a: 1 })
    expect(await (await kit.invoker.fetch('http://order/')).json()).toEqual({ a: 1 })
  })

  test('4: it composes with interceptors', async () => {
    await using upstream = await startUpstream((request, response) => void response.end(request.url))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const composed = kit.invoker.dispatcher.compose((dispatch) => {
      return (options, handler) => dispatch({ ...options, path: '/changed' }, handler)
    })
    expect(
      await (await composed.request({ origin: 'http://order', path: '/', method: 'GET' })).body.text()
    ).toBe('/changed')
  })

  test('5: the controller comes at once: an abort while instances are awaited sends nothing', async () => {
    let requests = 0
    await using upstream = await startUpstream(() => void requests++)
    await using kit = startKit({ notReady: true, instances: [instance('a', upstream.port)] })
    kit.invoker.starting()
    const controller = new AbortController()
    const waiting = rejection(kit.invoker.request('http://order/', { signal: controller.signal }))
    const fetching = rejection(kit.invoker.fetch('http://order/', { signal: controller.signal }))
    controller.abort(new Error('enough'))
    expect((await waiting).message).toBe('enough')
    expect((await fetching).message).toBe('enough')
    kit.invoker.ready()
    expect((await rejection(kit.invoker.request('http://order/', { timeoutMs: 50 }))).code).toBe(
      'CHS_REQUEST_TIMEOUT'
    )
    expect(requests).toBe(1)
  })

  test('5: an abort inside of onRequestStart', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const given = listener((controller) => controller.abort(new Error('no')))
    kit.invoker.dispatcher.dispatch({ origin: 'http://order', path: '/', method: 'GET' }, given.handler)
    await given.ended
    expect(given.heard).toEqual(['start', 'error no'])
    expect(upstream.connections).toBe(0)
  })

  test('6: pause and resume reach the connection that serves after a retry', async () => {
    let nth = 0
    await using upstream = await startUpstream((_request, response) => {
      if (++nth === 1) response.writeHead(503).end('no')
      else response.end('x'.repeat(500_000))
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    const given = listener((controller) => controller.pause())
    kit.invoker.dispatcher.dispatch({ origin: 'http://order', path: '/', method: 'GET' }, given.handler)
    await expect.poll(() => given.heard).toEqual(['start', 'head 200'])
    expect(given.controller()).toMatchObject({ paused: true, aborted: false, reason: null })
    given.controller().resume()
    await given.ended
    expect(given.heard.at(-1)).toBe('end')
    expect(given.controller().rawHeaders).not.toBeNull()
    expect(nth).toBe(2)
  })

  test('6: abort in the body ends the request with its reason', async () => {
    await using upstream = await startUpstream((_request, response) => void response.write('x'))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const { body } = await kit.invoker.request('http://order/')
    const read = rejection(body.text())
    body.destroy(new Error('enough'))
    expect((await read).message).toBe('enough')
  })

  test('7: errors come through the handler, never out of dispatch', async () => {
    await using kit = startKit({ instances: [instance('a', 1)] })
    for (const options of [
      { origin: 'http://order', path: 'no slash', method: 'GET' },
      { origin: 'http://order', path: '/', method: 'GET', headers: { 'bad header': 'x' } },
      { origin: 'http://nobody', path: '/', method: 'GET' }
    ] as const) {
      const given = listener()
      expect(kit.invoker.dispatcher.dispatch(options, given.handler)).toBe(true)
      await given.ended
      expect(given.heard.at(-1)).toMatch(/^error CHS_(INVALID_ARGUMENT|NO_INSTANCE)$/)
    }
  })

  test('7: handlers of undici 7 are refused with what to do', async () => {
    await using kit = startKit({})
    const old = { onConnect() {}, onHeaders: () => true, onData: () => true, onComplete() {}, onError() {} }
    expect(() =>
      kit.invoker.dispatcher.dispatch({ origin: 'http://order', path: '/', method: 'GET' }, old as never)
    ).toThrow(/chassis\.fetch/)
  })

  test('8: a retried answer is consumed, its socket serves on', async () => {
    let nth = 0
    await using upstream = await startUpstream((_request, response) => {
      response.writeHead(++nth % 2 === 1 ? 503 : 200).end('x'.repeat(20_000))
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    for (let i = 0; i < 5; i++)
      expect((await (await kit.invoker.fetch('http://order/')).text()).length).toBe(20_000)
    expect(upstream.connections).toBeLessThanOrEqual(2)
  })

  test('9: upgrades are balanced and not retried', async () => {
    const key = Buffer.alloc(16).toString('base64')
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    let upgrades = 0
    await using upstream = await startRawUpstream((socket) => {
      socket.once('data', () => {
        upgrades++
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\nhello`
        )
      })
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { retry: retryPolicy() } })
    const { socket } = await kit.invoker.dispatcher.upgrade({
      origin: 'http://order',
      path: '/',
      protocol: 'websocket',
      headers: { 'sec-websocket-key': key }
    } as never)
    const first = await new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(String(chunk)))
    )
    socket.destroy()
    expect(first).toBe('hello')
    expect(upgrades).toBe(1)
    expect(kit.invoker.dispatcher).toMatchObject({
      webSocketOptions: { maxFragments: expect.any(Number) },
      eventSourceOptions: { maxEventSize: expect.any(Number) }
    })
  })

  test.each(['instance', 'service'] as const)('10: the host header, hostHeader %s', async (hostHeader) => {
    await using upstream = await startUpstream((request, response) => void response.end(request.headers.host))
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      settings: { 'servicecomb.invoker.hostHeader': hostHeader }
    })
    const host = (await kit.invoker.call('order', '/')).text()
    expect(host).toBe(hostHeader === 'service' ? 'order' : `127.0.0.1:${upstream.port}`)
  })

  test('11: an equal content-length given twice becomes one', async () => {
    await using upstream = await startUpstream((request, response) => {
      request.resume()
      response.end(request.headers['content-length'])
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const { body } = await kit.invoker.request('http://order/', {
      method: 'POST',
      headers: { 'content-length': '3, 3' },
      body: 'abc'
    })
    expect(await body.text()).toBe('3')
  })

  test('stream and pipeline work by service name', async () => {
    await using upstream = await startUpstream((request, response) => void request.pipe(response))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const { dispatcher } = kit.invoker
    let text = ''
    const collect = () =>
      new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) })
    await stream('http://order/', { dispatcher, method: 'POST', body: 'streamed', opaque: null }, collect)
    expect(text).toBe('streamed')
    text = ''
    const piped = Readable.from(['piped']).pipe(
      pipeline('http://order/', { dispatcher, method: 'POST' }, ({ body }) => body)
    )
    for await (const chunk of piped) text += String(chunk)
    expect(text).toBe('piped')
  })

  test('a dispatcher of ours is a Dispatcher of undici, and closes as one', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    await kit.invoker.call('order', '/')
    await kit.invoker.dispatcher.close()
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_CLOSED' })
    expect(Agent).toBeDefined()
  })
})

describe('N9: names, before and after', () => {
  test('before start, while it runs, after close', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ notReady: true, instances: [instance('a', upstream.port)] })
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_NOT_STARTED' })
    kit.invoker.starting()
    expect(await rejection(kit.invoker.call('order', '/', { timeoutMs: 30 }))).toMatchObject({
      code: 'CHS_REQUEST_TIMEOUT'
    })
    const waiting = kit.invoker.call('order', '/')
    kit.invoker.ready()
    expect((await waiting).text()).toBe('ok')
    await kit.invoker.close()
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_CLOSED' })
    expect(await rejection(kit.invoker.fetch('http://order/'))).toMatchObject({
      cause: { code: 'CHS_CLOSED' }
    })
  })

  test('call takes names, never hosts', async () => {
    await using kit = startKit({})
    for (const bad of ['http://order', 'order:8080/x', 'a/b', '']) {
      expect(await rejection(kit.invoker.call(bad, '/'))).toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
    }
  })

  test('a listed host with dots is a service, a single label in passThrough is not', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      settings: {
        'servicecomb.invoker.services': 'My.Svc',
        'servicecomb.invoker.passThrough': 'no-such-host'
      }
    })
    kit.source.set('My.Svc', [instance('a', upstream.port, { service: 'My.Svc' })])
    expect(await (await kit.invoker.fetch('http://my.svc/')).text()).toBe('ok')
    const error = await rejection(kit.invoker.request('http://no-such-host/'))
    expect(error.code).toMatch(/ENOTFOUND|EAI_AGAIN/)
  })
})

describe('answers and errors', () => {
  test('options of a call reach it through fetch and request', async () => {
    await using a = await startUpstream((request, response) => {
      if (request.url !== '/hang') response.writeHead(503).end('a')
    })
    await using b = await startUpstream((_request, response) => void response.end('b'))
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port)],
      plan: { retry: retryPolicy() }
    })
    const pinned = { instance: 'a', retry: false }
    for (let i = 0; i < 2; i++) {
      expect((await kit.invoker.fetch('http://order/', pinned)).status).toBe(503)
      expect((await kit.invoker.request('http://order/', pinned)).statusCode).toBe(503)
      expect(await (await kit.invoker.fetch('http://order/')).text()).toBe('b')
    }
    const error = await rejection(kit.invoker.fetch('http://order/hang', { ...pinned, timeoutMs: 60 }))
    expect(error.cause).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT', instance: 'a' })
  })

  test('instances with status TESTING are called by those who ask for them, and by nobody else', async () => {
    const hits: string[] = []
    const named = (name: string) =>
      startUpstream((_request, response) => {
        hits.push(name)
        response.end(name)
      })
    await using up = await named('up')
    await using tested = await named('tested')
    await using kit = startKit({
      instances: [instance('a', up.port), instance('t', tested.port, { status: 'TESTING' })]
    })
    for (let i = 0; i < 4; i++) await kit.invoker.call('order', '/')
    expect(new Set(hits)).toEqual(new Set(['up']))
    const testing = { testing: true } as const
    for (let i = 0; i < 4; i++) expect((await kit.invoker.call('order', '/', testing)).text()).toBe('tested')
    expect(await (await kit.invoker.fetch('http://order/', testing)).text()).toBe('tested')
    expect(kit.invoker.explain('order', testing).candidates.map((one) => one.candidate)).toEqual([
      false,
      true
    ])
    kit.source.set('order', [instance('a', up.port)])
    expect(await rejection(kit.invoker.call('order', '/', testing))).toMatchObject({
      code: 'CHS_NO_INSTANCE',
      reason: 'filtered'
    })
  })

  test('fetch takes the built-in Request', async () => {
    await using upstream = await startUpstream((request, response) => {
      void readBody(request).then((text) => {
        response.end(`${request.method} ${request.url} ${String(request.headers['x-mine'])} ${text}`)
      })
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const builtIn = new Request('http://order/x', {
      method: 'POST',
      body: 'text',
      headers: { 'x-mine': '1' }
    })
    const answer = await kit.invoker.fetch(builtIn as never)
    expect(await answer.text()).toBe('POST /x 1 text')
  })

  test('close lets calls in flight finish; destroy ends them', async () => {
    let answer: (() => void) | undefined
    await using upstream = await startUpstream((_request, response) => {
      answer = () => void response.end('ok')
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const running = kit.invoker.call('order', '/')
    await expect.poll(() => answer).toBeDefined()
    const closing = kit.invoker.close()
    answer?.()
    expect((await running).text()).toBe('ok')
    await closing

    await using other = startKit({ instances: [instance('a', upstream.port)] })
    const hanging = rejection(other.invoker.call('order', '/'))
    answer = undefined
    await expect.poll(() => answer).toBeDefined()
    await other.invoker.destroy()
    expect(await hanging).toMatchObject({ code: 'CHS_CLOSED' })
  })

  test('throwOnError, json, query and headers', async () => {
    await using upstream = await startUpstream((request, response) => {
      void readBody(request).then((text) => {
        const answer = { url: request.url, type: request.headers['content-type'], text }
        response.writeHead(request.url === '/bad' ? 404 : 200).end(JSON.stringify(answer))
      })
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const order = kit.invoker.service('order')
    const answer = await order.call('/x?y=1', { json: { a: 1 }, query: { z: [1, 2], gone: undefined } })
    expect(answer.json()).toEqual({ url: '/x?y=1&z=1&z=2', type: 'application/json', text: '{"a":1}' })
    expect(answer.ok).toBe(true)
    expect((await order.call({ path: '/bad' })).status).toBe(404)
    const error = await rejection(order.call('/bad', { throwOnError: true }))
    expect(error).toMatchObject({ code: 'CHS_BAD_STATUS', statusCode: 404 })
    expect(error.body).toContain('/bad')
  })

  test('failAfterMaxAttempts: CHS_RETRIES_EXHAUSTED with the last status', async () => {
    await using upstream = await startUpstream((_request, response) => void response.writeHead(503).end('no'))
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy({ maxAttempts: 1, failAfterMaxAttempts: true }) }
    })
    const expected = { code: 'CHS_RETRIES_EXHAUSTED', statusCode: 503 }
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject(expected)
    expect(await rejection(kit.invoker.request('http://order/'))).toMatchObject(expected)
  })

  test('retry: false takes no part in the policy', async () => {
    let requests = 0
    await using upstream = await startUpstream((_request, response) => {
      requests++
      response.writeHead(503).end()
    })
    await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { retry: retryPolicy() } })
    expect((await kit.invoker.call('order', '/', { retry: false })).status).toBe(503)
    expect(requests).toBe(1)
  })

  test('the context headers of the call replace those that a proxy hands on', async () => {
    await using upstream = await startUpstream((request, response) => {
      response.end(
        JSON.stringify(request.rawHeaders.filter((_, i) => request.rawHeaders[i - 1]?.startsWith('x-')))
      )
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port, { framework: 'Go-Chassis' })],
      contextHeaders: (call, framework) => ['x-cse-context', `${call.service} ${framework}`]
    })
    const answer = await kit.invoker.call('order', '/', {
      headers: { 'X-Cse-Context': 'old', 'x-kept': '1' }
    })
    expect(answer.json()).toEqual(['1', 'order Go-Chassis'])
  })

  test('explain says who would be called, who not, and why', async () => {
    await using kit = startKit({
      instances: [
        instance('a', 1),
        instance('b', 2, { status: 'DOWN' }),
        instance('c', 3, { endpoints: ['highway://127.0.0.1:3'] })
      ]
    })
    const { candidates, limits } = kit.invoker.explain('order', { path: '/x' })
    expect(candidates.map(({ instance: id, candidate, because }) => [id, candidate, because])).toEqual([
      ['a', true, 'UP and reachable'],
      ['b', false, 'status DOWN'],
      ['c', false, 'no HTTP endpoint among ["highway://127.0.0.1:3"]']
    ])
    expect(limits).toEqual({ attemptMs: 30_000, deadlineMs: undefined, connectMs: 1000 })
  })

  test('a setting that cannot be used: refused at start, ignored later', async () => {
    expect(() => startKit({ settings: { 'servicecomb.request.order.timeout': '-5' } })).toThrow(
      /servicecomb\.request\.order\.timeout/
    )
    await using hangs = await startUpstream(() => {})
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      settings: { 'servicecomb.request.timeout': '40' }
    })
    kit.config.put('servicecomb.request.timeout', '0')
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
    kit.config.put('servicecomb.request.timeout', '30')
    expect(kit.invoker.explain('order').limits.attemptMs).toBe(30)
  })

  test('the pool queue has a bound when one is set', async () => {
    let requests = 0
    await using hangs = await startUpstream(() => void requests++)
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      settings: {
        'servicecomb.rest.client.connection.maxPoolSize': '1',
        'servicecomb.rest.client.maxWaitQueueSize': '1'
      }
    })
    const holder = new AbortController()
    const held = rejection(kit.invoker.call('order', '/', { signal: holder.signal }))
    await expect.poll(() => requests).toBe(1)
    // The one connection is taken until this test lets it go: neither of these can be sent.
    const queued = rejection(kit.invoker.call('order', '/', { timeoutMs: 50 }))
    const refused = rejection(kit.invoker.call('order', '/', { timeoutMs: 50 }))
    expect((await refused).code).toBe('CHS_POOL_QUEUE_FULL')
    expect((await queued).code).toBe('CHS_REQUEST_TIMEOUT')
    holder.abort()
    await held
    expect(requests).toBe(1)
  })
})
