import { once } from 'node:events'
import { createServer, request as nodeRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { clientSignal as expressSignal, governance, operation } from '@node-chassis/express'
import { nodeChassis } from '@node-chassis/fastify'
import { governance as honoGovernance } from '@node-chassis/hono'
import { clientSignal, governed as governedListener } from '@node-chassis/provider'
import type { Application, Chassis } from 'node-chassis'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { ChassisHandle, InvocationContext } from '@node-chassis/core'
import { answers, governed, statuses } from './adapter-kit.ts'

/** The same on every framework: a service that hands each request to `handle`. */
interface Handled {
  /** As the handler sees them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly signal: AbortSignal | undefined
}

type Handle = (handled: Handled) => unknown
type Framework = (chassis: Chassis, handle: Handle, edge: boolean) => Application

const FRAMEWORKS: readonly (readonly [string, Framework])[] = [
  [
    'node:http',
    (chassis, handle, edge) =>
      governedListener(
        chassis,
        async (request, response) => {
          await handle({ headers: request.headers, signal: clientSignal(request) })
          response.end('ok')
        },
        { edge }
      )
  ],
  [
    'Express',
    (chassis, handle, edge) => {
      const app = express()
      app.use(governance(chassis, { edge }))
      app.get('/{*any}', async (request, response) => {
        await handle({ headers: request.headers, signal: expressSignal(request) })
        response.send('ok')
      })
      return app
    }
  ],
  [
    'Fastify',
    (chassis, handle, edge) => {
      const fastify = Fastify()
      void fastify.register(nodeChassis, { chassis, edge })
      void fastify.register(async (routes) => {
        routes.get('/*', async (request) => {
          await handle({ headers: request.headers, signal: request.clientSignal })
          return 'ok'
        })
      })
      return fastify
    }
  ],
  [
    'Hono',
    (chassis, handle, edge) => {
      const app = new Hono<{ Bindings: HttpBindings }>()
      app.use(honoGovernance(chassis, { edge }))
      app.get('*', async (c) => {
        await handle({ headers: c.req.header(), signal: c.req.raw.signal })
        return c.text('ok')
      })
      return getRequestListener(app.fetch)
    }
  ]
]

async function serve(
  framework: Framework,
  handle: Handle,
  edge = false,
  config: Readonly<Record<string, string>> = {}
): Promise<{ url: string; port: number; chassis: Chassis }> {
  const { chassis } = governed(config)
  const { url, port } = await chassis.serve(framework(chassis, handle, edge), { host: '127.0.0.1', port: 0 })
  return { url, port, chassis }
}

describe.each(FRAMEWORKS)('%s', (_, framework) => {
  test('context headers of strangers are taken off at the edge, before handler and policies (N29)', async () => {
    const headers = {
      'x-cse-context': '{"x-lane":"gray","x-microservice-name":"admin"}',
      'x-invocation-context': '%7B%22x-lane%22%3A%22gray%22%7D',
      'x-cse-target-microservice': 'order',
      'x-own': 'stays'
    }
    for (const edge of [true, false]) {
      const seen: [string | undefined, Handled['headers']][] = []
      const it = await serve(
        framework,
        ({ headers: all }) => seen.push([it.chassis.context.get('x-lane'), all]),
        edge
      )
      await (await fetch(it.url, { headers })).text()
      const [[lane, received]] = seen as [[string | undefined, Handled['headers']]]
      expect(lane).toBe(edge ? undefined : 'gray')
      expect(received['x-own']).toBe('stays')
      const left = Object.keys(received).filter((name) => /^x-(cse|invocation)/.test(name))
      expect(left).toHaveLength(edge ? 0 : 3)
    }
  })

  test('a handler can hear that its client has left (N26)', async () => {
    let arrive = (_signal: AbortSignal): void => {}
    const arrived = new Promise<AbortSignal>((resolve) => (arrive = resolve))
    const it = await serve(framework, async ({ signal }) => {
      arrive(signal!)
      await new Promise<void>((resolve) => signal!.addEventListener('abort', () => resolve()))
    })
    const leaving = new AbortController()
    const call = fetch(it.url, { signal: leaving.signal })
    const signal = await arrived
    expect(signal.aborted).toBe(false)
    leaving.abort()
    await expect(call).rejects.toThrow()
    if (!signal.aborted) await once(signal, 'abort')
  })

  test('an answered request aborts nothing', async () => {
    const signals: AbortSignal[] = []
    const it = await serve(framework, ({ signal }) => signals.push(signal!))
    expect(await (await fetch(it.url, { headers: { Connection: 'close' } })).text()).toBe('ok')
    await it.chassis.close({ waitMs: 0 })
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  })

  test('headers beyond 32 KiB are refused with 431, and a context of almost that is read', async () => {
    const lanes: (string | undefined)[] = []
    const it = await serve(framework, () => lanes.push(it.chassis.context.get('lane')))
    const large = JSON.stringify({ lane: 'gray', filling: 'x'.repeat(30_000) })
    expect((await fetch(it.url, { headers: { 'x-cse-context': large } })).status).toBe(200)
    const tooLarge = JSON.stringify({ lane: 'gray', filling: 'x'.repeat(33_000) })
    expect((await fetch(it.url, { headers: { 'x-cse-context': tooLarge } })).status).toBe(431)
    expect((await fetch(it.url)).status).toBe(200)
    expect(lanes).toEqual(['gray', undefined])
  })

  test('a header value with a line break never arrives', async () => {
    const seen: unknown[] = []
    const it = await serve(framework, (handled) => seen.push(handled))
    const socket = connect(it.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nx-cse-context: {"a":"b\rforged: 1"}\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /)
    socket.destroy()
    expect(seen).toEqual([])
  })
})

const RPC = {
  'servicecomb.governance.matchType': 'rpc',
  'servicecomb.matchGroup.find': 'matches:\n  - apiPath: { exact: OrderEndpoint.find }',
  'servicecomb.rateLimiting.find': 'rate: 1'
}

const TEMPLATE = {
  'servicecomb.matchGroup.find': "matches:\n  - apiPath: { exact: '/orders/{id}' }",
  'servicecomb.rateLimiting.find': 'rate: 1',
  'servicecomb.matchGroup.stock': "matches:\n  - apiPath: { exact: '/shops/{shop}/stock' }",
  'servicecomb.rateLimiting.stock': 'rate: 1'
}

describe('Express: what policies know of the route', () => {
  function app(chassis: ChassisHandle): express.Express {
    const web = express()
    const orders = express.Router()
    web.use(governance(chassis))
    web.get('/orders/special', (_request, response) => void response.send('special'))
    web.use('/orders', express.json(), orders)
    orders.get(
      '/:id',
      operation('OrderEndpoint', 'find'),
      (_request, response) => void response.send('found')
    )
    const shop = express.Router()
    web.use('/shops/:shop', shop)
    shop.get('/stock', (_request, response) => void response.send('stock'))
    orders.post('/:id', (_request, response) => void response.send('changed'))
    return web
  }

  async function url(config: Readonly<Record<string, string>>): Promise<string> {
    const { chassis } = governed(config)
    return (await chassis.serve(app(chassis), { host: '127.0.0.1', port: 0 })).url
  }

  test('its operation, for match type rpc (N8)', async () => {
    const base = await url(RPC)
    expect(await statuses(`${base}/orders/special`, 2)).toEqual([200, 200])
    expect(await answers(`${base}/orders/1?a=b`, 1)).toEqual([[200, 'found']])
    expect(await statuses(`${base}/orders/2`, 1)).toEqual([429])
    expect((await fetch(`${base}/orders/3`, { method: 'POST' })).status).toBe(200)
    expect((await fetch(`${base}/orders/4`, { method: 'HEAD' })).status).toBe(429)
  })

  test('its template, also below a router, and as Express decides it', async () => {
    const base = await url(TEMPLATE)
    expect(await statuses(`${base}/orders/1`, 1)).toEqual([200])
    expect(await statuses(`${base}/orders/2`, 1)).toEqual([429])
    expect(await statuses(`${base}/orders/special`, 2)).toEqual([200, 200])
    expect(await statuses(`${base}/shops/1/stock`, 1)).toEqual([200])
    expect(await statuses(`${base}/shops/2/stock`, 1)).toEqual([429])
    expect(await statuses(`${base}/nowhere`, 1)).toEqual([404])
    expect(await statuses(`${base}/orders/%zz`, 1)).toEqual([400])
  })
})

describe('Fastify', () => {
  test('the operation of a route, for match type rpc (N8)', async () => {
    const { chassis } = governed(RPC)
    const fastify = Fastify()
    await fastify.register(nodeChassis, { chassis })
    const names = { schema: 'OrderEndpoint', operation: 'find' }
    fastify.get('/orders/:id', { config: names }, async () => 'found')
    fastify.get('/stock/:id', async () => 'stock')
    const { url } = await chassis.serve(fastify, { host: '127.0.0.1', port: 0 })
    expect(await statuses(`${url}/orders/1`, 2)).toEqual([200, 429])
    expect(await statuses(`${url}/stock/1`, 2)).toEqual([200, 200])
  })

  test('is decorated, with types', async () => {
    const { chassis } = governed()
    const fastify = Fastify()
    await fastify.register(nodeChassis, { chassis })
    expect(fastify.chassis).toBe(chassis)
    expectTypeOf(fastify.chassis).toEqualTypeOf<ChassisHandle>()
    let lane: string | undefined
    fastify.get('/', async (request) => {
      expectTypeOf(request.invocation).toEqualTypeOf<InvocationContext | undefined>()
      expectTypeOf(request.clientSignal).toEqualTypeOf<AbortSignal | undefined>()
      lane = request.invocation?.get('lane')
      return 'ok'
    })
    const { url } = await chassis.serve(fastify, { host: '127.0.0.1', port: 0 })
    await fetch(url, { headers: { 'x-cse-context': '{"lane":"gray"}' } })
    expect(lane).toBe('gray')
    expect(fastify.hasPlugin('@node-chassis/fastify')).toBe(true)
  })
})

test('a request that no guard has let in has no signal', async () => {
  let signal: AbortSignal | undefined | 'unasked' = 'unasked'
  const server = createServer((request, response) => {
    signal = clientSignal(request)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const asked = nodeRequest({ port }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  expect(signal).toBeUndefined()
  server.close()
})
