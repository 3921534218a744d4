import type { AddressInfo } from 'node:net'
import express from 'express'
import type { ErrorRequestHandler, Express, Response } from 'express'
import { governance } from '@node-chassis/express'
import type { Chassis } from 'node-chassis'
import type { SimulatedClock } from '@node-chassis/core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BREAKER, OPEN, answers, governed as governedChassis, statuses } from './adapter-kit.ts'

interface Governed {
  readonly chassis: Chassis
  readonly clock: SimulatedClock
  readonly app: Express
}

function governed(config: Readonly<Record<string, string>> = {}): Governed {
  const app = express()
  // Says nothing of errors that nobody handles.
  app.set('env', 'test')
  return { ...governedChassis(config), app }
}

async function serve({ chassis, app }: Governed): Promise<string> {
  return (await chassis.serve(app, { host: '127.0.0.1', port: 0 })).url
}

describe('policies', () => {
  test('a rate limit turns the surplus into 429, on the path that it names', async () => {
    const it = governed({
      'servicecomb.matchGroup.pay': 'matches:\n  - apiPath: { exact: /api/pay }\n    method: [GET]',
      'servicecomb.rateLimiting.pay': 'rate: 2'
    })
    const api = express.Router()
    api.use(governance(it.chassis))
    api.get('/pay', (_request, response) => void response.send('paid'))
    api.get('/look', (_request, response) => void response.send('seen'))
    it.app.use('/api', api)
    const url = await serve(it)
    expect(await answers(`${url}/api/pay?a=1`, 3)).toEqual([
      [200, 'paid'],
      [200, 'paid'],
      [429, { message: 'rate limited.' }]
    ])
    expect(await statuses(`${url}/api/look`, 3)).toEqual([200, 200, 200])
    it.clock.advance(1000)
    expect(await statuses(`${url}/api/pay`, 1)).toEqual([200])
  })

  test('the breaker opens after listed failures, says so, and closes again', async () => {
    const it = governed(BREAKER)
    let status = 503
    it.app.use(governance(it.chassis))
    it.app.get('/', (_request, response) => void response.status(status).send('handler'))
    const url = await serve(it)
    expect(await answers(url, 3)).toEqual([
      [503, 'handler'],
      [503, 'handler'],
      [429, OPEN]
    ])
    status = 200
    it.clock.advance(60_001)
    expect(await statuses(url, 3)).toEqual([200, 200, 200])
  })

  test('a request is asked once, however often the middleware is mounted', async () => {
    const it = governed({
      'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
      'servicecomb.rateLimiting.all': 'rate: 2'
    })
    const middleware = governance(it.chassis)
    it.app.use(middleware)
    it.app.get('/', middleware, (_request, response) => void response.send('ok'))
    expect(await statuses(await serve(it), 3)).toEqual([200, 200, 429])
  })
})

describe('errors of handlers (D20)', () => {
  const handled: ErrorRequestHandler = (_error, _request, response: Response, _next) => {
    response.status(500).send('handled')
  }

  test.each<[string, (app: Express) => void, number[]]>([
    [
      'an unhandled rejection of an async handler counts',
      (app) => app.get('/', async () => Promise.reject(new Error('boom'))),
      [500, 500, 429]
    ],
    [
      'an unhandled throw counts',
      (app) =>
        app.get('/', () => {
          throw new Error('boom')
        }),
      [500, 500, 429]
    ],
    [
      'one with a status goes by the status rule',
      (app) => app.get('/', async () => Promise.reject(Object.assign(new Error('no'), { status: 404 }))),
      [404, 404, 404]
    ],
    [
      'one that an error handler of the app deals with does not count',
      (app) => {
        app.get('/', async () => Promise.reject(new Error('boom')))
        app.use(handled)
      },
      [500, 500, 500]
    ],
    [
      'one that an error handler of the app passes on counts',
      (app) => {
        app.get('/', async () => Promise.reject(new Error('boom')))
        const passOn: ErrorRequestHandler = (error, _request, _response, next) => next(error)
        app.use(passOn)
      },
      [500, 500, 429]
    ]
  ])('%s', async (_name, mount, expected) => {
    const it = governed(BREAKER)
    it.app.use(governance(it.chassis))
    mount(it.app)
    expect(await statuses(await serve(it), 3)).toEqual(expected)
  })

  test.each([
    ['counts when no app deals with it', false, [500, 500, 429]],
    ['does not count when the app around it deals with it', true, [500, 500, 500]]
  ])('an error of a mounted app %s', async (_name, dealsWithIt, expected) => {
    const it = governed(BREAKER)
    const inner = express()
    inner.use(governance(it.chassis))
    inner.get('/x', async () => Promise.reject(new Error('boom')))
    it.app.use('/inner', inner)
    if (dealsWithIt) it.app.use(handled)
    expect(await statuses(`${await serve(it)}/inner/x`, 3)).toEqual(expected)
  })
})

describe('the context', () => {
  test('is there in async handlers, behind a body parser too', async () => {
    const it = governed()
    it.app.use(governance(it.chassis))
    it.app.use(express.json())
    it.app.post('/', async (request, response) => {
      await new Promise((resolve) => setImmediate(resolve))
      response.json({ lane: it.chassis.context.get('lane'), body: request.body as unknown })
    })
    const url = await serve(it)
    const post = async (lane: string): Promise<unknown> => {
      const headers = { 'x-cse-context': JSON.stringify({ lane }), 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ of: lane }) })
      return response.json()
    }
    const lanes = ['a', 'b', 'c', 'd']
    expect(await Promise.all(lanes.map(post))).toEqual(lanes.map((lane) => ({ lane, body: { of: lane } })))
  })

  test('names the caller to policies (D16)', async () => {
    const it = governed({
      'servicecomb.matchGroup.shop': 'matches:\n  - serviceName: shop',
      'servicecomb.rateLimiting.shop': 'rate: 1'
    })
    it.app.use(governance(it.chassis))
    it.app.get('/', (_request, response) => void response.send('ok'))
    const url = await serve(it)
    const from = async (name: string): Promise<number> => {
      const headers = { 'x-cse-context': JSON.stringify({ 'x-cse-src-microservice': name }) }
      return (await fetch(url, { headers })).status
    }
    expect([await from('shop'), await from('shop'), await from('desk')]).toEqual([200, 429, 200])
  })
})

describe('the health ping (N34)', () => {
  test('is answered by the middleware of an app that listens by itself, also below a path', async () => {
    const it = governed({
      'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 0'
    })
    await it.chassis.start()
    it.app.use('/scb', governance(it.chassis))
    const server = it.app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scb/management/health`
    expect(await answers(url, 1)).toEqual([[200, true]])
    expect(await statuses(`${url}/other`, 1)).toEqual([429])
  })
})
