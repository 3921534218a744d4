import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const app = express()
app.use(governance(chassis))
app.get('/orders/:id', (req, res) => {
  res.json({ id: req.params.id, lane: chassis.context.get('x-lane') })
})
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
