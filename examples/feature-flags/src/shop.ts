import express from 'express'
import { createChassis } from 'node-chassis'
import { governance } from '@node-chassis/express'
import * as v from 'valibot'

const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })
await chassis.start()

// Live: reading a property costs no more than reading a property, and gives the newest value that fits.
const flags = chassis.config.bind(
  v.object({
    newCheckout: v.boolean(),
    pageSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    pilots: v.array(v.string())
  }),
  'shop.flags'
)
chassis.config.onChange('shop.flags.', ({ keys }) => console.log(`changed: ${keys.join(', ')}`))

const app = express()
app.use(governance(chassis))
app.get('/checkout/:user', (req, res) => {
  const checkout = flags.newCheckout || flags.pilots.includes(req.params.user) ? 'new' : 'old'
  res.json({ checkout, pageSize: flags.pageSize })
})
const server = await chassis.run(app, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
