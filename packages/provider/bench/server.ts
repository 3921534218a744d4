// One contender: `server.ts <express|fastify> <bare|gates|refusing>`. Answers its port, and its CPU time when asked.
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import type { ChassisHandle } from '@node-chassis/core'
import { ALL_GATES, REFUSING, benchChassis } from './chassis.ts'

const [framework, mode] = process.argv.slice(2)
const chassis = mode === 'bare' ? undefined : benchChassis(mode === 'refusing' ? REFUSING : ALL_GATES)
const LINES = Array.from({ length: 40 }, (_, n) => ({
  id: n,
  item: `book ${n}`,
  quantity: n % 5,
  price: 12.5 * n,
  state: 'paid'
}))
const order = (body: unknown): object => ({ customer: (body as { customer: string }).customer, lines: LINES })

// The adapters stand above this package, which must not import them; they are what users run.
async function adapterOf(name: string): Promise<Record<string, (...args: readonly unknown[]) => unknown>> {
  return (await import(new URL(`../../${name}/src/index.ts`, import.meta.url).href)) as never
}

async function expressListener(handle: ChassisHandle | undefined): Promise<RequestListener> {
  const app = express()
  if (handle !== undefined) {
    const { governance } = await adapterOf('express')
    app.use(governance?.(handle) as express.RequestHandler)
  }
  app.use(express.json())
  app.post('/orders/:id', (request, response) => {
    response.json(order(request.body))
  })
  return app
}

async function fastifyListener(handle: ChassisHandle | undefined): Promise<RequestListener> {
  const fastify = Fastify()
  if (handle !== undefined) {
    const { nodeChassis } = await adapterOf('fastify')
    await fastify.register(nodeChassis as never, { chassis: handle } as never)
  }
  fastify.post('/orders/:id', async (request) => order(request.body))
  await fastify.ready()
  return (request, response) => fastify.routing(request, response)
}

// Between its turns a contender's connections are idle.
const server = createServer(
  { keepAliveTimeout: 600_000 },
  framework === 'express' ? await expressListener(chassis) : await fastifyListener(chassis)
).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit(0))
