import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { startUpstream } from '@node-chassis/testing'
import type { Upstream } from '@node-chassis/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientOver } from '../../packages/registry-client/src/client-over.ts'
import { SimulatedRegistry } from '../../packages/registry-client/src/simulated-registry.test-support.ts'
import type { Fault } from '../../packages/registry-client/src/simulated-registry.test-support.ts'
import { startKit } from '../integration/invoker-kit.ts'

// What callers see through registry client and invoker together, with real instances and a registry that lies (decisions.md
// N12): nobody stops, so no call may fail, whatever the registry says. Days of faults of the client alone are beside it.

const SERVICES = ['order', 'pay', 'stock']
const FAULTS: readonly (Fault | 'lost')[] = [
  'empty',
  'partial',
  'lost',
  'down',
  'hangs',
  'errors',
  'nonsense',
  'unauthorized'
]
const STEP_MS = 10_000
const HOUR_MS = 3_600_000

let instances: readonly Upstream[]
beforeAll(async () => {
  instances = await Promise.all(
    [0, 1, 2].map((n) => startUpstream((_, answer) => void answer.end(String(n))))
  )
})
afterAll(async () => {
  for (const instance of instances) await instance.close()
})

test.each([
  [1, false],
  [2, true]
])('an hour of faults (seed %i, watch %o): no call fails', async (seed, watch) => {
  const clock = simulatedClock(1_000_000)
  const env = { clock, random: seededRandom(seed), log: silentLogger }
  const chance = seededRandom(seed + 100)
  let registry: SimulatedRegistry | undefined
  const client = clientOver(
    { env, addresses: [], environment: '', watch },
    (onRecovered) => (registry = new SimulatedRegistry(clock, seededRandom(seed + 1), onRecovered)),
    () => registry!.sockets.open
  )
  const engine = registry!
  engine.endpointOf = (id) => `rest://127.0.0.1:${instances[Number(id.at(-1))]!.port}`
  for (const service of SERVICES) for (let n = 0; n < 3; n++) engine.provide(`${service}-${n}`, service)
  // Sockets are real and need real time: no limit of simulated time may end them.
  await using kit = startKit({
    env,
    source: client.instances,
    settings: {
      'servicecomb.rest.client.connection.timeoutInMillis': String(100 * HOUR_MS),
      'servicecomb.request.timeout': String(100 * HOUR_MS)
    }
  })
  for (const service of SERVICES) client.instances.current({ app: 'default', service })
  await clock.advanceAsync(1_000)
  const failed: string[] = []
  let emptied = 0
  client.instances.onChange((list) => (emptied += list.instances.length === 0 ? 1 : 0))
  const end = clock.now() + HOUR_MS
  for (let untilMs = 0, calls = 0; clock.now() < end;) {
    if (clock.now() >= untilMs) {
      const healthy = engine.fault !== undefined
      if (healthy && chance.below(2) === 0) engine.resetRevision()
      const fault = FAULTS[chance.below(FAULTS.length)]!
      engine.fault = healthy ? undefined : fault === 'lost' ? 'down' : fault
      if (fault === 'lost' && !healthy) engine.lose()
      untilMs = clock.now() + STEP_MS * (1 + chance.below(healthy ? 4 : 12))
    }
    await clock.advanceAsync(STEP_MS)
    for (const service of SERVICES) {
      calls++
      const answer = await kit.invoker.call(service, '/').catch((error: Error) => error)
      if (answer instanceof Error)
        failed.push(`call ${calls} to ${service} during ${engine.fault}: ${answer.message}`)
    }
  }
  await client.close()
  expect(failed).toEqual([])
  // The registry did lie: the client alone shows it, and says so.
  expect(emptied).toBeGreaterThan(3)
})
