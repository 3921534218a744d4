import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'

const chassis = createChassis({ service: { name: 'gateway', version: '1.0.0' } })
const app = express()
// The edge of the estate: nobody outside chooses a lane for himself, context headers from there are dropped.
app.use(governance(chassis, { edge: true }))
app.get('/buy/:item', async (req, res) => {
  const lane = /(?:^|; )beta=yes(?:;|$)/.test(req.headers.cookie ?? '') ? 'gray' : 'base'
  // From here on the lane goes along with every call, through every service, until the answer.
  const answer = await chassis.context.run({ 'x-lane': lane }, () =>
    chassis.call('shop', `/carts/${encodeURIComponent(req.params.item)}`)
  )
  res.status(answer.status).json(answer.json())
})
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
