import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

// SERVICECOMB_SERVICE_VERSION=2.0.0 makes it the gray one.
const chassis = createChassis({
  service: { name: 'order', version: process.env['SERVICECOMB_SERVICE_VERSION'] ?? '1.0.0' }
})
const app = express()
app.use(governance(chassis))
app.get('/orders/:item', (_, res) => {
  res.json({ order: chassis.identity.version, lane: chassis.context.get('x-lane') })
})
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
