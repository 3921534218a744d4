import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/hono'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const app = new Hono<{ Bindings: HttpBindings }>()
app.use(governance(chassis))
app.get('/orders/:id', (c) => c.json({ id: c.req.param('id'), lane: chassis.context.get('x-lane') }))
const server = await chassis.run(getRequestListener(app.fetch), { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
