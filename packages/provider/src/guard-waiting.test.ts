import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { REFUSED } from '@node-chassis/core'
import type { Gate } from '@node-chassis/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ALL, fakeChassis, provide } from './provider.test-support.ts'

const ONE_AT_A_TIME = { ...ALL, 'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1\nmaxWaitDuration: 100' }
const FULL = { message: 'bulkhead is full and does not permit further calls.' }

/** A handler that answers when it is told to. */
function held(): {
  readonly running: ServerResponse[]
  readonly handler: (request: unknown, response: ServerResponse) => void
} {
  const running: ServerResponse[] = []
  return { running, handler: (_request, response) => void running.push(response) }
}

async function dial(port: number, ...paths: string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').resume()
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''))
  return socket
}

describe('a bulkhead that lets wait (governance.md 6.5)', () => {
  test('the next in line runs when the slot is free', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const { running, handler } = held()
    const { url, arrived } = await provide(chassis, handler)
    const first = fetch(`${url}/1`)
    await arrived(1)
    const second = fetch(`${url}/2`)
    await arrived(2)
    expect(running).toHaveLength(1)
    running[0]?.end('first')
    expect(await (await first).text()).toBe('first')
    await expect.poll(() => running.length).toBe(2)
    running[1]?.end('second')
    expect(await (await second).text()).toBe('second')
    expect(chassis.env.clock.pending).toBe(0)
  })

  test('a request that waited runs inside of its own context', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const running: (() => void)[] = []
    const { url, arrived } = await provide(chassis, (_request, response) => {
      running.push(() => response.end(chassis.context.get('lane')))
      if (running.length === 2) running[1]?.()
    })
    const lane = async (name: string): Promise<string> =>
      (await fetch(url, { headers: { 'x-cse-context': JSON.stringify({ lane: name }) } })).text()
    const first = lane('a')
    await arrived(1)
    const second = lane('b')
    await arrived(2)
    // Run from outside of any request: `a` answers with what the context is here.
    running[0]?.()
    expect(await first).toBe('')
    expect(await second).toBe('b')
  })

  test('its patience ends with a refusal', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const { running, handler } = held()
    const { url, arrived, over } = await provide(chassis, handler)
    const first = fetch(url)
    await arrived(1)
    const second = fetch(url)
    await arrived(2)
    await chassis.env.clock.advanceAsync(100)
    const refused = await second
    expect([refused.status, await refused.json()]).toEqual([429, FULL])
    running[0]?.end()
    await first
    await over(2)
    expect(chassis.settled).toHaveLength(1)
    expect((await Promise.all([fetch(url), arrived(3).then(() => running[1]?.end())]))[0].status).toBe(200)
  })

  test('one that has been answered meanwhile by somebody else is left alone when its patience ends', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const { running, handler } = held()
    const { url, arrived, server } = await provide(chassis, handler)
    const first = fetch(url)
    await arrived(1)
    server.on('request', (_request, response) => response.writeHead(504).write('timed'))
    const second = fetch(url)
    await arrived(2)
    await chassis.env.clock.advanceAsync(100)
    const timedOut = await second
    expect([timedOut.status, timedOut.headers.get('content-type')]).toEqual([504, null])
    running[0]?.end()
    expect((await first).status).toBe(200)
  })

  test('a client that gives up leaves the queue', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const { running, handler } = held()
    const { url, port, arrived, over } = await provide(chassis, handler)
    const first = fetch(url)
    await arrived(1)
    const impatient = await dial(port, '/')
    await arrived(2)
    const third = fetch(url)
    await arrived(3)
    impatient.destroy()
    await over(1)
    running[0]?.end('first')
    await first
    await expect.poll(() => running.length).toBe(2)
    running[1]?.end('third')
    expect(await (await third).text()).toBe('third')
    expect(chassis.settled).toHaveLength(2)
  })

  test('its turn comes in the same breath in which the connection goes: the slot is given back', async () => {
    const chassis = fakeChassis(ONE_AT_A_TIME)
    const { running, handler } = held()
    const { port, url, server, arrived, over } = await provide(chassis, handler)
    const connections: Socket[] = []
    server.on('connection', (connection) => connections.push(connection))
    await dial(port, '/')
    await arrived(1)
    await dial(port, '/')
    await arrived(2)
    // Handles that close together are told so in reverse: the first one hears it first, and hands its slot on.
    for (const connection of connections.toReversed()) connection.destroy()
    await over(2)
    const third = fetch(url)
    await expect.poll(() => running.length).toBe(2)
    running[1]?.end('third')
    expect(await (await third).text()).toBe('third')
    // The first was booked nowhere, the second never ran.
    expect(chassis.settled.map((outcome) => outcome?.phase)).toEqual(['LOCAL', undefined, 'ANSWER'])
  })

  test('a gate behind the bulkhead may still refuse', async () => {
    let open = true
    const gate: Gate = {
      code: 'CHS_CIRCUIT_OPEN',
      status: 429,
      message: 'no.',
      rule: 'test',
      admit: () => (open ? 0 : REFUSED),
      settle: () => {}
    }
    const chassis = fakeChassis(ONE_AT_A_TIME, gate)
    const { running, handler } = held()
    const { url, arrived } = await provide(chassis, handler)
    const first = fetch(url)
    await arrived(1)
    const second = fetch(url)
    await arrived(2)
    open = false
    running[0]?.end()
    await first
    expect(await (await second).json()).toEqual({ message: 'no.' })
    open = true
    const third = fetch(url)
    await expect.poll(() => running.length).toBe(2)
    running[1]?.end()
    expect((await third).status).toBe(200)
  })
})

describe('a client that leaves while the handler runs (N26)', () => {
  test('is booked nowhere, whatever its handler does then, and frees its slot', async () => {
    const chassis = fakeChassis({
      ...ALL,
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1',
      'servicecomb.circuitBreaker.all': 'minimumNumberOfCalls: 1'
    })
    const { url, port, arrived, over, guard } = await provide(chassis, (request, response) => {
      if (request.url === '/fast') return response.end('fast')
      response.on('close', () => {
        guard.failed(request, new Error('ERR_STREAM_PREMATURE_CLOSE'))
        response.writeHead(503).end()
      })
    })
    const socket = await dial(port, '/slow')
    await arrived(1)
    socket.destroy()
    await over(1)
    expect(chassis.settled).toMatchObject([{ phase: 'LOCAL' }])
    expect(chassis.transitions).toEqual([])
    expect(await (await fetch(`${url}/fast`)).text()).toBe('fast')
  })

  test('an error that its leaving caused is not booked either', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.circuitBreaker.all': 'minimumNumberOfCalls: 1' })
    const { port, arrived, over, guard } = await provide(chassis, (request) => {
      // Comes before the response's own `close`.
      request.on('aborted', () => guard.failed(request, new Error('aborted')))
    })
    const socket = await dial(port, '/')
    await arrived(1)
    socket.destroy()
    await over(1)
    expect(chassis.settled).toMatchObject([{ phase: 'LOCAL', error: undefined }])
    expect(chassis.transitions).toEqual([])
  })

  test('frees the slots of its pipelined requests, the waiting ones too', async () => {
    const chassis = fakeChassis({
      ...ALL,
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 2\nmaxWaitDuration: 100'
    })
    const { running, handler } = held()
    const { url, port, arrived } = await provide(chassis, handler)
    const socket = await dial(port, '/1', '/2', '/3')
    await arrived(3)
    expect(running).toHaveLength(2)
    socket.destroy()
    // The third got the slot of one of the others and gave it back.
    await expect
      .poll(() => chassis.settled.map((outcome) => outcome?.phase))
      .toEqual(['LOCAL', 'LOCAL', undefined])
    expect(chassis.env.clock.pending).toBe(0)
    const fourth = fetch(url)
    await expect.poll(() => running.length).toBe(3)
    running[2]?.end('fourth')
    expect(await (await fourth).text()).toBe('fourth')
  })

  test('before the guard sees its request: it goes nowhere', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1' })
    const { running, handler } = held()
    const { guard, server, port, url } = await provide(chassis, handler)
    const late: (() => void)[] = []
    server.removeAllListeners('request').on('request', (request, response) => {
      const go = (): void => guard.handle(request, response, {}, () => handler(request, response))
      if (request.url === '/late') response.on('close', () => late.push(go))
      else go()
    })
    const socket = await dial(port, '/late')
    socket.destroy()
    await expect.poll(() => late.length).toBe(1)
    late[0]?.()
    expect(running).toHaveLength(0)
    const next = fetch(url)
    await expect.poll(() => running.length).toBe(1)
    running[0]?.end()
    expect((await next).status).toBe(200)
  })
})
