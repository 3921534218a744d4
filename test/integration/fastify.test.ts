import { request as httpRequest } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { nodeChassis } from '@node-chassis/fastify'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { Chassis } from 'node-chassis'
import { describe, expect, test } from 'vitest'
import { BREAKER, OPEN, answers, governed, statuses } from './adapter-kit.ts'

async function fastifyFor(chassis: Chassis): Promise<FastifyInstance> {
  const fastify = Fastify()
  await fastify.register(nodeChassis, { chassis })
  return fastify
}

async function serve(chassis: Chassis, fastify: FastifyInstance): Promise<string> {
  return (await chassis.serve(fastify, { host: '127.0.0.1', port: 0 })).url
}

describe('Fastify', () => {
  test('a rate limit turns the surplus into 429, found by the route template', async () => {
    const { chassis, clock } = governed({
      'servicecomb.matchGroup.pay': 'matches:\n  - apiPath: { exact: "/pay/{id}" }',
      'servicecomb.rateLimiting.pay': 'rate: 2'
    })
    const fastify = await fastifyFor(chassis)
    fastify.get('/pay/:id', (request) => ({ id: (request.params as { id: string }).id }))
    const url = await serve(chassis, fastify)
    expect(await answers(`${url}/pay/7`, 3)).toEqual([
      [200, { id: '7' }],
      [200, { id: '7' }],
      [429, { message: 'rate limited.' }]
    ])
    clock.advance(1000)
    expect(await statuses(`${url}/pay/8`, 1)).toEqual([200])
  })

  test('the context is there in handlers, after a body was read and after an await', async () => {
    const { chassis } = governed()
    const fastify = await fastifyFor(chassis)
    fastify.post('/echo', async (request) => {
      const before = request.server.chassis.context.get('lane')
      await turn()
      return { before, after: chassis.context.get('lane'), body: request.body }
    })
    const url = await serve(chassis, fastify)
    const answer = await fetch(`${url}/echo`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-cse-context': '{"lane":"gray","X-B3-TraceId":"abc"}'
      },
      body: JSON.stringify({ n: 1 })
    })
    expect(answer.headers.get('x-b3-traceid')).toBe('abc')
    expect(await answer.json()).toEqual({ before: 'gray', after: 'gray', body: { n: 1 } })
  })

  test('errors that nobody handles open the breaker, those with a status of their own go by the list', async () => {
    const { chassis } = governed(BREAKER)
    const fastify = await fastifyFor(chassis)
    fastify.get('/teapot', () => {
      throw Object.assign(new Error('short and stout'), { statusCode: 418 })
    })
    fastify.get('/broken', async () => {
      await turn()
      throw new Error('broken')
    })
    const url = await serve(chassis, fastify)
    expect(await statuses(`${url}/teapot`, 3)).toEqual([418, 418, 418])
    expect(await statuses(`${url}/broken`, 2)).toEqual([500, 500])
    expect(await answers(`${url}/broken`, 1)).toEqual([[429, OPEN]])
  })

  test('an error that the application deals with is none of the breaker', async () => {
    const { chassis } = governed(BREAKER)
    const fastify = await fastifyFor(chassis)
    fastify.setErrorHandler((_error, _request, reply) => reply.status(409).send({ handled: true }))
    fastify.get('/', () => {
      throw new Error('handled')
    })
    expect(await statuses(await serve(chassis, fastify), 4)).toEqual([409, 409, 409, 409])
  })

  test('a handler whose client has left keeps its place in the bulkhead until it ends (N26)', async () => {
    const { chassis } = governed({
      'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1'
    })
    const fastify = await fastifyFor(chassis)
    let finish = (): void => {}
    let left = (): void => {}
    let enter = (): void => {}
    const entered = new Promise<void>((resolve) => (enter = resolve))
    const gone = new Promise<void>((resolve) => (left = resolve))
    fastify.get('/slow', async (request) => {
      request.raw.socket.once('close', left)
      enter()
      await new Promise<void>((resolve) => (finish = resolve))
      return 'late'
    })
    fastify.get('/', () => 'ok')
    const url = await serve(chassis, fastify)
    const client = httpRequest(`${url}/slow`).on('error', () => {})
    client.end()
    await entered
    client.destroy()
    await gone
    await turn()
    expect(await statuses(url, 1)).toEqual([429])
    finish()
    await expect.poll(async () => (await statuses(url, 1))[0]).toBe(200)
  })

  test('the health ping and the hooks of Fastify at the end', async () => {
    const { chassis } = governed()
    const fastify = await fastifyFor(chassis)
    let closed = false
    fastify.addHook('onClose', (_instance, done) => {
      closed = true
      done()
    })
    const url = await serve(chassis, fastify)
    expect(await answers(`${url}/scb/management/health`, 1)).toEqual([[200, true]])
    await chassis.close({ waitMs: 0 })
    expect(closed).toBe(true)
  })
})
