// A consumer: asks `order` by name for each request it gets. Its own face is an HTTP service as well.
import express from 'express'
import { createChassis, explainText, isChassisError } from 'node-chassis'
import { governance } from '@node-chassis/express'

const chassis = createChassis()
const app = express()
app.use(governance(chassis))

app.get('/buy/:id', async (req, res) => {
  const user = req.get('x-user')
  const order = await chassis.call('order', `/orders/${req.params.id}`, {
    headers: user === undefined ? {} : { 'x-user': user }
  })
  res.status(order.status).type('application/json').send(order.text())
})

app.get('/explain/:id', (req, res) => {
  const user = req.get('x-user')
  const headers: Record<string, string> = user === undefined ? {} : { 'x-user': user }
  const explanation = chassis.explain('order', { method: 'GET', path: `/orders/${req.params.id}`, headers })
  res.json({ route: explanation.route, text: explainText(explanation) })
})

app.use(((error, _req, res, next) => {
  if (!isChassisError(error)) return next(error)
  res.status(502).json({ code: error.code, message: error.message })
}) satisfies express.ErrorRequestHandler)

const server = await chassis.run(app)
console.log(`ready ${server.url} ${chassis.instanceId}`)
