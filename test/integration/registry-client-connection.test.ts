import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Env } from '@node-chassis/core'
import { silentLogger } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import type { RegistryClientOptions, RegistryEvents } from '@node-chassis/registry-client'
import { createEngineAuth } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { ME, ORDER, found, refuse, scene, wireInstance } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'
import { scriptedEngine, until } from './scripted-engine.ts'

// How the client is connected, against scripted engines and a clock that stands still.

const dir = mkdtempSync(path.join(tmpdir(), 'chs-instances-'))
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
  rmSync(dir, { recursive: true, force: true })
})

async function begin(options: Parameters<typeof scene>[0] = {}, log = silentLogger): Promise<Scene> {
  const made = await scene(options, log)
  open.push(made)
  return made
}

const HEARTBEAT_MS = 15_000

describe('further addresses (registry.md 16.4, C10)', () => {
  test('the registry tells of its other nodes; near ones are asked first', async () => {
    const other = await scriptedEngine(() => ({}))
    open.push(other)
    const one = await begin({ autoDiscovery: true, place: { region: 'r', zone: 'z' } })
    const dataCenterInfo = { region: 'r', availableZone: 'z' }
    const endpoints = [`rest://127.0.0.1:${other.port}/`]
    one.routes.find = (seen) =>
      seen.query.get('serviceName') === 'SERVICECENTER'
        ? found('r1', wireInstance('s2', { endpoints, dataCenterInfo }))
        : refuse('400012')
    await one.register()
    await until(() => other.matching(/readiness/).length === 1)
    await one.quiet()
    const before = one.asked.length
    await one.pass(HEARTBEAT_MS)
    expect(one.asked.length).toBe(before)
    expect(other.matching(/^PUT .*heartbeat$/).length).toBe(1)
    // The next question has the revision, and what it hears leaves everything as it is.
    const asked = other.requests.filter(({ query }) => query.get('serviceName') === 'SERVICECENTER')
    expect(asked.map(({ query }) => query.get('rev'))).toEqual(['r1'])
  })

  test('a registry that does not list itself is asked every five minutes', async () => {
    const one = await begin({ autoDiscovery: true })
    await one.register()
    for (let beat = 0; beat < 19; beat++) await one.pass(HEARTBEAT_MS)
    expect(one.seen('find').length).toBe(1)
    for (let beat = 0; beat < 3; beat++) await one.pass(HEARTBEAT_MS)
    expect(one.seen('find').length).toBe(2)
  })

  test('the configuration centre is asked for when somebody wants to know', async () => {
    const heard: (readonly string[])[] = []
    const one = await begin({ autoDiscovery: true, onConfigCentre: (addresses) => heard.push(addresses) })
    one.routes.find = (seen) =>
      seen.query.get('serviceName') === 'KIE'
        ? found('k1', wireInstance('k', { endpoints: ['rest://10.0.0.9:30110'] }))
        : refuse('400012')
    await one.register()
    await until(() => heard.length === 1)
    expect(heard).toEqual([['http://10.0.0.9:30110']])
  })
})

test('an address that answers again: heartbeat and poll at once, not after their pauses', async () => {
  const one = await begin()
  await one.register()
  one.routes.find = () => found('r1', wireInstance('a'))
  await one.client.instances.pull(ORDER)
  await one.engine.close()
  for (let i = 0; i < 6; i++) await one.pass(HEARTBEAT_MS)
  const again = await scriptedEngine(() => ({}), one.engine.port)
  open.push(again)
  // To the next probe of the address, and not a moment further.
  while (again.requests.length === 0) await one.pass(500)
  await until(
    () => again.matching(/heartbeat$/).length > 0 && again.matching(/instances\/action$/).length > 0
  )
})

describe('RBAC (registry.md 13, C3)', () => {
  const account = { name: 'dev', password: 'Dev-12345' }
  const withAccount = (env: Env): Partial<RegistryClientOptions> => ({
    auth: createEngineAuth({ env, credentials: { account } })
  })

  test('401201 to a heartbeat with a fresh token: the instance is unknown, so it registers again', async () => {
    const one = await begin(withAccount)
    let logins = 0
    one.routes.token = () => ({ body: { token: `t.${++logins}` } })
    await one.register()
    expect(one.seen('existence').every(({ headers }) => headers.authorization === 'Bearer t.1')).toBe(true)
    let known = false
    one.routes.heartbeat = () => (known ? {} : refuse('401201', 'no valid resouce scope'))
    one.routes.createInstance = (seen) => {
      known = true
      const { instance } = JSON.parse(seen.body) as { instance: { instanceId: string } }
      return { body: { instanceId: instance.instanceId } }
    }
    const { instanceId } = one.client.registrar.identity!
    one.clock.advance(HEARTBEAT_MS)
    await until(() => one.seen('createInstance').length === 2)
    await until(() => one.seen('status').length === 1)
    expect(logins).toBe(2)
    expect(one.client.registrar.identity!.instanceId).toBe(instanceId)
  })

  test('a refused account fails the registration by the name of its key', async () => {
    const one = await begin(withAccount)
    one.routes.token = () => refuse('401202')
    await expect(one.register()).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.credentials.account.password'
    })
  })
})

test('instances added, removed, changed: with ids and what changed', async () => {
  const one = await begin()
  const events: unknown[] = []
  one.client.events.on('instancesAdded', ({ target, instances }) =>
    events.push([target.service, 'added', ...instances.map(({ id }) => id)])
  )
  one.client.events.on('instancesRemoved', ({ instances }) =>
    events.push(['removed', ...instances.map(({ id }) => id)])
  )
  one.client.events.on('instancesChanged', ({ changes }: RegistryEvents['instancesChanged']) =>
    events.push(['changed', ...changes.map(({ id, fields, after }) => [id, ...fields, after.status])])
  )
  let list = [wireInstance('a'), wireInstance('b'), wireInstance('c')]
  let rev = 1
  one.routes.find = () => found(`r${rev}`, ...list)
  await one.client.instances.pull(ORDER)
  list = [wireInstance('b', { status: 'DOWN' }), wireInstance('c'), wireInstance('d')]
  rev++
  await one.client.instances.pull(ORDER)
  expect(events).toEqual([
    ['order', 'added', 'a', 'b', 'c'],
    ['order', 'added', 'd'],
    ['removed', 'a'],
    ['changed', ['b', 'status', 'DOWN']]
  ])
})

describe('the snapshot of instances (N45)', () => {
  const snapshot = { dir, name: 'instances-shop' }
  const file = path.join(dir, 'instances-shop.json')
  const services = (): unknown[] =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => (JSON.parse(line) as string[])[0])

  /** Lives once with these lists, and leaves its file. */
  async function earlier(port: number, lists: Record<string, readonly object[]>): Promise<void> {
    const engine = await scriptedEngine(() => ({}), port)
    const one = await scene({ snapshot, addresses: [engine.url] })
    engine.script = (seen) =>
      seen.path.endsWith('/instances')
        ? found('r1', ...(lists[seen.query.get('serviceName')!] ?? []))
        : { body: { service: { serviceId: 'o1', appId: 'shop', serviceName: 'order', version: '1.0.0' } } }
    for (const service of Object.keys(lists)) await one.client.instances.pull({ app: 'shop', service })
    await one.close()
    await engine.close()
  }

  test('is written on close, and within 5 s of a change', async () => {
    const one = await begin({ snapshot })
    one.routes.find = () => found('r1', wireInstance('a'))
    await one.client.instances.pull(ORDER)
    await one.pass(4_000)
    expect(() => readdirSync(dir)).toThrow('ENOENT')
    one.clock.advance(1_000)
    await until(() => {
      try {
        return readdirSync(dir).includes('instances-shop.json')
      } catch {
        return false
      }
    })
    expect(services()).toEqual(['shop/order'])
  })

  test('serves while the registry refuses connections or is silent; its answer replaces it', async () => {
    const probe = await scriptedEngine(() => ({}))
    await probe.close()
    await earlier(probe.port, { order: [wireInstance('a', { properties: { lane: 'gray' } })] })
    const log = recordingLogger()
    const one = await scene({ snapshot, addresses: [probe.url] }, log)
    open.push(one)
    const list = await one.client.instances.pull(ORDER)
    expect(list).toMatchObject({
      target: ORDER,
      known: true,
      instances: [{ id: 'a', status: 'UP', properties: { lane: 'gray' }, endpoints: ['rest://127.0.0.1:1'] }]
    })
    expect(one.client.instances.current(ORDER)).toBe(list)
    expect(log.records.filter(({ msg }) => String(msg).includes('read from disk'))).toHaveLength(1)

    const silent = await scriptedEngine(() => 'hang', probe.port)
    open.push(silent)
    const two = await scene({ snapshot, addresses: [probe.url] })
    open.push(two)
    const asked = two.client.instances.pull(ORDER)
    await until(() => silent.requests.length === 1)
    two.clock.advance(500)
    expect((await asked).instances.map(({ id }) => id)).toEqual(['a'])
    silent.script = (seen) =>
      seen.path.endsWith('/action')
        ? { body: { services: { updated: [{ index: 0, rev: 'r9', instances: [wireInstance('b')] }] } } }
        : { body: { service: { serviceId: 'o1', serviceName: 'order', appId: 'shop' } } }
    two.clock.advance(HEARTBEAT_MS)
    await until(() => two.client.instances.current(ORDER)?.instances[0]?.id === 'b')
  })

  test('of another registry, or that cannot be read, is left alone with a warning', async () => {
    const probe = await scriptedEngine(() => ({}))
    await probe.close()
    await earlier(probe.port, { order: [wireInstance('a')] })
    const elsewhere = await begin({ snapshot })
    await elsewhere.engine.close()
    await expect(elsewhere.client.instances.pull(ORDER)).rejects.toMatchObject({
      code: 'CHS_REGISTRY_UNAVAILABLE'
    })
    for (const text of ['', '{"format":9}', `{"format":2,"addresses":["${probe.url}"]}\n[1,2]`]) {
      writeFileSync(file, text)
      const log = recordingLogger()
      const one = await scene({ snapshot, addresses: [probe.url] }, log)
      await expect(one.client.instances.pull(ORDER)).rejects.toMatchObject({
        code: 'CHS_REGISTRY_UNAVAILABLE'
      })
      expect(log.records.filter(({ level }) => level === 40).map(({ msg }) => String(msg))).toEqual([
        expect.stringContaining('cannot be read and is ignored')
      ])
      await one.close()
    }
    // An entry that is no list, written by whomever, is no list.
    const entry = JSON.stringify(['shop/order', '{"at":1,"instances":[{"id":1}]}'])
    writeFileSync(file, `{"format":2,"addresses":["${probe.url}"]}\n${entry}\n`)
    const one = await scene({ snapshot, addresses: [probe.url] })
    open.push(one)
    await expect(one.client.instances.pull(ORDER)).rejects.toMatchObject({ code: 'CHS_REGISTRY_UNAVAILABLE' })
  })

  test('keeps what this life has not called, for a day; a list that became empty goes', async () => {
    const probe = await scriptedEngine(() => ({}))
    await probe.close()
    await earlier(probe.port, { order: [wireInstance('a')], stock: [wireInstance('s')] })
    expect(services()).toEqual(['shop/order', 'shop/stock'])
    await earlier(probe.port, { order: [], price: [wireInstance('p')] })
    expect(services()).toEqual(['shop/price', 'shop/stock'])
    const text = readFileSync(file, 'utf8')
    // A day before the clock of the tests began.
    writeFileSync(file, text.replaceAll('\\"at\\":1000000', '\\"at\\":-86400000'))
    await earlier(probe.port, { order: [wireInstance('a')] })
    expect(services()).toEqual(['shop/order'])
  })
})

test('an application that only looks has no identity and needs none', async () => {
  const one = await begin({ autoDiscovery: true, environment: ME.environment })
  one.routes.find = () => found('r1', wireInstance('a'))
  expect((await one.client.instances.pull(ORDER)).instances).toHaveLength(1)
  expect(one.seen('find').every(({ headers }) => headers['x-consumerid'] === undefined)).toBe(true)
})
