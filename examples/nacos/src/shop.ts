import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })
await chassis.start()
const order = await chassis.call('order', '/')
console.log(order.status, order.text())
await chassis.close()
