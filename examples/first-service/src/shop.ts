import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })
await chassis.start()
const order = await chassis.call('order', '/orders/42')
console.log(order.status, order.json<{ id: string }>())
await chassis.close()
