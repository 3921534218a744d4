// A whole chassis: registry, configuration centre, served port, one governed call. Prints milliseconds since the process
// began until it was registered, and its resident memory.
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'bench', version: '1.0.0' }, logLevel: 'fatal' })
await chassis.serve((_request, response) => response.end('ok'), { host: '127.0.0.1', port: 0 })
const registered = performance.now()
await chassis.call('bench', '/')
globalThis.gc?.()
console.log(`ready ${registered} ${process.memoryUsage().rss}`)
await chassis.close({ waitMs: 0 })
