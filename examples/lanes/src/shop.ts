import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

// This service has no gray version: the lane passes through it.
const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })
const app = express()
app.use(governance(chassis))
app.get('/carts/:item', async (req, res) => {
  const order = await chassis.call('order', `/orders/${encodeURIComponent(req.params.item)}`)
  res.json({ shop: chassis.identity.version, ...order.json<object>() })
})
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
