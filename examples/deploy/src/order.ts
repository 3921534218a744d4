import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

// Where it listens, what it is called and where the engines are comes from the environment: one image for every stage.
const chassis = createChassis()
const app = express()
app.use(governance(chassis))
app.get('/orders/:id', (req, res) => {
  res.json({ id: req.params.id, version: chassis.identity.version })
})
const server = await chassis.run(app)
console.log(`ready ${server.url}`)
