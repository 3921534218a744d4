import { createChassis } from 'node-chassis'
import type { BalancerFactory, CustomMatcher } from 'node-chassis'

/** Whose request it is stands in the invocation context, which comes along from the caller. */
const tenant: CustomMatcher = (call, parameters) => {
  const own = call.context.get('x-tenant')
  return own !== undefined && parameters.includes(own)
}

/** Made once for each service and route group, and asked at every attempt: no list is built, nothing is sorted. */
const nearest: BalancerFactory = () => (instances) => {
  let best = instances[0]!
  for (const one of instances) if (distance(one.properties) < distance(best.properties)) best = one
  return best
}

function distance(properties: Readonly<Record<string, string>>): number {
  return Number(properties['distance'] ?? Infinity)
}

const chassis = createChassis({
  service: { name: 'shop', version: '1.0.0' },
  matchers: { Tenant: tenant },
  balancers: { Nearest: nearest }
})
await chassis.start()
for (const who of ['gold', 'silver']) {
  await chassis.context.run({ 'x-tenant': who }, async () => {
    const from = new Set<string>()
    for (let i = 0; i < 6; i++) from.add((await chassis.call('order', '/orders/42')).text())
    console.log(`${who}: ${[...from].toSorted().join(' and ')}`)
  })
}
await chassis.close()
