import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import express from 'express'
import Fastify from 'fastify'
import { silentLogger } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { governance } from '@node-chassis/express'
import { nodeChassis } from '@node-chassis/fastify'
import { startRawUpstream } from '@node-chassis/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Application, Chassis } from 'node-chassis'
import { governed } from './adapter-kit.ts'
import { scriptedEngine } from './scripted-engine.ts'

const ANYWHERE = { host: '127.0.0.1', port: 0 }

let engine: Engine
const open: Chassis[] = []

beforeEach(async () => {
  engine = await createEngine()
})

afterEach(async () => {
  for (const chassis of open.splice(0)) await chassis.close({ waitMs: 0 })
  await engine.close()
})

function chassisOf(name: string, config: Record<string, string> = {}): Chassis {
  const chassis = createChassis({
    service: { name, version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.snapshot.enabled': 'false',
      ...config
    },
    log: silentLogger
  })
  open.push(chassis)
  return chassis
}

async function endpoints(service: string): Promise<string[]> {
  const query = `appId=default&serviceName=${service}&version=0%2B&rev=`
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry/instances?${query}`)
  const { instances = [] } = (await answer.json()) as { instances?: { endpoints: string[] }[] }
  return instances.flatMap((instance) => instance.endpoints)
}

/** What `serve` takes for a Fastify instance; gets ready when it is told. */
function slowApplication(): Application & { release(): void } {
  let release = (): void => {}
  const ready = new Promise<void>((resolve) => (release = resolve))
  return {
    ready: () => ready,
    routing: (_request: IncomingMessage, response: ServerResponse) => response.end('ok'),
    close: () => Promise.resolve(),
    release: () => release()
  }
}

describe('B-001: calls before start() has finished (N9)', () => {
  test('while it runs they wait for it; before and after they fail, and never look a service up as a host', async () => {
    const order = chassisOf('orders')
    await order.serve((_request, response) => response.end('found'), ANYWHERE)
    const shop = chassisOf('shop')
    await expect(shop.fetch('http://orders/1')).rejects.toMatchObject({ cause: { code: 'CHS_NOT_STARTED' } })
    await expect(shop.call('orders', '/1')).rejects.toMatchObject({ code: 'CHS_NOT_STARTED' })
    const starting = shop.start()
    const waiting = [shop.fetch('http://orders/1'), shop.fetch('http://orders/2')]
    await starting
    for (const answer of await Promise.all(waiting)) expect(await answer.text()).toBe('found')
    await shop.close()
    await expect(shop.fetch('http://orders/1')).rejects.toMatchObject({ cause: { code: 'CHS_CLOSED' } })
  })

  test('their own limit ends the wait', async () => {
    const centre = await scriptedEngine(() => 'hang')
    const shop = chassisOf('shop', { 'servicecomb.kie.serverUri': centre.url })
    const closed = expect(shop.start()).rejects.toMatchObject({ code: 'CHS_CLOSED' })
    await expect(shop.call('orders', '/1', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'CHS_REQUEST_TIMEOUT'
    })
    await shop.close()
    await closed
    await centre.close()
  })
})

describe('B-030: registered UP only when the port listens', () => {
  test('(a) nobody sees the instance before it accepts', async () => {
    const order = chassisOf('order')
    const application = slowApplication()
    const serving = order.serve(application, ANYWHERE)
    const watcher = chassisOf('watcher')
    await watcher.start()
    await expect(watcher.call('order', '/')).rejects.toMatchObject({ code: 'CHS_NO_INSTANCE' })
    expect([order.state, await endpoints('order')]).toEqual(['starting', []])
    application.release()
    const { endpoint } = await serving
    expect(await endpoints('order')).toEqual([endpoint])
  })

  test('(b) a port in use: serve() says so, nothing is registered and nothing beats', async () => {
    await using taken = await startRawUpstream(() => {})
    const registry = await scriptedEngine(() => ({ status: 500 }))
    const order = chassisOf('order', { 'servicecomb.registry.sc.address': registry.url })
    const failed = order.serve((_request, response) => response.end(), {
      host: '127.0.0.1',
      port: taken.port
    })
    await expect(failed).rejects.toMatchObject({ code: 'CHS_PORT_IN_USE' })
    expect(registry.matching(/microservices|instances|heartbeat/)).toEqual([])
    await order.close()
    await registry.close()
  })
})

describe.each([
  [
    'Express',
    (chassis: Chassis, handle: () => Promise<string>): Application => {
      const app = express()
      app.use(governance(chassis))
      app.get('/', async (_request, response) => void response.send(await handle()))
      return app
    }
  ],
  [
    'Fastify',
    (chassis: Chassis, handle: () => Promise<string>): Application => {
      const fastify = Fastify()
      void fastify.register(nodeChassis, { chassis })
      void fastify.register(async (routes) => void routes.get('/', handle))
      return fastify
    }
  ]
])('%s', (_, framework) => {
  test('B-032: a refusal and the handler never both answer', async () => {
    const refusing = createServer().listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    const { port } = refusing.address() as { port: number }
    refusing.close()
    await once(refusing, 'close')
    const { chassis, clock } = governed({
      'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1\nmaxWaitDuration: 50'
    })
    let runs = 0
    let release = (): void => {}
    let running = (): void => {}
    const handle = async (): Promise<string> => {
      runs++
      await new Promise<void>((resolve) => {
        release = resolve
        running()
      })
      return fetch(`http://127.0.0.1:${port}`).then(
        () => 'connected',
        () => 'upstream refused'
      )
    }
    const { url } = await chassis.serve(framework(chassis, handle), ANYWHERE)
    for (let round = 1; round <= 100; round++) {
      const runsNow = new Promise<void>((resolve) => (running = resolve))
      const first = fetch(url)
      await runsNow
      const waiting = clock.pending
      const second = fetch(url)
      while (clock.pending === waiting) await turn()
      clock.advance(50)
      const refused = await second
      expect([refused.status, await refused.json()]).toEqual([
        429,
        { message: 'bulkhead is full and does not permit further calls.' }
      ])
      release()
      expect(await (await first).text()).toBe('upstream refused')
      expect(runs).toBe(round)
    }
  })
})

describe('close() at any time', () => {
  test('while serve() waits for a framework: neither waits for the other, and nothing listens after', async () => {
    const order = chassisOf('order')
    const application = slowApplication()
    const serving = order.serve(application, ANYWHERE)
    await expect.poll(() => order.state).toBe('starting')
    await order.close()
    expect(order.state).toBe('closed')
    application.release()
    await expect(serving).rejects.toMatchObject({ code: 'CHS_CLOSED' })
    expect(await endpoints('order')).toEqual([])
  })

  test('while the registry does not answer: serve() is told', async () => {
    const registry = await scriptedEngine(() => 'hang')
    const order = chassisOf('order', { 'servicecomb.registry.sc.address': registry.url })
    const serving = order.serve((_request, response) => response.end(), ANYWHERE)
    const closed = expect(serving).rejects.toMatchObject({ code: 'CHS_CLOSED' })
    await expect.poll(() => registry.requests.length).toBeGreaterThan(0)
    await order.close()
    await closed
    await registry.close()
  })

  test('of one that never started, twice, and of one whose settings are wrong', async () => {
    const idle = chassisOf('idle')
    await idle.close()
    await idle.close()
    const wrong = chassisOf('bad name!')
    await expect(wrong.start()).rejects.toMatchObject({ code: 'CHS_CONFIG_INVALID' })
    await wrong.close()
  })

  test('an instance that an operator put DOWN is not waited for again', async () => {
    const env = simulatedEnv()
    const order = createChassis({
      service: { name: 'order', version: '1.0.0' },
      config: {
        'servicecomb.registry.sc.address': engine.registryUrl,
        'servicecomb.management.address': '0',
        'servicecomb.boot.turnDown.waitInSeconds': '15'
      },
      env
    })
    await order.serve((_request, response) => response.end('ok'), ANYWHERE)
    const answer = await fetch(`${order.adminUrl}/status`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"status":"DOWN"}'
    })
    expect(answer.status).toBe(200)
    env.clock.advance(15_000)
    await order.close()
    expect(order.state).toBe('closed')
  })
})

describe('kept-alive connections', () => {
  test('one that is busy when the listener closes gets its answer, is told to end, and ends without a reset', async () => {
    let release = (): void => {}
    const order = chassisOf('order')
    const { port, url } = await order.serve((request, response) => {
      if (request.url === '/slow') release = () => response.end('late')
      else response.end('ok')
    }, ANYWHERE)
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
    await expect.poll(() => String(release)).toContain('late')
    const closing = order.close({ waitMs: 0 })
    await expect.poll(() => order.state).toBe('draining')
    await expect(fetch(url)).rejects.toThrow()
    release()
    await once(socket, 'end')
    await closing
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(heard).toContain('Connection: close')
    expect(heard).toContain('late')
  })
})
