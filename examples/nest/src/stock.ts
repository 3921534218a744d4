import { createChassis } from 'node-chassis'
import { governed } from '@node-chassis/provider'

const chassis = createChassis({ service: { name: 'stock', version: '1.0.0' } })
const listener = governed(chassis, (request, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ path: request.url, left: 3 }))
})
const { url } = await chassis.run(listener, { host: '127.0.0.1', port: 0 })
console.log(`ready ${url}`)
