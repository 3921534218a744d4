import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { readBody, startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import {
  byVersion,
  deadPort,
  instance,
  rejection,
  retryPolicy,
  scriptedIsolation,
  startKit
} from './invoker-kit.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** Hears each request of a raw connection, whole heads only. */
function eachRequest(socket: Socket, answer: (nth: number) => void): void {
  let nth = 0
  socket.on('data', () => answer(++nth))
}

describe('N1: unsent attempts cost no call', () => {
  test('a refused POST moves to the next instance without a policy, and the instance leaves the candidates', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    const dead = await deadPort()
    await using kit = startKit({
      instances: [instance('dead', dead), instance('live', ok.port)],
      plan: { isolation }
    })
    const failed: string[] = []
    kit.invoker.on('failed', (event) => void failed.push(event.instance))
    for (let i = 0; i < 10; i++) {
      const answer = await kit.invoker.call('order', '/', { body: 'x' })
      expect(answer.text()).toBe('ok')
    }
    expect(isolation.bookings.filter((one) => one.instance === 'dead')).toEqual([
      { instance: 'dead', phase: 'UNSENT', status: 0 }
    ])
    expect(failed).toEqual(['dead'])
    expect(isolation.out).toBe(0)
  })

  test('at most three hops a call; all refuse: CHS_TRANSPORT with the last cause', async () => {
    const ports = await Promise.all([1, 2, 3, 4, 5, 6].map(() => deadPort()))
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: ports.map((port, i) => instance(`i${i}`, port)),
      plan: { isolation }
    })
    const error = await rejection(kit.invoker.call('order', '/'))
    expect(error).toMatchObject({ code: 'CHS_TRANSPORT', statusCode: 490, unsent: true })
    expect((error.cause as { code: string }).code).toBe('ECONNREFUSED')
    expect(isolation.bookings).toHaveLength(4)
  })

  test('a reset right after accept is unsent too', async () => {
    await using resets = await startRawUpstream((socket) => socket.resetAndDestroy())
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', resets.port), instance('b', ok.port)] })
    for (let i = 0; i < 4; i++) {
      const answer = await kit.invoker.call('order', '/', { method: 'POST', body: 'x' })
      expect(answer.status).toBe(200)
    }
  })

  test('servicecomb.invoker.failover.unsent=false: no hop, and the instance stays a candidate', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('dead', await deadPort()), instance('live', ok.port)],
      plan: { isolation },
      settings: { 'servicecomb.invoker.failover.unsent': 'false' }
    })
    const results = []
    for (let i = 0; i < 6; i++)
      results.push(await kit.invoker.call('order', '/').catch((error) => error.code))
    expect(results.filter((one) => one === 'CHS_TRANSPORT')).toHaveLength(3)
    expect(isolation.bookings.filter((one) => one.phase === 'UNSENT')).toHaveLength(3)
  })

  test('a pinned call stays on its instance', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('dead', await deadPort()), instance('live', ok.port)] })
    const error = await rejection(kit.invoker.call('order', '/', { instance: 'dead' }))
    expect(error).toMatchObject({ code: 'CHS_TRANSPORT', instance: 'dead' })
  })

  test('the connect test brings an instance back', async () => {
    const port = await deadPort()
    await using kit = startKit({ instances: [instance('a', port)] })
    const recovered = new Promise((resolve) => kit.invoker.on('recovered', resolve))
    await rejection(kit.invoker.call('order', '/'))
    await using back = await startUpstream((_request, response) => void response.end('ok'), port)
    expect(await recovered).toMatchObject({ instance: 'a', by: 'connect-test' })
    expect(back.connections).toBeGreaterThan(0)
  })
})

describe('N2: stale sockets', () => {
  // Answers the first request of each connection and cuts it at the second.
  const cutsSecond = (socket: Socket): void =>
    eachRequest(socket, (nth) => (nth === 1 ? socket.write(OK) : socket.destroy()))

  test('a replayable PUT is sent once more on a fresh connection, not booked, not counted', async () => {
    await using upstream = await startRawUpstream(cutsSecond)
    const isolation = scriptedIsolation()
    await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { isolation } })
    const put = () => kit.invoker.call('order', '/', { method: 'PUT', body: 'x' })
    // undici keeps two sockets for calls one after the other: the third is the first on a reused one.
    for (let i = 0; i < 6; i++) expect((await put()).status).toBe(200)
    expect(isolation.bookings.every((one) => one.phase === 'ANSWER')).toBe(true)
    expect(isolation.bookings).toHaveLength(6)
    expect(upstream.connections).toBeGreaterThanOrEqual(4)
  })

  test('a POST is not', async () => {
    await using upstream = await startRawUpstream(cutsSecond)
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const results = []
    for (let i = 0; i < 6; i++) {
      results.push(await kit.invoker.call('order', '/', { body: 'x' }).catch((error) => error.code))
    }
    expect(results).toContain('CHS_TRANSPORT')
  })

  test('retry: false leaves the failure as it is', async () => {
    await using upstream = await startRawUpstream(cutsSecond)
    await using kit = startKit({ instances: [instance('a', upstream.port)] })
    const results = []
    for (let i = 0; i < 6; i++) {
      results.push(await kit.invoker.call('order', '/', { retry: false }).catch((error) => error.code))
    }
    expect(results).toContain('CHS_TRANSPORT')
  })
})

describe('N3: sent, connection lost', () => {
  const hangsUp = (socket: Socket): void => void socket.once('data', () => socket.end())

  test('a GET goes once to another instance', async () => {
    await using lost = await startRawUpstream(hangsUp)
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', lost.port), instance('b', ok.port)],
      plan: { isolation }
    })
    for (let i = 0; i < 6; i++) expect((await kit.invoker.call('order', '/')).text()).toBe('ok')
    // The second try moves the cursor as well: most calls begin on the instance that hangs up.
    expect(isolation.bookings.filter((one) => one.phase === 'LOST').length).toBeGreaterThanOrEqual(3)
    expect(isolation.bookings.filter((one) => one.phase === 'ANSWER')).toHaveLength(6)
  })

  test('once: of three instances that hang up two are asked', async () => {
    await using a = await startRawUpstream(hangsUp)
    await using b = await startRawUpstream(hangsUp)
    await using c = await startRawUpstream(hangsUp)
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port), instance('c', c.port)],
      plan: { isolation }
    })
    await rejection(kit.invoker.call('order', '/'))
    expect(isolation.bookings.map((one) => one.phase)).toEqual(['LOST', 'LOST'])
  })

  test('with nowhere to go the loss is reported', async () => {
    await using lost = await startRawUpstream(hangsUp)
    await using kit = startKit({ instances: [instance('a', lost.port)] })
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({
      code: 'CHS_TRANSPORT',
      unsent: false
    })
  })

  test('a POST is sent once; idempotent: true makes it safe; idempotent: false beats GET', async () => {
    let requests = 0
    await using lost = await startRawUpstream((socket) => {
      requests++
      hangsUp(socket)
    })
    await using other = await startRawUpstream((socket) => {
      requests++
      hangsUp(socket)
    })
    await using kit = startKit({ instances: [instance('a', lost.port), instance('b', other.port)] })
    await rejection(kit.invoker.call('order', '/', { body: 'x' }))
    await rejection(kit.invoker.call('order', '/', { idempotent: false }))
    // Connect tests connect as well: told apart by what they send.
    const posts = requests
    expect(posts).toBeGreaterThanOrEqual(2)
    await using safe = await startUpstream((_request, response) => void response.end('ok'))
    kit.source.set('order', [instance('a', lost.port), instance('c', safe.port)])
    for (let i = 0; i < 4; i++) {
      expect((await kit.invoker.call('order', '/', { body: 'x', idempotent: true })).text()).toBe('ok')
    }
  })

  test('with a retry policy the policy alone decides', async () => {
    await using lost = await startRawUpstream(hangsUp)
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('a', lost.port), instance('b', ok.port)],
      plan: { retry: retryPolicy({ maxAttempts: 1 }) }
    })
    for (let i = 0; i < 4; i++) {
      expect((await kit.invoker.call('order', '/', { body: 'x' })).text()).toBe('ok')
    }
  })

  test('servicecomb.invoker.failover.safe=false turns it off', async () => {
    await using lost = await startRawUpstream(hangsUp)
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('a', lost.port), instance('b', ok.port)],
      settings: { 'servicecomb.invoker.failover.safe': 'false' }
    })
    const results = []
    for (let i = 0; i < 4; i++)
      results.push(await kit.invoker.call('order', '/').catch((error) => error.code))
    expect(results).toContain('CHS_TRANSPORT')
  })
})

describe('instances and groups', () => {
  test('N4: every instance isolated: the gate still refuses', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    const isolation = scriptedIsolation()
    isolation.open('a')
    isolation.open('b')
    await using kit = startKit({
      instances: [instance('a', ok.port), instance('b', ok.port)],
      plan: { isolation }
    })
    const error = await rejection(kit.invoker.call('order', '/'))
    expect(error).toMatchObject({
      code: 'CHS_INSTANCE_ISOLATED',
      statusCode: 503,
      message: 'instance isolation circuitBreaker is open.'
    })
    expect(ok.connections).toBe(0)
  })

  test('N5: retries stay inside the group, and go on in it when all were tried', async () => {
    const seen: string[] = []
    await using one = await startUpstream((_request, response) => {
      seen.push('one')
      response.writeHead(503).end()
    })
    await using two = await startUpstream((_request, response) => {
      seen.push('two')
      response.writeHead(503).end()
    })
    await using other = await startUpstream((_request, response) => void response.end('other'))
    await using kit = startKit({
      instances: [
        instance('a', one.port),
        instance('b', two.port),
        instance('c', other.port, { version: '2.0.0' })
      ],
      plan: { retry: retryPolicy({ maxAttempts: 3 }) },
      router: byVersion
    })
    const answer = await kit.invoker.call('order', '/')
    expect(answer.status).toBe(503)
    expect(seen).toHaveLength(4)
    expect(new Set(seen).size).toBe(2)
    expect(seen[0]).not.toBe(seen[1])
    expect(seen[1]).not.toBe(seen[2])
  })

  test('N5: all tried: the last one is still passed over while another exists', async () => {
    const seen: string[] = []
    const failing = (name: string) =>
      startUpstream((_request, response) => {
        seen.push(name)
        response.writeHead(503).end()
      })
    await using one = await failing('one')
    await using two = await failing('two')
    await using kit = startKit({
      instances: [instance('a', one.port), instance('b', two.port)],
      plan: { retry: retryPolicy({ maxAttempts: 19 }), balancer: 'Random' }
    })
    await kit.invoker.call('order', '/')
    expect(seen).toHaveLength(20)
    for (let i = 1; i < seen.length; i++) expect(seen[i]).not.toBe(seen[i - 1])
  })

  test('N6: nobody to call, with the reason, the name and what looks like it', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', ok.port)], router: byVersion })
    kit.source.set('empty', [])
    kit.source.set('down', [instance('d', ok.port, { status: 'DOWN' })])
    const reasonOf = async (service: string, headers = {}) => {
      const error = await rejection(kit.invoker.call(service, '/', { headers }))
      expect(error).toMatchObject({ code: 'CHS_NO_INSTANCE', statusCode: 500 })
      return [error.reason, error.message] as const
    }
    await kit.invoker.call('order', '/')
    expect((await reasonOf('orders'))[0]).toBe('unknown-service')
    expect((await reasonOf('orders'))[1]).toMatch(/No available address found for default\/orders\..*'order'/)
    expect((await reasonOf('empty'))[0]).toBe('empty')
    expect((await reasonOf('down'))[0]).toBe('filtered')
    expect((await reasonOf('order', { 'x-version': '9' }))[0]).toBe('route')
  })

  test('N6: an empty list is asked for once more before the call fails, at most once a second', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [] })
    kit.source.setSilently('order', [instance('a', ok.port)])
    expect((await kit.invoker.call('order', '/')).text()).toBe('ok')
    expect(kit.source.pulls).toBe(1)
    kit.source.set('gone', [])
    await Promise.all([1, 2, 3].map(() => rejection(kit.invoker.call('gone', '/'))))
    await rejection(kit.invoker.call('gone', '/'))
    expect(kit.source.pulls).toBe(2)
  })

  test('N12: vanished instances serve while the list is empty and they can be reached', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', ok.port)] })
    await kit.invoker.call('order', '/')
    kit.source.set('order', [])
    for (let i = 0; i < 3; i++) expect((await kit.invoker.call('order', '/')).text()).toBe('ok')
  })

  test('N12, B-019: an instance that left a list in which others stayed is not called', async () => {
    const seen: string[] = []
    await using left = await startUpstream((_request, response) => {
      seen.push('left')
      response.end()
    })
    await using stays = await startUpstream((_request, response) => {
      seen.push('stays')
      response.end()
    })
    await using kit = startKit({ instances: [instance('a', left.port), instance('b', stays.port)] })
    for (let i = 0; i < 4; i++) await kit.invoker.call('order', '/')
    kit.source.set('order', [instance('b', stays.port)])
    seen.length = 0
    for (let i = 0; i < 6; i++) await kit.invoker.call('order', '/')
    expect(new Set(seen)).toEqual(new Set(['stays']))
  })

  test('N12: a vanished instance that cannot be reached is dropped', async () => {
    const gone = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({ instances: [instance('a', gone.port)] })
    await kit.invoker.call('order', '/')
    await gone.close()
    kit.source.set('order', [])
    await expect
      .poll(async () => (await rejection(kit.invoker.call('order', '/'))).code)
      .toBe('CHS_NO_INSTANCE')
  })
})

describe('chains (governance.md C.2)', () => {
  test('L01: an open breaker on A: one attempt, on B', async () => {
    await using a = await startUpstream((_request, response) => void response.end('a'))
    await using b = await startUpstream((_request, response) => void response.end('b'))
    const isolation = scriptedIsolation()
    isolation.open('a')
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port)],
      plan: { isolation, retry: retryPolicy() }
    })
    for (let i = 0; i < 4; i++) expect((await kit.invoker.call('order', '/')).text()).toBe('b')
    expect(isolation.admitted).toEqual(['b', 'b', 'b', 'b'])
    expect(a.connections).toBe(0)
  })

  test('L02: only A and its breaker open: every attempt refused, 503, nothing booked', async () => {
    await using a = await startUpstream((_request, response) => void response.end('a'))
    const isolation = scriptedIsolation()
    isolation.open('a')
    let pauses = 0
    await using kit = startKit({
      instances: [instance('a', a.port)],
      plan: { isolation, retry: retryPolicy({ maxAttempts: 2, pauseMs: () => (pauses++, 1) }) }
    })
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({
      statusCode: 503,
      message: 'instance isolation circuitBreaker is open.'
    })
    expect(pauses).toBe(2)
    expect(isolation.bookings).toEqual([])
    expect(a.connections).toBe(0)
  })

  test('L03: retryOnSame 1, maxAttempts 3: A A and then the two others, each once', async () => {
    const seen: string[] = []
    const failing = (name: string) =>
      startUpstream((_request, response) => {
        seen.push(name)
        response.writeHead(503).end('no')
      })
    await using a = await failing('a')
    await using b = await failing('b')
    await using c = await failing('c')
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port), instance('c', c.port)],
      plan: { retry: retryPolicy({ retryOnSame: 1, maxAttempts: 3 }) }
    })
    expect((await kit.invoker.call('order', '/')).status).toBe(503)
    expect(seen).toHaveLength(4)
    expect(seen[0]).toBe(seen[1])
    expect(new Set(seen)).toEqual(new Set(['a', 'b', 'c']))
  })

  test('L04: a gate of the whole call refuses once, outside of retry', async () => {
    await using a = await startUpstream((_request, response) => void response.end('a'))
    let asked = 0
    await using kit = startKit({
      instances: [instance('a', a.port)],
      plan: {
        retry: retryPolicy(),
        gates: [
          {
            code: 'CHS_FAULT_INJECTED',
            status: 503,
            message: 'aborted by fault inject',
            rule: 'servicecomb.faultInjection.test',
            admit: () => (asked++, -1),
            settle: () => {}
          }
        ]
      }
    })
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({
      code: 'CHS_FAULT_INJECTED',
      statusCode: 503,
      message: 'aborted by fault inject'
    })
    expect(asked).toBe(1)
    expect(a.connections).toBe(0)
  })

  test('L15: the caller leaves: the permit goes back unused, no retry', async () => {
    await using hangs = await startUpstream(() => {})
    const isolation = scriptedIsolation()
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      plan: { isolation, retry: retryPolicy() }
    })
    const controller = new AbortController()
    const call = kit.invoker.call('order', '/', { signal: controller.signal })
    await expect.poll(() => hangs.connections).toBe(1)
    controller.abort(new Error('enough'))
    expect((await rejection(call)).message).toBe('enough')
    expect(isolation.bookings).toEqual([{ instance: 'a', phase: undefined, status: undefined }])
    expect(isolation.out).toBe(0)
    expect(isolation.admitted).toHaveLength(1)
  })
})

test('B-043: a retried status costs no connection', async () => {
  let nth = 0
  await using upstream = await startUpstream((request, response) => {
    void readBody(request).then(() => {
      if (++nth < 3) response.writeHead(503).end('x'.repeat(20_000))
      else response.end('ok')
    })
  })
  await using kit = startKit({
    instances: [instance('a', upstream.port)],
    plan: { retry: retryPolicy({ maxAttempts: 2, retryOnSame: 2 }) }
  })
  expect((await kit.invoker.call('order', '/', { body: 'x' })).text()).toBe('ok')
  expect(upstream.connections).toBe(1)
})

test('G11: calls that are not safe: at most twice those in flight to the dead instance fail', async () => {
  await using a = await startUpstream((_request, response) => void response.end('a'))
  const inFlight = 16
  let held = 0
  let served = 0
  const b = await startUpstream((_request, response) => {
    if (++served < 100) response.end('b')
    else if (++held === inFlight) void b.close()
  })
  await using kit = startKit({ instances: [instance('a', a.port), instance('b', b.port)] })
  let failed = 0
  let done = 0
  const worker = async (): Promise<void> => {
    while (done++ < 2000) await kit.invoker.call('order', '/', { body: 'x' }).catch(() => failed++)
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  expect(failed).toBeGreaterThanOrEqual(inFlight)
  expect(failed).toBeLessThanOrEqual(2 * inFlight)
})

test('G10: one of two instances dies under load: no idempotent call fails', async () => {
  await using a = await startUpstream((_request, response) => void response.end('a'))
  const b = await startUpstream((_request, response) => void response.end('b'))
  await using kit = startKit({ instances: [instance('a', a.port), instance('b', b.port)] })
  let failed = 0
  let done = 0
  const worker = async (): Promise<void> => {
    while (done < 2000) {
      const nth = ++done
      if (nth === 600) void b.close()
      await kit.invoker.call('order', '/').catch(() => failed++)
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  expect(failed).toBe(0)
})

test('G12: all instances are restarted in turn under load: no call fails, POST or not', async () => {
  const running = new Map<string, number>()
  const count = (by: number) => (message: unknown) => {
    const id = (message as { instance: string }).instance
    running.set(id, (running.get(id) ?? 0) + by)
  }
  const [sent, settled] = [count(1), count(-1)]
  subscribe('node-chassis:attempt:sent', sent)
  subscribe('node-chassis:attempt:settled', settled)
  const serve = () => startUpstream((_request, response) => void setImmediate(() => response.end('ok')))
  const ids = ['a', 'b', 'c']
  const upstreams = new Map(await Promise.all(ids.map(async (id) => [id, await serve()] as const)))
  await using kit = startKit()
  const starts = new Map(ids.map((id) => [id, 0]))
  const announce = (down?: string): void => {
    const list = ids.map((id) =>
      instance(id, upstreams.get(id)?.port ?? 0, {
        registeredAt: starts.get(id) ?? 0,
        status: id === down ? 'DOWN' : 'UP'
      })
    )
    kit.source.set('order', list)
  }
  announce()
  let going = true
  let done = 0
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    while (going) {
      const options = ++done % 2 === 0 ? { body: 'x' } : {}
      await kit.invoker.call('order', '/', options).catch((error) => failures.push(error))
    }
  }
  const load = Promise.all(Array.from({ length: 16 }, worker))
  for (const id of ids) {
    const before = done
    await expect.poll(() => done).toBeGreaterThan(before + 100)
    announce(id)
    // As our shutdown does it: serve on until nobody calls any more.
    await expect.poll(() => running.get(id)).toBe(0)
    await upstreams.get(id)?.close()
    upstreams.set(id, await serve())
    starts.set(id, 1)
    announce()
  }
  const before = done
  await expect.poll(() => done).toBeGreaterThan(before + 100)
  going = false
  await load
  unsubscribe('node-chassis:attempt:sent', sent)
  unsubscribe('node-chassis:attempt:settled', settled)
  expect(failures).toEqual([])
  await Promise.all([...upstreams.values()].map((one) => one.close()))
})
