// Starts a chassis, serves, calls itself, closes, and does nothing more: the process must then end by itself.
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'alone', version: '1.0.0' }, logLevel: 'warn' })
await chassis.start()
await chassis.serve((_request, response) => response.end('ok'), { host: '127.0.0.1', port: 0 })
const answer = await chassis.call('alone', '/')
await chassis.close({ waitMs: 0 })
console.log(`ready ${answer.status} ${process.listenerCount('SIGTERM')}`)
