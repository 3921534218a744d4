// undici's request: cheaper than fetch, the body as a stream.
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const { statusCode, headers, body } = await chassis.request('http://order/orders/42', {
  query: { fields: 'state' },
  deadlineMs: 5000
})
console.log(statusCode, headers['content-type'], await body.json())

for (const { service, ended } of chassis.metrics().services) console.log(`${service}: ${ended.success} well`)

await chassis.close()
