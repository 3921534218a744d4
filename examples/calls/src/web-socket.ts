// A WebSocket by service name: routed and balanced as a call is, never opened twice.
import { once } from 'node:events'
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const socket = chassis.webSocket('ws://order/chat')
await once(socket, 'open')
socket.send('hello')
const [message] = (await once(socket, 'message')) as [MessageEvent]
console.log(message.data)
socket.close()
await once(socket, 'close')

await chassis.close()
