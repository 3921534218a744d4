import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

/** The code under test: a service that gives the discount which the configuration centre says, now and after each change. */
export async function startDiscount(config: Record<string, string>): Promise<Chassis> {
  const chassis = createChassis({ service: { name: 'discount', version: '1.0.0' }, config })
  await chassis.start()
  await chassis.serve(
    (_request, response) => response.end(String(chassis.config.number('discount.percent', 0))),
    { host: '127.0.0.1', port: 0 }
  )
  return chassis
}
