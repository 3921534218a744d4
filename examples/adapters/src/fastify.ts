import Fastify from 'fastify'
import { createChassis } from 'node-chassis'
import { nodeChassis } from '@node-chassis/fastify'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const fastify = Fastify()
await fastify.register(nodeChassis, { chassis })
fastify.get<{ Params: { id: string } }>('/orders/:id', async (request) => ({
  id: request.params.id,
  lane: chassis.context.get('x-lane')
}))
const server = await chassis.run(fastify, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
