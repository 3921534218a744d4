import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

// Properties of an instance are what a balancer, an instance filter or a route rule can go by.
const distance = process.env['DISTANCE'] ?? '1'
const chassis = createChassis({
  service: { name: 'order', version: '1.0.0' },
  config: { 'servicecomb.instance.properties.distance': distance }
})
const app = express()
app.use(governance(chassis))
app.get('/orders/:id', (_, res) => void res.send(`distance ${distance}`))
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
