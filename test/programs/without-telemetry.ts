// A machine where `@opentelemetry/api` is not installed: its name leads nowhere. Counts the questions for it, and what
// was loaded of it all the same.
import { registerHooks } from 'node:module'
import { createChassis } from 'node-chassis'

let asked = 0
let loaded = 0
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@opentelemetry/')) return next(specifier, context)
    asked++
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' })
  },
  load(url, context, next) {
    if (url.includes('opentelemetry')) loaded++
    return next(url, context)
  }
})

const chassis = createChassis({ service: { name: 'alone', version: '1.0.0' }, logLevel: 'warn' })
await chassis.serve((_request, response) => response.end('ok'), { host: '127.0.0.1', port: 0 })
const answer = await chassis.call('alone', '/')
await chassis.close({ waitMs: 0 })
console.log(`ready ${answer.status} ${asked} ${loaded}`)
