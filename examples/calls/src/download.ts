// A download as a stream: nothing is collected, back-pressure reaches the provider, and no limit ends a long body unless
// `timeoutMs` or `deadlineMs` says so.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

let bytes = 0
const { statusCode, body } = await chassis.request('http://order/report')
await pipeline(
  body,
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      setImmediate(done)
    }
  })
)
console.log(statusCode, `${bytes} bytes`)

await chassis.close()
