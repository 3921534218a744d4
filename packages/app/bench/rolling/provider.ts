// One instance of the service that is restarted. Answers with its process id.
import { createChassis } from '../../src/index.ts'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' }, logLevel: 'fatal' })
await chassis.run((_request, response) => response.end(String(process.pid)), { host: '127.0.0.1', port: 0 })
console.log('ready')
