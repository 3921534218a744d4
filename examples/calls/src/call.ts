// The fastest form: the answer is collected, one promise, no streams.
import { createChassis, isChassisError } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const answer = await chassis.call('order', '/orders/42', { timeoutMs: 2000 })
console.log(answer.status, answer.json<{ id: string; state: string }>())

// Bound to one service; what goes wrong has a code.
const order = chassis.service('order')
const created = await order.call('/orders/43', { json: { state: 'new' }, throwOnError: true })
console.log(created.status, created.json())
try {
  await chassis.call('ordr', '/orders/42')
} catch (error) {
  if (isChassisError(error)) console.log(error.code, error.message)
}

await chassis.close()
