// A provider: an Express service named `order`. Run by main.ts, one process per instance.
import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

const chassis = createChassis()
const app = express()
app.use(governance(chassis))
app.get('/orders/:id', (req, res) => {
  res.json({ id: req.params.id, version: chassis.identity.version, instance: chassis.instanceId })
})
const server = await chassis.run(app)
console.log(`ready ${server.url} ${chassis.instanceId}`)
