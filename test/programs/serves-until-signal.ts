// A main program as users write them. Its first line comes before anything is started; `serving <url> <admin url>` when
// it serves. `/slow` is answered never.
import { createChassis } from 'node-chassis'

console.log('ready')
const chassis = createChassis({ service: { name: 'order', version: '1.0.0' }, logLevel: 'fatal' })
const { url } = await chassis.run(
  (request, response) => {
    if (request.url !== '/slow') response.end(`served by ${process.pid}`)
    else console.log('slow')
  },
  { host: '127.0.0.1', port: 0 }
)
console.log(`serving ${url} ${chassis.adminUrl}`)
