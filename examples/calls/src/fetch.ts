// WHATWG fetch, to a service by name. Hosts that are no service names are fetched as always.
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const response = await chassis.fetch('http://order/orders/42', { headers: { accept: 'application/json' } })
console.log(response.status, await response.json())

// Opt-in: the process-wide fetch as well, for code that is not yours. Undone by close().
if (await chassis.installGlobalFetch()) {
  const through = await fetch('http://order/orders/43')
  console.log(through.status, await through.json())
}

await chassis.close()
