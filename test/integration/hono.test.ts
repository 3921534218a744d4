import { setImmediate as turn } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { governance } from '@node-chassis/hono'
import { Hono } from 'hono'
import type { Chassis } from 'node-chassis'
import { describe, expect, test } from 'vitest'
import { BREAKER, OPEN, answers, governed, statuses } from './adapter-kit.ts'

type App = Hono<{ Bindings: HttpBindings }>

function honoFor(chassis: Chassis): App {
  return new Hono<{ Bindings: HttpBindings }>().use(governance(chassis))
}

async function serve(chassis: Chassis, app: App): Promise<string> {
  return (await chassis.serve(getRequestListener(app.fetch), { host: '127.0.0.1', port: 0 })).url
}

describe('Hono on @hono/node-server', () => {
  test('a rate limit turns the surplus into 429, found by the route template', async () => {
    const { chassis } = governed({
      'servicecomb.matchGroup.pay': 'matches:\n  - apiPath: { exact: "/pay/{id}" }',
      'servicecomb.rateLimiting.pay': 'rate: 2'
    })
    const app = honoFor(chassis)
    app.get('/pay/:id', (c) => c.json({ id: c.req.param('id') }))
    expect(await answers(`${await serve(chassis, app)}/pay/7`, 3)).toEqual([
      [200, { id: '7' }],
      [200, { id: '7' }],
      [429, { message: 'rate limited.' }]
    ])
  })

  test('the context is there after a body was read and after an await', async () => {
    const { chassis } = governed()
    const app = honoFor(chassis)
    app.post('/echo', async (c) => {
      const body: unknown = await c.req.json()
      await turn()
      return c.json({ lane: chassis.context.get('lane'), body })
    })
    const answer = await fetch(`${await serve(chassis, app)}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-cse-context': '{"lane":"gray"}' },
      body: JSON.stringify({ n: 1 })
    })
    expect(await answer.json()).toEqual({ lane: 'gray', body: { n: 1 } })
  })

  test('errors that nobody handles open the breaker', async () => {
    const { chassis } = governed(BREAKER)
    const app = honoFor(chassis)
    app.onError((_error, c) => c.text('broken', 500))
    app.get('/', () => {
      throw new Error('broken')
    })
    const url = await serve(chassis, app)
    expect(await statuses(url, 2)).toEqual([500, 500])
    expect(await answers(url, 1)).toEqual([[429, OPEN]])
  })

  test('the health ping is answered before any route', async () => {
    const { chassis } = governed()
    const url = await serve(chassis, honoFor(chassis))
    expect(await answers(`${url}/scb/management/health`, 1)).toEqual([[200, true]])
  })
})
