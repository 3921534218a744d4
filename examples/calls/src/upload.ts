// A large file that is sent again when the first attempt fails: the body is a function, asked anew for each attempt. The
// retry policy is in application.yaml; without a policy a PUT whose answer is 503 is not tried again.
import { createReadStream } from 'node:fs'
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

let opened = 0
const answer = await chassis.call('order', '/uploads/1', {
  method: 'PUT',
  body() {
    opened++
    return createReadStream(process.execPath, { end: 2_000_000 })
  }
})
console.log(answer.status, answer.json(), `after ${opened} attempts`)

await chassis.close()
