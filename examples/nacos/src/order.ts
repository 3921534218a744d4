import { createChassis } from 'node-chassis'
import { governed } from '@node-chassis/provider'

// Nothing here knows of Nacos: application.yaml does.
const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const listener = governed(chassis, (_request, response) => {
  response.end(chassis.config.text('order.greeting', 'no greeting yet'))
})
const server = await chassis.run(listener, { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
