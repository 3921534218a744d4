// Starts a chassis and calls `order` for each line on its standard input; prints the answer or the code of the error.
import { createInterface } from 'node:readline'
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' }, logLevel: 'warn' })
await chassis.start()
console.log('ready')
for await (const path of createInterface({ input: process.stdin })) {
  if (path === 'end') break
  try {
    console.log(`answer ${(await chassis.call('order', path)).text()}`)
  } catch (error) {
    console.log(`answer ${(error as { code: string }).code}`)
  }
}
await chassis.close({ waitMs: 0 })
process.stdin.destroy()
