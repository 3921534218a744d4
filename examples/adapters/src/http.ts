import { createChassis } from 'node-chassis'
import { governed } from '@node-chassis/provider'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const listener = governed(chassis, (request, response) => {
  const id = request.url?.split('/').at(-1)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ id, lane: chassis.context.get('x-lane') }))
})
const server = await chassis.run(listener, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
