import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { InstanceList, Registration } from '@node-chassis/core'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { RecordingLogger, SimulatedClock } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../grpc/payload.ts'
import { createNacosRegistry } from '../nacos-registry.ts'
import type { NacosRegistry, NacosRegistryOptions } from '../nacos-registry.ts'
import { host, scriptedNacos, serviceInfo, until } from '../scripted-nacos.test-support.ts'
import type { Answer, Request, ScriptedNacos, Script } from '../scripted-nacos.test-support.ts'

const OK = { resultCode: 200, errorCode: 0, success: true }
const ORDER = { app: 'default', service: 'order' }
const never = new AbortController().signal
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Desk {
  readonly nacos: ScriptedNacos
  readonly registry: NacosRegistry
  readonly clock: SimulatedClock
  readonly log: RecordingLogger
  readonly lists: InstanceList[]
}

async function desk(script: Script = {}, options: Partial<NacosRegistryOptions> = {}): Promise<Desk> {
  const nacos = await scriptedNacos({ abilities: {}, ...script })
  closers.push(() => nacos.close())
  return { nacos, ...registryOf(nacos, options) }
}

function registryOf(nacos: ScriptedNacos, options: Partial<NacosRegistryOptions> = {}): Omit<Desk, 'nacos'> {
  const clock = simulatedClock()
  const log = recordingLogger()
  const registry = createNacosRegistry({
    env: { clock, random: seededRandom(1), log },
    addresses: [nacos.address],
    grpcPort: nacos.grpcPort,
    transport: 'grpc',
    ...options
  })
  closers.push(() => registry.close())
  const lists: InstanceList[] = []
  registry.instances.onChange((list) => lists.push(list))
  return { registry, clock, log, lists }
}

function listing(
  hosts: () => readonly Json[] | null,
  flags: () => Json = () => ({})
): (request: Request, fallback: () => Answer) => Answer {
  return ({ type, body }, fallback) => {
    const types: Readonly<Record<string, string>> = {
      SubscribeServiceRequest: 'SubscribeServiceResponse',
      ServiceQueryRequest: 'QueryServiceResponse'
    }
    const answer = types[type]
    if (answer === undefined) return fallback()
    const info = { ...serviceInfo(String(body['serviceName']), []), hosts: hosts(), ...flags() }
    return [answer, { ...OK, serviceInfo: info }]
  }
}

function own(more: Partial<Registration> = {}): Registration {
  return {
    app: 'default',
    service: 'shop',
    version: '1.0.0',
    environment: '',
    description: '',
    serviceProperties: {},
    instanceProperties: {},
    endpoints: ['rest://10.0.0.9:3000'],
    hostName: 'h',
    status: 'UP',
    region: undefined,
    zone: undefined,
    dataCenter: undefined,
    ...more
  }
}

const ports = (list: InstanceList | undefined): number[] =>
  (list?.instances ?? []).map(({ endpoints }) => Number(endpoints[0]?.split(':').at(-1)))

function pushed(nacos: ScriptedNacos, hosts: readonly Json[]): void {
  nacos.connections
    .at(-1)!
    .push('NotifySubscriberRequest', { requestId: 'p', serviceInfo: serviceInfo('order', hosts) })
}

describe('lists', () => {
  test('a push without a difference tells nobody; one with a difference tells what it is (G35)', async () => {
    const { nacos, registry, lists } = await desk({ grpc: listing(() => [host('order', '10.0.0.1', 1)]) })
    const changes: string[] = []
    registry.events.on('instancesAdded', ({ instances }) => changes.push(`+${instances.length}`))
    registry.events.on('instancesRemoved', ({ instances }) => changes.push(`-${instances.length}`))
    registry.events.on('instancesChanged', ({ changes: all }) =>
      changes.push(all.flatMap(({ fields }) => fields).join())
    )
    await registry.instances.pull(ORDER)
    pushed(nacos, [host('order', '10.0.0.1', 1)])
    pushed(nacos, [
      host('order', '10.0.0.1', 1, { metadata: { version: '2.0.0' } }),
      host('order', '10.0.0.1', 2)
    ])
    await until(() => lists.length === 2, 'the change')
    expect(ports(lists[1])).toEqual([1, 2])
    expect(changes).toEqual(['+1', '+1', 'version,properties'])
  })

  test('an unknown name is a list that is not known; several applications share one subscription', async () => {
    const { nacos, registry } = await desk()
    expect(await registry.instances.pull(ORDER)).toMatchObject({ target: ORDER, known: false, instances: [] })
    const other = { app: 'other', service: 'order' }
    await registry.instances.pull(other)
    expect(nacos.of('SubscribeServiceRequest')).toHaveLength(1)
    pushed(nacos, [host('order', '10.0.0.1', 1)])
    await until(() => registry.instances.current(other)?.known === true, 'the push')
    expect(registry.instances.current(ORDER)).toMatchObject({ target: ORDER, known: true })
    expect(registry.instances.current(other)?.instances[0]).toMatchObject({ app: 'other', service: 'order' })
  })

  test('the group and the clusters that are wanted', async () => {
    const { nacos, registry } = await desk(
      {},
      { group: 'G1', groups: { billing: 'G2' }, clusters: ['HZ', 'SH'], namespace: 'team' }
    )
    await registry.instances.pull(ORDER)
    await registry.instances.pull({ app: 'default', service: 'billing' })
    expect(
      nacos
        .of('SubscribeServiceRequest')
        .map(({ body }) => [body['namespace'], body['groupName'], body['clusters']])
    ).toEqual([
      ['team', 'G1', 'HZ,SH'],
      ['team', 'G2', 'HZ,SH']
    ])
  })

  test('protection: with the flag an unhealthy instance is delivered', async () => {
    const sick = [host('order', '10.0.0.1', 1, { healthy: false })]
    let flag = false
    const { nacos, registry } = await desk({
      grpc: listing(
        () => sick,
        () => ({ reachProtectionThreshold: flag })
      )
    })
    expect(ports(await registry.instances.pull(ORDER))).toEqual([])
    flag = true
    expect(ports(await registry.instances.pull(ORDER))).toEqual([1])
    expect(nacos.of('ServiceQueryRequest')).toHaveLength(1)
  })

  test('each service is asked for after a minute, unless a list came meanwhile (U16); without calls it is let go', async () => {
    const { nacos, registry, clock } = await desk(
      { grpc: listing(() => [host('order', '10.0.0.1', 1)]) },
      { subscriptionIdleMs: 200_000 }
    )
    await registry.instances.pull(ORDER)
    const queries = (): number => nacos.of('ServiceQueryRequest').length
    const minutes = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 1_000) {
        const checks = nacos.of('HealthCheckRequest').length
        await clock.advanceAsync(1_000)
        // What a second brings about has been through the sockets before the next one begins.
        if (nacos.of('HealthCheckRequest').length > checks)
          await until(() => nacos.inFlight.now === 0, 'the answers')
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await minutes(50_000)
    expect(queries()).toBe(0)
    pushed(nacos, [host('order', '10.0.0.1', 2)])
    await until(() => ports(registry.instances.current(ORDER))[0] === 2, 'the push')
    await minutes(50_000)
    expect(queries()).toBe(0)
    await minutes(20_000)
    await until(() => queries() === 1, 'the question')
    await minutes(200_000)
    await until(
      () => nacos.of('SubscribeServiceRequest').some(({ body }) => body['subscribe'] === false),
      'the end of the subscription'
    )
  })
})

describe('an empty list while instances are known (U12)', () => {
  test('is believed when a question says the same', async () => {
    let hosts = [host('order', '10.0.0.1', 1)]
    const { nacos, registry, lists } = await desk({ grpc: listing(() => hosts) })
    await registry.instances.pull(ORDER)
    hosts = []
    pushed(nacos, [])
    await until(() => lists.length === 2, 'the empty list')
    expect(lists[1]?.instances).toEqual([])
    expect(nacos.of('ServiceQueryRequest')).toHaveLength(1)
  })

  test('is not believed when the question says otherwise, fails, or has no list', async () => {
    let answer: 'full' | 'fails' | 'none' = 'full'
    const { nacos, registry, lists } = await desk({
      grpc(request, fallback) {
        if (request.type === 'ServiceQueryRequest' && answer === 'fails')
          return ['ErrorResponse', { resultCode: 500, errorCode: 400, message: 'no' }]
        return listing(() => (answer === 'none' ? null : [host('order', '10.0.0.1', 1)]))(request, fallback)
      }
    })
    const before = await registry.instances.pull(ORDER)
    for (const [at, kind] of (['full', 'fails', 'none'] as const).entries()) {
      answer = kind
      pushed(nacos, [])
      await until(() => nacos.of('ServiceQueryRequest').length === at + 1, `the question, ${kind}`)
    }
    await registry.instances.pull(ORDER)
    expect(registry.instances.current(ORDER)).toBe(before)
    expect(lists).toHaveLength(1)
  })

  test('right after a reconnection it waits until 10 s are over, and is asked for then', async () => {
    let hosts = [host('order', '10.0.0.1', 1)]
    const { nacos, registry, clock, lists } = await desk({ grpc: listing(() => hosts) })
    await registry.instances.pull(ORDER)
    hosts = []
    await nacos.stopGrpc()
    await until(() => registry.transport === undefined, 'the loss')
    await nacos.startGrpc()
    clock.advance(150)
    await until(() => nacos.of('SubscribeServiceRequest').length === 2, 'subscribed again')
    pushed(nacos, [])
    for (let s = 0; s < 9; s++) await clock.advanceAsync(1_000)
    expect(ports(registry.instances.current(ORDER))).toEqual([1])
    expect(nacos.of('ServiceQueryRequest')).toEqual([])
    for (let s = 0; s < 3; s++) await clock.advanceAsync(1_000)
    await until(() => lists.length === 2, 'the empty list, confirmed')
    expect(nacos.of('ServiceQueryRequest').length).toBeGreaterThan(0)
  })
})

describe('registration', () => {
  test('a status is said by registering again over the same connection (G22)', async () => {
    const { nacos, registry } = await desk({}, { weight: 5, cluster: 'HZ', metadata: { team: 'blue' } })
    await registry.registrar.register(own(), never)
    await registry.registrar.setStatus('DOWN')
    await registry.registrar.setStatus('UP')
    const sent = nacos.of('InstanceRequest').map(({ body }) => body['instance'] as Json)
    expect(sent.map(({ enabled }) => enabled)).toEqual([true, false, true])
    expect(sent[0]).toMatchObject({
      instanceId: '10.0.0.9#3000#HZ#DEFAULT_GROUP@@shop',
      weight: 5,
      metadata: { team: 'blue', version: '1.0.0' }
    })
    await registry.registrar.deregister()
    expect(nacos.of('InstanceRequest').at(-1)?.body['type']).toBe('deregisterInstance')
    expect(nacos.connections).toHaveLength(1)
  })

  test('a refusal rejects the first registration; later ones are tried again every 3 s', async () => {
    let refuses = true
    const { nacos, registry, clock, log } = await desk({
      grpc: ({ type }, fallback) =>
        type === 'InstanceRequest' && refuses
          ? ['InstanceResponse', { resultCode: 500, errorCode: 400, message: 'Param check invalid' }]
          : fallback()
    })
    await expect(registry.registrar.register(own(), never)).rejects.toMatchObject({
      code: 'CHS_REGISTRY_REFUSED',
      engineCode: '400'
    })
    refuses = false
    await registry.registrar.register(own(), never)
    refuses = true
    const recovered = new Promise((resolve) => registry.events.on('recovered', resolve))
    nacos.connections[0]!.endStream()
    await until(() => registry.transport === undefined, 'the loss')
    clock.advance(150)
    await until(() => nacos.of('InstanceRequest').length === 3, 'a try')
    await until(
      () => log.records.some(({ msg }) => String(msg).includes('is not registered in Nacos')),
      'the warning'
    )
    refuses = false
    clock.advance(3_000)
    await recovered
  })

  test('one that is taken out while its request is on the way is taken out of the server too', async () => {
    let answer: () => void = () => {}
    const { nacos, registry } = await desk({
      grpc: async ({ type, body }, fallback) => {
        if (type === 'InstanceRequest' && body['type'] === 'registerInstance')
          await new Promise<void>((resolve) => (answer = resolve))
        return fallback()
      }
    })
    const registering = registry.registrar.register(own(), never)
    await until(() => nacos.of('InstanceRequest').length === 1, 'the request')
    const out = registry.registrar.deregister()
    await expect(registering).rejects.toMatchObject({ code: 'CHS_CLOSED' })
    await out
    answer()
    expect(nacos.of('InstanceRequest').map(({ body }) => body['type'])).toEqual([
      'registerInstance',
      'deregisterInstance'
    ])
  })

  test('no endpoint: nothing is registered, but the server was reached; several: the first, with a warning', async () => {
    const { nacos, registry, log } = await desk()
    const registered: string[] = []
    registry.events.on('registered', ({ serviceId, instanceId }) =>
      registered.push(`${serviceId} ${instanceId}`)
    )
    await registry.registrar.register(own({ endpoints: [] }), never)
    // Who waits for its place, a readiness probe, has it.
    expect(registered).toEqual(['DEFAULT_GROUP@@shop '])
    expect(registry.registrar.identity).toBeUndefined()
    expect(nacos.connections).toHaveLength(1)
    await registry.registrar.deregister()
    await registry.registrar.register(own({ endpoints: ['rest://10.0.0.9:1', 'rest://10.0.0.9:2'] }), never)
    expect(nacos.of('InstanceRequest')).toHaveLength(1)
    expect(log.records.some(({ msg }) => String(msg).includes('only the first endpoint'))).toBe(true)
    await expect(registry.registrar.register(own(), never)).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT'
    })
  })

  test('nobody answers: told once, tried on', async () => {
    const { nacos, registry, clock } = await desk({ grpcDown: true })
    const waiting = new Promise<{ error: Error }>((resolve) => registry.events.on('waiting', resolve))
    const registering = registry.registrar.register(own(), never)
    const { error } = await waiting
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_UNAVAILABLE' })
    expect(error.message).toContain(`127.0.0.1:${nacos.grpcPort}`)
    expect(error.message).toContain('servicecomb.nacos.serverAddr')
    await nacos.startGrpc()
    await clock.advanceAsync(400)
    await registering
  })
})

describe('a start while no server answers (decisions.md N45)', () => {
  test('goes on with the instances of an earlier process; a fresh list replaces them', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'nacos-'))
    closers.push(() => rm(dir, { recursive: true }))
    const nacos = await scriptedNacos({ abilities: {}, grpc: listing(() => [host('order', '10.0.0.1', 1)]) })
    closers.push(() => nacos.close())
    const snapshot = { snapshotDir: dir, appName: 'shop' }
    const first = registryOf(nacos, snapshot)
    await first.registry.instances.pull(ORDER)
    await first.registry.close()
    const [file = ''] = await readdir(dir)
    expect(file).toMatch(/^nacos-instances-shop-[0-9a-f]{12}\.json$/)
    expect((await stat(path.join(dir, file))).mode & 0o777).toBe(0o600)

    await nacos.stopGrpc()
    const second = registryOf(nacos, snapshot)
    const pulled = second.registry.instances.pull(ORDER)
    await second.clock.advanceAsync(500)
    expect(ports(await pulled)).toEqual([1])
    expect(second.log.records.some(({ msg }) => String(msg).includes('read from disk'))).toBe(true)
    expect(second.lists).toHaveLength(1)

    await writeFile(path.join(dir, file), 'no snapshot at all')
    const third = registryOf(nacos, snapshot)
    const refused = expect(third.registry.instances.pull(ORDER)).rejects.toMatchObject({
      code: 'CHS_REGISTRY_UNAVAILABLE'
    })
    for (let i = 0; i < 10; i++) await third.clock.advanceAsync(500)
    await refused
    expect(third.log.records.some(({ msg }) => String(msg).includes('cannot be read and is ignored'))).toBe(
      true
    )
  })
})
