import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import { startUpstream } from '@node-chassis/testing'
import { createEngineAuth } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { application, at, heldLists, nextList } from './registry-client-application.ts'
import { ME, ORDER, SERVICE_ID, found, idle, refuse, scene, wireInstance } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'
import { scriptedSockets } from './scripted-sockets.ts'
import { freePort, scriptedEngine, stillEnv, until } from './scripted-engine.ts'
import type { Answer } from './scripted-engine.ts'

// What users of the real systems met with and wrote, under its id: registration, heartbeat, discovery, watch. Parts that
// are proved elsewhere: B-016 and B-040 beside the version rule and the published address, B-041 with the schemas,
// B-018 in the simulation of the client.

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})
function kept<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one)
  return one
}
const stage = async (...given: Parameters<typeof scene>): Promise<Scene> => kept(await scene(...given))
const answering = async (text: string) => kept(await startUpstream((_, answer) => void answer.end(text)))
const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => 'answered',
    (error: { code?: string }) => error.code
  )
const ids = (s: Scene): string[] | undefined =>
  s.client.instances.current(ORDER)?.instances.map(({ id }) => id)
const bodyOf = (seen: { readonly body: string }): { services: { rev?: string }[] } =>
  JSON.parse(seen.body) as { services: { rev?: string }[] }

describe('discovery', () => {
  test('B-013 a provider is deleted in the registry and created again: found without a restart', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const [a, c] = [await answering('a'), await answering('c')]
    lists.set('order', [at('a', a.port)])
    const chassis = kept(await application(s.engine.url, lists))
    expect((await chassis.call('order', '/')).text()).toBe('a')
    const forgotten = nextList(chassis)
    lists.set('order', undefined)
    lists.tell('order')
    // Kept, and said to be unknown.
    expect(await forgotten).toMatchObject({ known: false, instances: [{ id: 'a' }] })
    expect((await chassis.call('order', '/')).text()).toBe('a')
    await a.close()
    await expect.poll(() => codeOf(chassis.call('order', '/'))).not.toBe('answered')
    const again = nextList(chassis)
    lists.set('order', [at('c', c.port)])
    lists.tell('order')
    expect(await again).toMatchObject({ known: true, instances: [{ id: 'c' }] })
    expect((await chassis.call('order', '/')).text()).toBe('c')
  })

  test('B-013 the polls alone bring it back too, and carry no revision of a list that is gone', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('a'), wireInstance('b'))
    await s.client.instances.pull(ORDER)
    s.routes.batch = () => ({
      body: { services: { failed: [{ indexes: [0], error: { errorCode: '400012' } }] } }
    })
    await s.pass(15_000)
    await s.pass(15_000)
    expect(s.client.instances.current(ORDER)).toMatchObject({
      known: false,
      instances: [{ id: 'a' }, { id: 'b' }]
    })
    s.routes.batch = () => ({
      body: { services: { updated: [{ index: 0, rev: 'r2', instances: [wireInstance('c')] }] } }
    })
    await s.pass(15_000)
    expect(ids(s)).toEqual(['c'])
    expect(s.seen('batch').map((seen) => bodyOf(seen).services[0]!.rev)).toEqual(['r1', undefined, undefined])
  })

  test('B-014 after an outage the first answer replaces the list; its revision comes with it', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('a'), wireInstance('b'))
    await s.client.instances.pull(ORDER)
    s.routes.batch = () => 'drop'
    for (let ms = 0; ms < 60_000; ms += 15_000) {
      await s.pass(15_000)
      expect(ids(s)).toEqual(['a', 'b'])
    }
    s.routes.batch = () => ({
      body: { services: { updated: [{ index: 0, rev: 'r2', instances: [wireInstance('b')] }] } }
    })
    await s.pass(30_000)
    expect(ids(s)).toEqual(['b'])
    s.routes.batch = () => ({ body: { services: { notModified: [0] } } })
    await s.pass(15_000)
    expect(ids(s)).toEqual(['b'])
    const revs = s.seen('batch').map((seen) => bodyOf(seen).services[0]!.rev)
    expect(revs.slice(0, -1).every((rev) => rev === 'r1')).toBe(true)
    expect(revs.at(-1)).toBe('r2')
  })

  test('B-015 one address answers 500: the other is asked in the same poll, with the same revision', async () => {
    const sick = kept(await scriptedEngine(() => refuse('500003')))
    const well = await stage()
    const s = await stage({ addresses: [sick.url, well.engine.url] })
    well.routes.find = () => found('r1', wireInstance('a', { status: 'DOWN' }))
    const statuses = (): string[] | undefined =>
      s.client.instances.current(ORDER)?.instances.map(({ status }) => status)
    await s.client.instances.pull(ORDER)
    expect(statuses()).toEqual(['DOWN'])
    well.routes.batch = () => ({
      body: { services: { updated: [{ index: 0, rev: 'r2', instances: [wireInstance('a')] }] } }
    })
    const asked = sick.requests.length
    for (let poll = 0; poll < 2; poll++) {
      await s.pass(15_000)
      expect(statuses()).toEqual(['UP'])
    }
    expect(sick.requests.length).toBeGreaterThan(asked)
    expect(well.seen('batch').map((seen) => bodyOf(seen).services[0]!.rev)).toEqual(['r1', 'r2'])
  })

  test('B-016 a version rule never reaches the registry; latest is 1.10.0, not 1.9.0', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const held = s.routes.find
    s.routes.find = (seen) => (seen.query.get('version') === '0+' ? held(seen) : refuse('400001'))
    const [nine, ten] = [await answering('1.9.0'), await answering('1.10.0')]
    lists.set('order', [
      at('nine', nine.port, { version: '1.9.0' }),
      at('ten', ten.port, { version: '1.10.0' })
    ])
    const dir = mkdtempSync(join(tmpdir(), 'version-rule-'))
    writeFileSync(join(dir, 'microservice.yaml'), 'servicecomb:\n  references:\n    version-rule: latest\n')
    const chassis = kept(await application(s.engine.url, lists, { configDir: dir }))
    for (let n = 0; n < 4; n++) expect((await chassis.call('order', '/')).text()).toBe('1.10.0')
  })

  test('B-017 an instance that was set DOWN gets no traffic, not even as the last one', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const [a, b] = [await answering('a'), await answering('b')]
    const chassis = kept(await application(s.engine.url, lists))
    const set = async (one: string, other: string): Promise<void> => {
      const heard = nextList(chassis)
      lists.set('order', [at('a', a.port, { status: one }), at('b', b.port, { status: other })])
      lists.tell('order')
      await heard
    }
    lists.set('order', [at('a', a.port), at('b', b.port)])
    await chassis.call('order', '/')
    await set('UP', 'DOWN')
    for (let n = 0; n < 4; n++) expect((await chassis.call('order', '/')).text()).toBe('a')
    await set('DOWN', 'DOWN')
    const before = [a.connections, b.connections]
    const error: unknown = await chassis.call('order', '/').catch((failure: unknown) => failure)
    expect(error).toMatchObject({ code: 'CHS_NO_INSTANCE', reason: 'filtered' })
    expect([a.connections, b.connections]).toEqual(before)
  })

  test('B-019 a restarted registry answers an empty list, then a shorter one: no call fails', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const [a, b] = [await answering('a'), await answering('b')]
    const both = [at('a', a.port), at('b', b.port)]
    lists.set('order', both)
    const chassis = kept(await application(s.engine.url, lists))
    const seen = async (): Promise<Set<string>> => {
      const texts = new Set<string>()
      for (let n = 0; n < 10; n++) texts.add((await chassis.call('order', '/')).text())
      return texts
    }
    expect(await seen()).toEqual(new Set(['a', 'b']))
    for (const [instances, expected] of [
      [[], ['a', 'b']],
      [both, ['a', 'b']],
      [[both[0]!], ['a']],
      [both, ['a', 'b']]
    ] as const) {
      const heard = nextList(chassis)
      lists.set('order', instances)
      lists.tell('order')
      await heard
      expect(await seen()).toEqual(new Set(expected))
    }
  })

  test('B-020 properties that are nested in YAML arrive as flat text', async () => {
    const engine = kept(await createEngine())
    const dir = mkdtempSync(join(tmpdir(), 'properties-'))
    writeFileSync(
      join(dir, 'microservice.yaml'),
      [
        'APPLICATION_ID: shop',
        'service_description:',
        '  name: cart',
        '  version: 1.0.0',
        'instance_description:',
        '  properties:',
        '    tags: { zone1: a }',
        '    weight: 10',
        '    gray: true',
        '    empty:'
      ].join('\n')
    )
    const chassis = kept(
      await application(engine.registryUrl, undefined, { configDir: dir, service: { name: 'cart' } })
    )
    await until(() => chassis.instanceId !== undefined)
    const root = `${engine.registryUrl}/v4/default/registry`
    const found = (await (
      await fetch(`${root}/instances?appId=shop&serviceName=cart&version=0%2B&rev=0`)
    ).json()) as { instances: { properties: object }[] }
    expect(found.instances.map(({ properties }) => properties)).toEqual([
      { 'tags.zone1': 'a', weight: '10', gray: 'true', empty: '' }
    ])
  })
})

describe('heartbeat', () => {
  test('B-025 heartbeats keep their rhythm while another address hangs', async () => {
    const env = stillEnv()
    const arrivals: number[] = []
    const hanging: number[] = []
    const hangs = kept(
      await scriptedEngine(() => {
        hanging.push(env.clock.now())
        return 'hang'
      })
    )
    let served = 0
    const well = kept(
      await scriptedEngine(({ method, path, body }) => {
        served++
        if (path.endsWith('/heartbeat')) arrivals.push(env.clock.now())
        if (path.endsWith('/existence')) return { body: { serviceId: SERVICE_ID } }
        if (method === 'POST' && path.endsWith('/instances'))
          return {
            body: {
              instanceId: (JSON.parse(body) as { instance: { instanceId: string } }).instance.instanceId
            }
          }
        return path.endsWith('/action') ? { body: { services: {} } } : found('r1', wireInstance('a'))
      })
    )
    const limitMs = 4_999
    const client = kept(
      createRegistryClient({
        env,
        addresses: [hangs.url, well.url],
        timeoutMs: limitMs,
        connectTimeoutMs: 999
      })
    )
    // Requests that the hanging address holds are all that may be under way.
    const held = (): number => hanging.filter((since) => env.clock.now() - since < limitMs).length
    const step = async (ms: number): Promise<void> => {
      env.clock.advance(ms)
      for (let calm = 0; calm < 3; calm++) {
        await new Promise((resolve) => setImmediate(resolve))
        await until(() => env.clock.waiting(limitMs) === held() && env.clock.waiting(999) === 0)
      }
    }
    const registered = client.registrar.register(ME, idle)
    const pulls = Array.from({ length: 20 }, (_, n) =>
      client.instances.pull({ app: 'shop', service: `order-${n}` }).catch(() => {})
    )
    for (let ms = 0; ms < 30_000; ms += 500) await step(500)
    await registered
    await Promise.all(pulls)
    const from = env.clock.now()
    for (let ms = 0; ms < 180_000; ms += 500) await step(500)
    expect(served).toBeGreaterThan(0)
    const times = [from, ...arrivals.filter((time) => time > from), env.clock.now()]
    const gaps = times.slice(1).map((time, n) => time - times[n]!)
    expect(arrivals.length).toBeGreaterThanOrEqual(9)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(25_000)
    expect(client.registrar.identity).toBeDefined()
  })
})

describe('registration', () => {
  test('B-039 the registry lost everything: back to the service, and no revision of the old one', async () => {
    const s = await stage()
    await s.register()
    s.routes.find = () => found('r1', wireInstance('a'))
    await s.client.instances.pull(ORDER)
    const beats: Answer[] = [refuse('400017')]
    s.routes.heartbeat = () => beats.shift() ?? {}
    const create = s.routes.createInstance
    s.routes.createInstance = (seen) => (seen.path.includes(SERVICE_ID) ? refuse('400012') : create(seen))
    s.routes.createService = () => ({ body: { serviceId: 's2' } })
    const before = s.asked.length
    await s.pass(15_000)
    expect(s.asked.slice(before).filter((route) => route !== 'batch')).toEqual([
      'heartbeat',
      'createInstance',
      'existence',
      'createService',
      'createInstance'
    ])
    expect(s.client.registrar.identity?.serviceId).toBe('s2')
    await s.pass(15_000)
    expect(s.seen('heartbeat').at(-1)!.path).toContain('/microservices/s2/instances/')
    const last = s.seen('batch').at(-1)!
    expect(last.headers['x-consumerid']).toBe('s2')
    expect(bodyOf(last).services[0]!.rev).toBeUndefined()
  })

  test('B-040 an endpoint with an IPv6 address is called, and its Host header has brackets', async (context) => {
    const hosts: (string | undefined)[] = []
    const server = createServer((request, response) => {
      hosts.push(request.headers.host)
      response.end('six')
    })
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(0, '::1', () => resolve(true))
    })
    if (!listens) return context.skip('this machine has no IPv6 loopback')
    kept({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const { port } = server.address() as AddressInfo
    const s = await stage()
    const lists = heldLists(s)
    lists.set('order', [wireInstance('a', { endpoints: [`rest://[::1]:${port}`] })])
    const chassis = kept(await application(s.engine.url, lists))
    expect((await chassis.call('order', '/')).text()).toBe('six')
    expect(hosts).toEqual([`[::1]:${port}`])
  })

  test('B-042 two chassis in one process share nothing', async () => {
    const away = `http://127.0.0.1:${await freePort()}`
    const s = await stage()
    const lists = heldLists(s)
    const a = await answering('a')
    lists.set('order', [at('a', a.port)])
    const first = kept(
      await application(away, undefined, { service: { name: 'first', version: '1.0.0', app: 'shop' } })
    )
    const second = kept(await application(s.engine.url, lists))
    expect((await second.call('order', '/')).text()).toBe('a')
    expect(await codeOf(first.call('order', '/'))).toBe('CHS_NO_INSTANCE')
    expect(first.instanceId).toBeUndefined()
    await first.close()
    expect((await second.call('order', '/')).text()).toBe('a')
    const names = s
      .seen('createService')
      .map(({ body }) => (JSON.parse(body) as { service: { serviceName: string } }).service.serviceName)
    expect(names).toEqual(['cart'])
  })
})

describe('watch', () => {
  test('B-056 a frame that comes while a pull runs causes one more pull', async () => {
    const s = await stage({ watch: true })
    const { sockets } = scriptedSockets(s.engine)
    s.routes.find = () => found('r1', wireInstance('a'))
    await s.client.instances.pull(ORDER)
    await s.register()
    await until(() => s.seen('batch').length === 1)
    await s.quiet()
    const updated = (rev: string, ...names: string[]): Answer => ({
      body: { services: { updated: [{ index: 0, rev, instances: names.map((name) => wireInstance(name)) }] } }
    })
    const answers = [updated('r2', 'a'), updated('r3', 'a', 'b')]
    s.routes.batch = () => {
      // The answer of the running pull is chosen; now the frame arrives.
      if (answers.length === 2) sockets[0]!.socket.send(frameOf('order'))
      return answers.shift()!
    }
    sockets[0]!.socket.send(frameOf('order'))
    await until(() => ids(s)?.length === 2)
    await s.quiet()
    expect(s.seen('batch')).toHaveLength(3)
  })

  test('B-057 the pull after a frame is answered 304 by a node that lags: again after 1 s', async () => {
    const s = await stage({ watch: true })
    const { sockets } = scriptedSockets(s.engine)
    s.routes.find = () => found('r1', wireInstance('a'))
    await s.client.instances.pull(ORDER)
    await s.register()
    await until(() => s.seen('batch').length === 1)
    await s.quiet()
    s.routes.batch = () => ({ body: { services: { notModified: [0] } } })
    sockets[0]!.socket.send(frameOf('order'))
    await until(() => s.seen('batch').length === 2)
    await s.quiet()
    expect(ids(s)).toEqual(['a'])
    s.routes.batch = () => ({
      body: {
        services: { updated: [{ index: 0, rev: 'r2', instances: [wireInstance('a'), wireInstance('b')] }] }
      }
    })
    await s.pass(1_000)
    expect(ids(s)).toEqual(['a', 'b'])
  })

  test('B-058 a gateway refuses every handshake: one login more, polls go on, few lines', async () => {
    const log = recordingLogger()
    const account = { name: 'shop', password: 'Secret-1' }
    const limits = { timeoutMs: 4_999, connectTimeoutMs: 999 }
    const s = await stage(
      (env) => ({ watch: true, auth: createEngineAuth({ env, credentials: { account }, ...limits }) }),
      log
    )
    let issued = 0
    s.routes.token = () => ({ body: { token: `token-${++issued}` } })
    const scripted = scriptedSockets(s.engine)
    scripted.refusal = 401
    s.routes.find = () => found('r1', wireInstance('a'))
    await s.register()
    await s.client.instances.pull(ORDER)
    await until(() => scripted.handshakes.length === 1)
    for (let ms = 0; ms < 600_000; ms += 5_000) {
      s.client.instances.current(ORDER)
      await s.pass(5_000)
      // A handshake that was begun is answered before time goes on.
      await until(() => s.clock.waiting(5_000) === 0)
    }
    expect(s.seen('batch').length).toBeGreaterThanOrEqual(39)
    expect(scripted.handshakes.length).toBeLessThanOrEqual(9)
    expect(scripted.handshakes[0]!.headers.authorization).toBe('Bearer token-1')
    expect(issued).toBe(2)
    const warnings = log.records.filter(({ level }) => level === 40)
    expect(warnings.length).toBeGreaterThanOrEqual(1)
    expect(warnings.length).toBeLessThanOrEqual(scripted.handshakes.length - 1)
    expect(warnings[0]!['msg']).toContain('the registry cannot be watched')
  })

  test('B-059 the own service was deleted: registered again, watched again, under the new id', async () => {
    const s = await stage({ watch: true })
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 1)
    const { instanceId } = s.client.registrar.identity!
    const create = s.routes.createInstance
    s.routes.createInstance = (seen) => (seen.path.includes(SERVICE_ID) ? refuse('400012') : create(seen))
    s.routes.heartbeat = ({ path }) => (path.includes(SERVICE_ID) ? refuse('400017') : {})
    s.routes.createService = () => ({ body: { serviceId: 's2' } })
    sockets[0]!.socket.send('service does not exist')
    sockets[0]!.socket.terminate()
    await until(() => sockets.length === 2)
    expect(s.client.registrar.identity).toEqual({ serviceId: 's2', instanceId })
    expect(sockets[1]!.path).toContain('/microservices/s2/watcher')
    await s.quiet()
    await s.pass(15_000)
    expect(s.seen('heartbeat').at(-1)!.path).toContain('/microservices/s2/')
    expect(sockets[1]!.isClosed).toBe(false)
  })
})

function frameOf(serviceName: string): string {
  return JSON.stringify({ action: 'CREATE', key: { appId: 'shop', serviceName } })
}
