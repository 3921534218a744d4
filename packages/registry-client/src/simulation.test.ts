import type { Clock, InstanceList, Registration } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { silentLogger } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { clientOver } from './client-over.ts'
import type { RegistryClient, RegistryClientOptions } from './registry-client.ts'
import { SimulatedRegistry } from './simulated-registry.test-support.ts'
import type { Fault } from './simulated-registry.test-support.ts'

const HOUR_MS = 3_600_000
/** 15 s, a tenth more. */
const POLL_MS = 16_500
/** What a request that nobody answers holds up, before the next. */
const GIVEN_UP_MS = 5_000

/** Faults and how long they last at most. */
const FAULTS: readonly (readonly [Fault | 'lost' | 'frozen', number])[] = [
  ['down', 600_000],
  ['down', 5_000],
  ['lost', 120_000],
  ['lost', 2_000],
  ['partition', 300_000],
  ['hangs', 120_000],
  ['errors', 300_000],
  ['busy', 60_000],
  ['nonsense', 60_000],
  ['unauthorized', 120_000],
  ['empty', 40_000],
  ['partial', 40_000],
  ['frozen', 300_000]
]
const STABLE = ['order', 'pay', 'stock']
const MOVING = ['price', 'mail']
const NAMES = [...STABLE, ...MOVING]
const ME: Registration = {
  app: 'shop',
  service: 'cart',
  version: '1',
  environment: '',
  description: '',
  serviceProperties: {},
  instanceProperties: {},
  endpoints: ['rest://127.0.0.1:8080'],
  hostName: 'h',
  status: 'UP',
  region: undefined,
  zone: undefined,
  dataCenter: undefined
}

/** The clock of a process that can be stopped (SIGSTOP, a paused virtual machine) and whose wall clock jumps. */
function stoppable(clock: Clock): Clock & { frozen: boolean; jumpMs: number } {
  const late: (() => void)[] = []
  let frozen = false
  return {
    jumpMs: 0,
    now: () => clock.now(),
    wallNow() {
      return clock.wallNow() + this.jumpMs
    },
    after: (ms, run) => {
      let over = false
      const once = (): void => {
        if (!over) run()
        over = true
      }
      const cancel = clock.after(ms, () => (frozen ? void late.push(once) : once()))
      return () => {
        over = true
        cancel()
      }
    },
    get frozen() {
      return frozen
    },
    set frozen(to) {
      frozen = to
      if (!to) for (const run of late.splice(0)) run()
    }
  }
}

async function world(seed: number, options: Partial<RegistryClientOptions> = {}) {
  const world = simulatedClock(1_000_000)
  const clock = stoppable(world)
  let registry: SimulatedRegistry | undefined
  const client: RegistryClient = clientOver(
    { env: { clock, random: seededRandom(seed), log: silentLogger }, addresses: [], ...options },
    (onRecovered) => (registry = new SimulatedRegistry(world, seededRandom(seed + 1), onRecovered)),
    () => registry!.sockets.open
  )
  for (const name of NAMES) for (let n = 0; n < 3; n++) registry!.provide(`${name}-${n}`, name)
  const registered = client.registrar.register(ME, new AbortController().signal)
  await world.advanceAsync(100)
  await registered
  for (const service of NAMES) client.instances.current({ app: 'shop', service })
  await world.advanceAsync(1_000)
  return { client, registry: registry!, world, clock }
}

/** Most requests within any window. */
function busiest(asked: readonly number[], windowMs: number): number {
  let most = 0
  let from = 0
  asked.forEach((time, at) => {
    while (time - asked[from]! >= windowMs) from++
    most = Math.max(most, at - from + 1)
  })
  return most
}

const shown = (client: RegistryClient, service: string): readonly string[] | undefined =>
  client.instances
    .current({ app: 'shop', service })
    ?.instances.map(({ id, status }) => `${id} ${status}`)
    .toSorted()

/** A service that the registry does not know keeps its last instances, and says so (C5). */
function isRight(client: RegistryClient, registry: SimulatedRegistry, service: string): boolean {
  const held = registry.held(service)
  if (held === undefined) return client.instances.current({ app: 'shop', service })?.known === false
  return shown(client, service)?.join() === held.join()
}

const MODES: readonly Partial<RegistryClientOptions>[] = [
  {},
  { watch: true },
  { watch: true, heartbeatMode: 'socket', schemas: [{ id: 'a', content: 'b' }] }
]

describe.each(MODES)('24 hours of faults with %o', (options) => {
  test.each([1, 2, 3])(
    'seed %i: no fault empties a list, all is right again within two polls, no storm',
    async (seed) => {
      const { client, registry, world: time, clock } = await world(seed, options)
      const chance = seededRandom(seed + 100)
      const made: string[] = []
      const late: string[] = []
      // A list is what the registry answered last, to the letter; never what an error made of it. Or it is what a frame
      // made of that, and then no more than one instance is missing.
      client.instances.onChange(({ target, instances, known, revision }: InstanceList) => {
        if (revision.endsWith('+') && (instances.length > 0 || !STABLE.includes(target.service))) return
        const ids = instances.map(({ id }) => id).toSorted()
        const answered = [...(registry.answered.get(target.service) ?? [])].toSorted()
        if (ids.join() !== answered.join()) made.push(`${target.service} [${ids.join()}] known ${known}`)
      })
      const live = async (ms: number): Promise<void> => {
        // The application goes on calling.
        for (let left = ms; left > 0; left -= 5_000) {
          for (const service of NAMES) client.instances.current({ app: 'shop', service })
          await time.advanceAsync(Math.min(5_000, left))
        }
      }
      let faults = 0
      while (time.now() < 24 * HOUR_MS) {
        await live(1_000 + chance.below(120_000))
        const [fault, longestMs] = FAULTS[chance.below(FAULTS.length)]!
        faults++
        const before = new Map(STABLE.map((name) => [name, shown(client, name)]))
        if (fault === 'frozen') clock.frozen = true
        else registry.fault = fault === 'lost' ? 'down' : fault
        if (chance.below(4) === 0) registry.resetRevision()
        if (chance.below(4) === 0) clock.jumpMs = (chance.below(100) - 50) * HOUR_MS
        await live(chance.below(longestMs))
        // Others come and go meanwhile.
        const moving = MOVING[chance.below(MOVING.length)]!
        const id = `${moving}-${chance.below(5)}`
        if (chance.below(2) === 0) registry.provide(id, moving, chance.below(3) === 0 ? 'DOWN' : 'UP')
        else registry.withdraw(id)
        await live(1 + chance.below(longestMs))
        if (fault !== 'empty' && fault !== 'partial' && fault !== 'frozen') {
          for (const [name, list] of before)
            if (shown(client, name)!.join() !== list!.join())
              made.push(`${name} by ${fault} at ${time.now()}`)
        }
        if (fault === 'lost') registry.lose()
        registry.fault = undefined
        clock.frozen = false
        await live(GIVEN_UP_MS)
        // What the others are still about is no fault of ours.
        while (!registry.isComplete) await live(1_000)
        await live(2 * POLL_MS)
        const at = `${fault} before ${time.now()}`
        const { identity } = client.registrar
        if (registry.statusOf(identity?.instanceId ?? '') !== 'UP') late.push(`registration after ${at}`)
        if (options.schemas !== undefined && registry.schemasOf('cart').join() !== 'a')
          late.push(`schemas after ${at}`)
        for (const name of NAMES) if (!isRight(client, registry, name)) late.push(`${name} after ${at}`)
      }
      const { asked } = registry
      await client.close()
      expect(faults).toBeGreaterThan(200)
      expect(made).toEqual([])
      expect(late).toEqual([])
      // The bound that is promised, with five services in use: coming back costs a burst, then there is a pause.
      expect(busiest(asked, 1_000)).toBeLessThanOrEqual(25)
      expect(busiest(asked, 10_000)).toBeLessThanOrEqual(30)
      expect(busiest(asked, 60_000)).toBeLessThanOrEqual(90)
      expect(asked.length / (24 * 60)).toBeLessThan(20)
      // Sockets come back with growing pauses.
      expect(registry.sockets.made.length).toBeLessThan(24 * 60)
    },
    10_000
  )
})

describe('requests', () => {
  test('a quiet hour: one batch and one heartbeat in fifteen seconds', async () => {
    const { client, registry, world: time } = await world(4)
    registry.asked.length = 0
    for (let ms = 0; ms < HOUR_MS; ms += 10_000) {
      for (const service of NAMES) client.instances.current({ app: 'shop', service })
      await time.advanceAsync(10_000)
    }
    await client.close()
    expect(registry.asked.length).toBeGreaterThanOrEqual(2 * 218)
    expect(registry.asked.length).toBeLessThanOrEqual(2 * 267)
  })

  test('by socket the heartbeat costs none', async () => {
    const { client, registry, world: time } = await world(5, { heartbeatMode: 'socket' })
    await time.advanceAsync(60_000)
    registry.asked.length = 0
    await time.advanceAsync(HOUR_MS)
    const { instanceId } = client.registrar.identity!
    expect(registry.statusOf(instanceId)).toBe('UP')
    await client.close()
    // Nobody calls: after ten minutes nothing is followed any more.
    expect(registry.asked.length).toBeLessThanOrEqual(50)
  })

  test('an hour without a registry: one try of each kind in fifteen seconds, and the lists stay', async () => {
    const { client, registry, world: time } = await world(6, { watch: true })
    registry.fault = 'down'
    await time.advanceAsync(60_000)
    registry.asked.length = 0
    for (let ms = 0; ms < HOUR_MS; ms += 10_000) {
      for (const service of NAMES) expect(shown(client, service)).toHaveLength(3)
      await time.advanceAsync(10_000)
    }
    await client.close()
    expect(registry.asked.length).toBeLessThanOrEqual(2 * 267)
    expect(registry.sockets.made.length).toBeLessThan(25)
  })

  test('B-018 5,000 names that never existed, called once each: the ten real ones stay one request', async () => {
    const { client, registry, world: time } = await world(7)
    const real = Array.from({ length: 10 }, (_, n) => `real-${n}`)
    for (const service of real) registry.provide(`${service}-0`, service)
    for (let n = 0; n < 5_000; n++) {
      client.instances.current({ app: 'shop', service: `guess-${n}` })
      if (n % 100 === 0) await time.advanceAsync(100)
    }
    await time.advanceAsync(1_000)
    const asked = registry.asked.length
    // Within its negative memory a name costs nothing.
    expect(await client.instances.pull({ app: 'shop', service: 'guess-4999' })).toMatchObject({
      known: false
    })
    expect(registry.asked).toHaveLength(asked)
    for (let ms = 0; ms < 30 * 60_000; ms += 10_000) {
      for (const service of real) client.instances.current({ app: 'shop', service })
      await time.advanceAsync(10_000)
    }
    // Ten minutes after their call the guesses are gone: a heartbeat and one request with the ten.
    const from = time.now() - 15 * 60_000
    expect(registry.asked.filter((at) => at >= from).length).toBeLessThanOrEqual(2 * 67)
    await client.close()
  })
})
