import { createChassis } from 'node-chassis'

// Nothing here knows of Nacos: application.yaml does.
const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })
const server = await chassis.run(
  (_request, response) => response.end(chassis.config.text('order.greeting', 'no greeting yet')),
  { host: '127.0.0.1', port: 0 }
)
console.log(`ready ${server.url}`)
