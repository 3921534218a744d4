import { RegistryError } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createRegistryClient } from '@node-chassis/registry-client'
import { afterEach, describe, expect, test } from 'vitest'
import { scriptedEngine, stillEnv, freePort, until } from './scripted-engine.ts'
import { ME, ORDER, SERVICE_ID, found, idle, refuse, scene, wireInstance } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'

const open: Scene[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
async function stage(...given: Parameters<typeof scene>): Promise<Scene> {
  const made = await scene(...given)
  open.push(made)
  return made
}
const bodyOf = (seen: { readonly body: string }): { [key: string]: unknown } => JSON.parse(seen.body) as never
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('must reject'),
    (error: Error) => error
  )
const names = (seen: { readonly body: string }): string[] =>
  (bodyOf(seen)['services'] as { service: { serviceName: string } }[]).map(
    ({ service }) => service.serviceName
  )

describe('registration (registry.md 16.2, C1, C2)', () => {
  test('sends what the registry wants to know', async () => {
    const s = await stage({ domain: 'tenant', project: 'p1', heartbeatMs: 30_000 })
    await s.register({ ...ME, region: 'r', zone: 'z', dataCenter: 'dc', hostName: 'h'.repeat(70) })
    const [existence] = s.seen('existence')
    expect(existence!.path).toBe('/v4/p1/registry/existence')
    expect(Object.fromEntries(existence!.query)).toEqual({
      type: 'microservice',
      env: '',
      appId: 'shop',
      serviceName: 'cart',
      version: '1.0.0'
    })
    expect(existence!.headers['x-domain-name']).toBe('tenant')
    expect(bodyOf(s.seen('createService')[0]!)).toEqual({
      service: {
        environment: '',
        appId: 'shop',
        serviceName: 'cart',
        version: '1.0.0',
        description: '',
        level: 'BACK',
        status: 'UP',
        schemas: [],
        properties: { team: 'a' },
        framework: { name: 'node-chassis', version: '0.1.0' },
        registerBy: 'SDK'
      }
    })
    const { instance } = bodyOf(s.seen('createInstance')[0]!) as { instance: { instanceId: string } }
    expect(instance.instanceId).toMatch(/^[0-9a-f]{32}$/)
    expect(instance).toMatchObject({
      serviceId: SERVICE_ID,
      version: '1.0.0',
      hostName: 'h'.repeat(64),
      endpoints: ['rest://127.0.0.1:8080'],
      status: 'UP',
      properties: { lane: 'blue' },
      healthCheck: { mode: 'push', port: 0, interval: 30, times: 3 },
      dataCenterInfo: { name: 'dc', region: 'r', availableZone: 'z' },
      timestamp: '1000',
      modTimestamp: '1000'
    })
    expect(s.client.registrar.identity).toEqual({ serviceId: SERVICE_ID, instanceId: instance.instanceId })
  })

  test('updates an existing service, its own properties first, and only when something differs', async () => {
    const s = await stage()
    s.routes.existence = () => ({ body: { serviceId: SERVICE_ID } })
    s.routes.getService = () => ({ body: { service: { properties: { team: 'old', kept: 'x' } } } })
    await s.register()
    expect(s.asked).toEqual(['existence', 'getService', 'putService', 'createInstance'])
    expect(bodyOf(s.seen('putService')[0]!)).toEqual({
      properties: { team: 'a', kept: 'x' },
      framework: { name: 'node-chassis', version: '0.1.0' }
    })
    const t = await stage()
    t.routes.existence = s.routes.existence
    t.routes.getService = () => ({
      body: { service: { properties: { team: 'a' }, framework: { name: 'node-chassis', version: '0.1.0' } } }
    })
    await t.register()
    expect(t.asked).toEqual(['existence', 'getService', 'createInstance'])
  })

  test('with a fixed instance id puts properties and status: it may have been alive', async () => {
    const s = await stage({ instanceId: 'fixed' })
    await s.register()
    expect(s.asked.slice(-3)).toEqual(['createInstance', 'properties', 'status'])
    expect(s.client.registrar.identity?.instanceId).toBe('fixed')
  })

  test("a refusal rejects at once with the engine's code", async () => {
    const s = await stage()
    s.routes.createService = () => refuse('400100', 'quota of 1')
    const error = await failureOf(s.register())
    expect(error).toBeInstanceOf(RegistryError)
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_REFUSED', engineCode: '400100' })
    expect(error.message).toContain('quota of 1')
    await s.pass(120_000)
    expect(s.asked).toEqual(['existence', 'createService'])
  })

  test('an invalid name rejects before anything is sent', async () => {
    const s = await stage()
    const error = await failureOf(s.client.registrar.register({ ...ME, service: '-bad-' }, idle))
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key: 'servicecomb.service.name' })
    expect(s.asked).toEqual([])
  })

  test('an engine that is away is asked again, with growing pauses, and said once (N44)', async () => {
    const log = recordingLogger()
    const port = await freePort()
    const env = stillEnv(log)
    const client = createRegistryClient({
      env,
      addresses: [`http://127.0.0.1:${port}`],
      timeoutMs: 4_999,
      connectTimeoutMs: 999
    })
    const registered = client.registrar.register(ME, idle)
    const warnings = (): unknown[] =>
      log.records.filter(
        ({ level, msg }) => level === 40 && String(msg).startsWith('"cart" is not registered')
      )
    for (let second = 0; second < 40; second++) {
      env.clock.advance(1_000)
      await new Promise((resolve) => setImmediate(resolve))
      await until(() => env.clock.waiting(4_999) === 0)
    }
    expect(warnings()).toHaveLength(1)
    const engine = await scriptedEngine(
      (seen) => ({ body: { serviceId: 's', instanceId: 'i', path: seen.path } }),
      port
    )
    while (client.registrar.identity === undefined) await env.clock.advanceAsync(500)
    await registered
    await client.close()
    await engine.close()
    expect(env.clock.pending).toBe(0)
  })

  test('its signal ends the trying', async () => {
    const env = stillEnv()
    const client = createRegistryClient({ env, addresses: [`http://127.0.0.1:${await freePort()}`] })
    const controller = new AbortController()
    const failed = failureOf(client.registrar.register(ME, controller.signal))
    await env.clock.advanceAsync(0)
    controller.abort(new Error('given up'))
    expect((await failed).message).toBe('given up')
    await client.close()
    expect(env.clock.pending).toBe(0)
  })

  test('close() ends a registration that waits', async () => {
    const env = stillEnv()
    const client = createRegistryClient({ env, addresses: [`http://127.0.0.1:${await freePort()}`] })
    const failed = failureOf(client.registrar.register(ME, idle))
    await env.clock.advanceAsync(0)
    await client.close()
    expect(await failed).toMatchObject({ code: 'CHS_CLOSED' })
  })
})

describe('the heartbeat (C3)', () => {
  test('goes out every 15 s as PUT', async () => {
    const s = await stage()
    await s.register()
    for (let beat = 1; beat <= 3; beat++) {
      await s.pass(15_000)
      expect(s.seen('heartbeat')).toHaveLength(beat)
    }
  })

  test('400017 with a service that is gone too: the whole sequence, the status that was set last', async () => {
    const s = await stage()
    const events: string[] = []
    s.client.events.on('registered', ({ again }) => events.push(again ? 'registered again' : 'registered'))
    s.client.events.on('lost', ({ reason }) => events.push(`lost ${reason}`))
    s.client.events.on('recovered', () => events.push('recovered'))
    await s.register()
    await s.client.registrar.setStatus('OUTOFSERVICE')
    let gone = true
    s.routes.heartbeat = () => (gone ? refuse('400017') : {})
    const { createInstance, createService } = s.routes
    s.routes.createInstance = (seen) => (gone ? refuse('400012') : createInstance(seen))
    s.routes.createService = (seen) => {
      gone = false
      return createService(seen)
    }
    const before = s.asked.length
    await s.pass(15_000)
    expect(s.asked.slice(before)).toEqual([
      'heartbeat',
      'createInstance',
      'existence',
      'createService',
      'createInstance'
    ])
    expect(bodyOf(s.seen('createInstance').at(-1)!)).toMatchObject({ instance: { status: 'OUTOFSERVICE' } })
    expect(events).toEqual(['registered', 'lost forgotten', 'registered again', 'recovered'])
  })

  test('400012: the service is gone, so it begins with the service', async () => {
    const s = await stage()
    await s.register()
    s.routes.heartbeat = () => refuse('400012')
    const before = s.asked.length
    await s.pass(15_000)
    expect(s.asked.slice(before)).toEqual(['heartbeat', 'existence', 'createService', 'createInstance'])
  })

  test('a status that could not be set goes out with the next good heartbeat', async () => {
    const s = await stage()
    await s.register()
    s.routes.status = () => refuse('500003')
    expect(await failureOf(s.client.registrar.setStatus('DOWN'))).toMatchObject({ engineCode: '500003' })
    s.routes.status = () => ({})
    await s.pass(15_000)
    expect(s.asked.slice(-2)).toEqual(['heartbeat', 'status'])
  })

  test('three failures in a row are announced as lost, the next good one as recovered', async () => {
    const s = await stage()
    const events: string[] = []
    s.client.events.on('lost', ({ reason }) => events.push(reason))
    s.client.events.on('recovered', () => events.push('recovered'))
    await s.register()
    s.routes.heartbeat = () => refuse('500003')
    await s.pass(15_000)
    await s.pass(1_000)
    expect(events).toEqual([])
    await s.pass(2_000)
    expect(events).toEqual(['unreachable'])
    s.routes.heartbeat = () => ({})
    await s.pass(4_000)
    expect(events).toEqual(['unreachable', 'recovered'])
    expect(s.seen('createInstance')).toHaveLength(1)
  })

  test('deregister() does not throw when the registry is away', async () => {
    const s = await stage()
    await s.register()
    s.routes.remove = () => 'drop'
    await s.client.registrar.deregister()
    expect(s.client.registrar.identity).toBeUndefined()
  })
})

describe('discovery (registry.md 8, C4, C5)', () => {
  test('a record has what its service and itself say', async () => {
    const s = await stage()
    s.routes.getService = () => ({
      body: {
        service: {
          serviceId: 'o1',
          appId: 'shop',
          serviceName: 'Order',
          version: '1.0.0',
          properties: { a: 'service', b: 'service' },
          framework: { name: 'ServiceComb', version: '3' }
        }
      }
    })
    const place = { name: 'dc', region: 'r', availableZone: 'z' }
    s.routes.find = () =>
      found(
        'r1',
        wireInstance('i1', { properties: { b: 'instance' }, dataCenterInfo: place }),
        wireInstance('i2')
      )
    const { instances } = await s.client.instances.pull(ORDER)
    expect(instances[0]).toEqual({
      id: 'i1',
      service: 'Order',
      app: 'shop',
      version: '1.0.0',
      status: 'UP',
      endpoints: ['rest://127.0.0.1:1'],
      properties: { a: 'service', b: 'instance' },
      region: 'r',
      zone: 'z',
      registeredAt: 1_700_000_000_000,
      framework: 'ServiceComb'
    })
    expect(s.seen('getService')).toHaveLength(1)
    await s.client.instances.pull(ORDER)
    expect(s.seen('getService')).toHaveLength(1)
  })

  test('asks with its own id once registered, with the environment before', async () => {
    const s = await stage({ environment: 'testing' })
    await s.client.instances.pull(ORDER)
    await s.register({ ...ME, environment: 'testing' })
    await s.client.instances.pull({ app: 'shop', service: 'other' })
    const [before, after] = s.seen('find')
    expect(before!.headers['x-consumerid']).toBeUndefined()
    expect(Object.fromEntries(before!.query)).toEqual({
      appId: 'shop',
      serviceName: 'order',
      env: 'testing',
      version: '0+',
      rev: ''
    })
    expect(after!.headers['x-consumerid']).toBe(SERVICE_ID)
  })

  test('a revision that was answered to nobody is not sent by a registered consumer (8.3)', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    await s.register()
    await s.client.instances.pull(ORDER)
    await s.client.instances.pull(ORDER)
    expect(s.seen('find').map((seen) => seen.query.get('rev'))).toEqual(['', '', 'r1'])
  })

  test('one batch for all names; what changed is announced, the rest stays the same object', async () => {
    const s = await stage()
    s.routes.find = (seen) => found(`r-${seen.query.get('serviceName')}`, wireInstance('i1'))
    const [a, b] = await Promise.all(
      ['a', 'b'].map((service) => s.client.instances.pull({ app: 'shop', service }))
    )
    const changes: string[] = []
    s.client.instances.onChange(({ target, revision }) => changes.push(`${target.service} ${revision}`))
    s.routes.batch = () => ({
      body: {
        services: { notModified: [0], updated: [{ index: 1, rev: 'r2', instances: [wireInstance('i2')] }] }
      }
    })
    await s.pass(15_000)
    expect(bodyOf(s.seen('batch')[0]!)).toEqual({
      services: [
        { service: { appId: 'shop', serviceName: 'a' }, rev: 'r-a' },
        { service: { appId: 'shop', serviceName: 'b' }, rev: 'r-b' }
      ]
    })
    expect(s.client.instances.current(a!.target)).toBe(a)
    expect(s.client.instances.current(b!.target)?.instances.map(({ id }) => id)).toEqual(['i2'])
    expect(changes).toEqual(['b r2'])
  })

  test('pulls of one name at the same time are one question; each may stop waiting', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    const controller = new AbortController()
    const given = failureOf(s.client.instances.pull(ORDER, controller.signal))
    const shared = s.client.instances.pull(ORDER)
    expect(s.client.instances.current(ORDER)).toBeUndefined()
    controller.abort(new Error('not me'))
    expect((await given).message).toBe('not me')
    expect((await shared).instances).toHaveLength(1)
    expect(s.seen('find')).toHaveLength(1)
  })

  test('an unknown name: known false, warned of once, remembered 15 s, out of the batch (N13, N36)', async () => {
    const log = recordingLogger()
    const s = await stage({ unknownMs: 20_000 }, log)
    const pull = () => s.client.instances.pull(ORDER)
    expect(await pull()).toEqual({ target: ORDER, known: false, instances: [], revision: '' })
    await pull()
    expect(s.seen('find')).toHaveLength(1)
    await s.pass(15_000)
    expect(s.seen('batch')).toHaveLength(0)
    await s.pass(5_000)
    await pull()
    expect(s.seen('find')).toHaveLength(2)
    expect(log.records.filter(({ msg }) => String(msg).includes('does not know service'))).toHaveLength(1)
  })

  test('the background asks for an unknown name again after 15 s, 30 s, 60 s', async () => {
    const s = await stage()
    await s.client.instances.pull(ORDER)
    s.routes.batch = () => ({
      body: { services: { failed: [{ indexes: [0], error: { errorCode: '400012' } }] } }
    })
    const asked: number[] = []
    for (let poll = 1; poll <= 8; poll++) {
      const before = s.seen('batch').length
      await s.pass(15_000)
      if (s.seen('batch').length > before) asked.push(poll * 15)
    }
    expect(asked).toEqual([15, 45, 105])
  })

  test('a name that had instances stays in the batch, and keeps them, when the registry forgets it (C5)', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    s.routes.batch = () => ({
      body: { services: { failed: [{ indexes: [0], error: { errorCode: '400012' } }] } }
    })
    await s.pass(15_000)
    const list = s.client.instances.current(ORDER)
    expect(list).toMatchObject({ known: false })
    expect(list?.instances.map(({ id }) => id)).toEqual(['i1'])
    await s.pass(15_000)
    expect(s.seen('batch').map(names)).toEqual([['order'], ['order']])
  })

  test('a registry that does not know the asker says nothing about names; the heartbeat is sent at once', async () => {
    const s = await stage({ heartbeatMs: 100_000 })
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.register()
    const before = await s.client.instances.pull(ORDER)
    const error = {
      errorCode: '400012',
      detail: `Micro-service does not exist(Consumer[${SERVICE_ID}] does not exist.)`
    }
    let forgotten = true
    s.routes.batch = () => ({
      body: { services: forgotten ? { failed: [{ indexes: [0], error }] } : { notModified: [0] } }
    })
    s.routes.heartbeat = () => refuse('400017')
    const { createInstance } = s.routes
    s.routes.createInstance = (seen) => {
      forgotten = false
      return createInstance(seen)
    }
    await s.pass(15_000)
    await until(() => s.seen('batch').length === 2)
    expect(s.asked.slice(-4)).toEqual(['batch', 'heartbeat', 'createInstance', 'batch'])
    expect(s.client.instances.current(ORDER)).toBe(before)
    expect(before.known).toBe(true)
    // Another registry may use the same revision for something else.
    expect(bodyOf(s.seen('batch')[1]!)['services']).toEqual([
      { service: { appId: 'shop', serviceName: 'order' } }
    ])
  })

  test('a batch that is refused because of one bad name asks for each alone', async () => {
    const s = await stage()
    s.routes.find = (seen) =>
      seen.query.get('serviceName') === 'bad name' ? refuse('400001') : found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    await failureOf(s.client.instances.pull({ app: 'shop', service: 'bad name' }))
    s.routes.batch = () => refuse('400001')
    s.routes.find = (seen) =>
      seen.query.get('serviceName') === 'bad name' ? refuse('400001') : found('r2', wireInstance('i2'))
    await s.pass(15_000)
    expect(s.client.instances.current(ORDER)?.revision).toBe('r2')
  })

  test('an alias is asked for by GET', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull({ app: 'shop', service: 'other:order' })
    await s.pass(15_000)
    expect(s.asked.filter((route) => route === 'find' || route === 'batch')).toEqual(['find', 'find'])
  })

  test('more than 200 names are asked for in chunks', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await Promise.all(
      Array.from({ length: 450 }, (_, n) => s.client.instances.pull({ app: 'shop', service: `s${n}` }))
    )
    await s.pass(15_000)
    await s.quiet()
    expect(s.seen('batch').map((seen) => names(seen).length)).toEqual([200, 200, 50])
  })

  test('a registry that is away is asked once a poll, however many names there are', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await Promise.all(
      Array.from({ length: 450 }, (_, n) => s.client.instances.pull({ app: 'shop', service: `s${n}` }))
    )
    const before = s.asked.length
    s.routes.batch = () => 'drop'
    await s.pass(15_000)
    expect(s.asked.slice(before)).toEqual(['batch'])
  })

  test('a name nobody calls any more is asked for no more', async () => {
    const s = await stage({ subscriptionIdleMs: 40_000 })
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    for (let poll = 0; poll < 4; poll++) await s.pass(15_000)
    expect(s.seen('batch')).toHaveLength(2)
  })

  test('a page instead of JSON is no answer', async () => {
    const s = await stage()
    s.routes.find = () => ({ body: '<html>login</html>' })
    expect(await failureOf(s.client.instances.pull(ORDER))).toMatchObject({
      code: 'CHS_REGISTRY_UNAVAILABLE'
    })
  })

  test('facts of a service that cannot be read are asked for again', async () => {
    const s = await stage()
    const { getService } = s.routes
    s.routes.find = () => found('r1', wireInstance('i1'))
    s.routes.getService = () => refuse('500003')
    expect((await s.client.instances.pull(ORDER)).instances[0]?.framework).toBeUndefined()
    s.routes.getService = () => ({ body: { service: { framework: { name: 'F' } } } })
    await s.client.instances.pull(ORDER)
    expect(s.client.instances.current(ORDER)?.instances[0]?.framework).toBe('F')
    s.routes.getService = getService
  })

  test('close() leaves no timer and refuses questions', async () => {
    const s = await stage()
    await s.register()
    await s.client.close()
    await s.client.close()
    expect(s.clock.pending).toBe(0)
    expect(await failureOf(s.client.instances.pull(ORDER))).toMatchObject({ code: 'CHS_CLOSED' })
  })
})
