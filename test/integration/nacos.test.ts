import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine, NacosOptions } from '@node-chassis/engine'
import { createNacosAdmin } from '@node-chassis/nacos-client'
import type { NacosAdmin } from '@node-chassis/nacos-client'
import { afterEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis, ChassisOptions } from 'node-chassis'

// A whole application against the embedded engine in the place of a Nacos.

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Nacos {
  readonly engine: Engine
  readonly address: string
  readonly admin: NacosAdmin
}

async function nacos(options: NacosOptions = {}): Promise<Nacos> {
  const engine = await createEngine({ nacos: { pushDelayMs: 50, ...options } })
  closers.push(() => engine.close())
  const address = engine.nacos!.url
  const [username] = Object.keys(options.auth?.users ?? {})
  const admin = createNacosAdmin({
    env: systemEnv(silentLogger),
    addresses: [address],
    credentials: username === undefined ? {} : { username, password: options.auth?.users?.[username] }
  })
  closers.push(() => admin.close())
  return { engine, address, admin }
}

function chassisOf(
  name: string,
  config: Record<string, string | number | boolean>,
  more: ChassisOptions = {}
): Chassis {
  const chassis = createChassis({
    service: { name, version: '1.0.0' },
    config: { 'servicecomb.snapshot.enabled': false, ...config },
    log: silentLogger,
    ...more
  })
  closers.push(() => chassis.close({ waitMs: 0 }))
  return chassis
}

const LISTEN = { host: '127.0.0.1', port: 0 }
const G = 'DEFAULT_GROUP'

describe.each(['2.1', '2.5', '3.0'] as const)('Nacos %s as registry and configuration centre', (api) => {
  test('serve, call, changed settings, status, close', async () => {
    const { address, admin } = await nacos({ api })
    await admin.publish({ dataId: 'shop.yaml', group: G }, 'shop:\n  pageSize: 20\n', { type: 'yaml' })
    const config = {
      'servicecomb.nacos.serverAddr': address,
      'servicecomb.nacos.config.fileExtension': 'yaml'
    }
    const order = chassisOf('order', { ...config, 'servicecomb.instance.properties.lane': 'gray' })
    const serving = await order.serve((_request, response) => response.end('{"id":42}'), LISTEN)
    const port = Number(new URL(serving.url).port)
    expect(await admin.services(G)).toEqual(['order'])
    expect(await admin.instances('order', G)).toMatchObject([
      {
        instanceId: `127.0.0.1#${port}#DEFAULT#DEFAULT_GROUP@@order`,
        enabled: true,
        metadata: { lane: 'gray', version: '1.0.0' }
      }
    ])
    expect(order.instanceId).toBe(`127.0.0.1#${port}#DEFAULT#DEFAULT_GROUP@@order`)

    const shop = chassisOf('shop', config)
    await shop.start()
    expect((await shop.call('order', '/orders/42')).json()).toEqual({ id: 42 })
    expect(shop.config.number('shop.pageSize', 0)).toBe(20)
    expect(shop.config.sourceOf('shop.pageSize')).toBe('nacos (shop.yaml)')

    const changed = new Promise((resolve) => shop.config.onChange('shop.pageSize', resolve))
    await admin.publish({ dataId: 'shop.yaml', group: G }, 'shop:\n  pageSize: 50\n', { type: 'yaml' })
    await changed
    expect(shop.config.number('shop.pageSize', 0)).toBe(50)
    const removed = new Promise((resolve) => shop.config.onChange('shop.pageSize', resolve))
    await admin.remove({ dataId: 'shop.yaml', group: G })
    await removed
    expect(shop.config.get('shop.pageSize')).toBeUndefined()

    const gone = new Promise((resolve) => shop.on('instancesRemoved', resolve))
    await order.close({ waitMs: 0 })
    await gone
    expect(await admin.instances('order', G)).toEqual([])
  })
})

test.each(['2.1', '3.0'] as const)(
  '%s: rules of documents cse-label-route-* are found and obeyed',
  async (api) => {
    const { address, admin } = await nacos({ api })
    const rule = (version: string): string =>
      `servicecomb:\n  routeRule:\n    order: |\n      - precedence: 1\n        route:\n          - weight: 100\n            tags:\n              version: ${version}\n`
    await admin.publish({ dataId: 'cse-label-route-order', group: G }, rule('2.0.0'), { type: 'yaml' })
    const config = {
      'servicecomb.nacos.serverAddr': address,
      'servicecomb.nacos.config.routerConfigDefaultLoadEnabled': true
    }
    for (const version of ['1.0.0', '2.0.0']) {
      const order = chassisOf('order', config, { service: { name: 'order', version } })
      await order.serve((_request, response) => response.end(version), LISTEN)
    }
    const shop = chassisOf('shop', config)
    await shop.start()
    const answers = new Set<string>()
    for (let i = 0; i < 10; i++) answers.add((await shop.call('order', '/')).text())
    expect([...answers]).toEqual(['2.0.0'])
    const changed = new Promise((resolve) => shop.config.onChange('servicecomb.routeRule.order', resolve))
    await admin.publish({ dataId: 'cse-label-route-order', group: G }, rule('1.0.0'), { type: 'yaml' })
    await changed
    expect((await shop.call('order', '/')).text()).toBe('1.0.0')
  }
)

test('the spellings of Spring', async () => {
  const { address, admin } = await nacos()
  await admin.publish({ dataId: 'common.properties', group: 'SHARED' }, 'a=shared\nb=shared\n')
  await admin.publish({ dataId: 'shop', group: G }, 'b=own\nc=own\n')
  await admin.publish({ dataId: 'shop-test.properties', group: G }, 'c=profile\n')
  const shop = chassisOf('shop', {
    'spring.cloud.nacos.discovery.server-addr': address.replace('http://', ''),
    'spring.cloud.nacos.config.server-addr': address.replace('http://', ''),
    'spring.cloud.nacos.discovery.cluster-name': 'HZ',
    'spring.cloud.nacos.discovery.weight': '3',
    'spring.cloud.nacos.discovery.metadata.team': 'blue',
    'spring.cloud.nacos.config.shared-configs[0].data-id': 'common.properties',
    'spring.cloud.nacos.config.shared-configs[0].group': 'SHARED',
    'spring.profiles.active': 'test'
  })
  await shop.serve((_request, response) => response.end(), LISTEN)
  expect(['a', 'b', 'c'].map((key) => shop.config.get(key))).toEqual(['shared', 'own', 'profile'])
  expect(await admin.instances('shop', G)).toMatchObject([
    { clusterName: 'HZ', weight: 3, metadata: { team: 'blue' } }
  ])
})

test('over HTTP alone', async () => {
  const { address, admin } = await nacos()
  await admin.publish({ dataId: 'shop', group: G }, 'a=1')
  const config = { 'servicecomb.nacos.serverAddr': address, 'servicecomb.nacos.transport': 'http' }
  const order = chassisOf('order', config)
  await order.serve((_request, response) => response.end('yes'), LISTEN)
  const shop = chassisOf('shop', config)
  await shop.start()
  expect((await shop.call('order', '/')).text()).toBe('yes')
  expect(shop.config.get('a')).toBe('1')
  const changed = new Promise((resolve) => shop.config.onChange('a', resolve))
  await admin.publish({ dataId: 'shop', group: G }, 'a=2')
  await changed
  expect(shop.config.get('a')).toBe('2')
})

describe('one registry, one configuration centre, each chosen by itself', () => {
  test('service-center and the configuration of Nacos', async () => {
    const { engine, address, admin } = await nacos()
    await admin.publish({ dataId: 'shop', group: G }, 'a=nacos')
    const shop = chassisOf('shop', {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.nacos.config.serverAddr': address
    })
    await shop.serve((_request, response) => response.end(), LISTEN)
    expect(shop.config.get('a')).toBe('nacos')
    expect(await admin.services(G)).toEqual([])
    expect(shop.instanceId).toMatch(/^[0-9a-f]+$/)
  })

  test('Nacos as registry and kie', async () => {
    const { engine, address, admin } = await nacos()
    const shop = chassisOf('shop', {
      'servicecomb.nacos.discovery.serverAddr': address,
      'servicecomb.kie.serverUri': engine.configUrl
    })
    await shop.serve((_request, response) => response.end(), LISTEN)
    expect(await admin.services(G)).toEqual(['shop'])
  })

  test('an address of a service-center that is switched off is none', async () => {
    const { address, admin } = await nacos()
    const shop = chassisOf('shop', {
      'servicecomb.registry.sc.address': 'http://127.0.0.1:1',
      'servicecomb.registry.sc.enabled': false,
      'servicecomb.nacos.serverAddr': address
    })
    await shop.serve((_request, response) => response.end(), LISTEN)
    expect(await admin.services(G)).toEqual(['shop'])
  })

  test.each([
    ['registries', 'servicecomb.registry.sc.address', 'http://127.0.0.1:30100'],
    ['configuration centres', 'servicecomb.kie.serverUri', 'http://127.0.0.1:30110']
  ])('two %s are refused, both keys named', async (what, key, value) => {
    const shop = chassisOf('shop', { [key]: value, 'servicecomb.nacos.serverAddr': '127.0.0.1:8848' })
    const error = await shop
      .start()
      .catch((reason: unknown) => reason as Error & { code: string; key: string })
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key })
    const { message } = error as Error
    expect(message).toContain(`\`${key}\` (from options) and \`servicecomb.nacos.serverAddr\` (from options)`)
    expect(message).toContain(`name two ${what}`)
  })
})

describe('what cannot be used is refused before or at start, the field named', () => {
  const start = async (
    address: string,
    config: Record<string, string>
  ): Promise<Error & { code?: string; key?: string }> => {
    const shop = chassisOf('shop', { 'servicecomb.nacos.serverAddr': address, ...config })
    return shop
      .serve((_request, response) => response.end(), LISTEN)
      .then(
        () => new Error('it started'),
        (error: unknown) => error as Error
      )
  }

  test.each([
    ['servicecomb.nacos.namespace', 'a b'],
    ['servicecomb.nacos.group', 'a/b'],
    ['servicecomb.nacos.clusterName', 'HZ 1'],
    ['servicecomb.nacos.weight', '10001'],
    ['servicecomb.nacos.transport', 'udp'],
    ['servicecomb.nacos.serverAddr', 'ftp://n1'],
    ['servicecomb.nacos.config', 'a/b', 'servicecomb.nacos.config.prefix'],
    ['servicecomb.nacos.metadata', 'x'.repeat(1100), 'servicecomb.nacos.metadata.long']
  ])('%s', async (key, value, written = key) => {
    const { address } = await nacos()
    const error = await start(address, { [written]: value })
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key })
    expect(error.message).toContain(key)
  })

  test('wrong credentials', async () => {
    const { address } = await nacos({ auth: { users: { nacos: 'right' } } })
    const error = await start(address, {
      'servicecomb.nacos.username': 'nacos',
      'servicecomb.nacos.password': 'wrong'
    })
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key: 'servicecomb.nacos.password' })
    expect(error.message).not.toContain('wrong')
  })

  test('no credentials where some are needed', async () => {
    const { address } = await nacos({ auth: { users: { nacos: 'right' } } })
    const error = await start(address, {})
    expect(error).toMatchObject({ code: 'CHS_CONFIG_REFUSED', engineCode: '403' })
  })

  test.each(['2.1', '3.0'] as const)('a namespace that nobody created, on %s', async (api) => {
    const { address } = await nacos({ api })
    const error = await start(address, { 'servicecomb.nacos.namespace': 'team-x' })
    expect(error).toMatchObject({ code: 'CHS_CONFIG_INVALID', key: 'servicecomb.nacos.namespace' })
    expect(error.message).toContain('team-x')
  })
})

test.each(['2.1', '3.0'] as const)('a namespace that somebody created, on %s', async (api) => {
  const { address, admin } = await nacos({ api })
  const created =
    api === '2.1'
      ? '/nacos/v1/console/namespaces?customNamespaceId=team-x&namespaceName=Team'
      : '/nacos/v3/admin/core/namespace?namespaceId=team-x&namespaceName=Team'
  expect((await fetch(address + created, { method: 'POST' })).status).toBe(200)
  const shop = chassisOf('shop', {
    'servicecomb.nacos.serverAddr': address,
    'servicecomb.nacos.namespace': 'team-x'
  })
  await shop.serve((_request, response) => response.end(), LISTEN)
  // The admin looks into the public one.
  expect(await admin.services(G)).toEqual([])
  expect((await shop.call('shop', '/')).status).toBe(200)
})

test('right credentials', async () => {
  const { address, admin } = await nacos({ auth: { users: { nacos: 'right' } } })
  const shop = chassisOf('shop', {
    'servicecomb.nacos.serverAddr': address,
    'servicecomb.nacos.username': 'nacos',
    'servicecomb.nacos.password': 'right'
  })
  await shop.serve((_request, response) => response.end(), LISTEN)
  expect(await admin.services(G)).toEqual(['shop'])
})

test('a server that is away does not stop the start; the service joins when it comes', async () => {
  const { engine, address } = await nacos()
  const { port } = engine.nacos!
  await engine.close()
  const log = recordingLogger()
  const shop = chassisOf('shop', { 'servicecomb.nacos.serverAddr': address }, { log })
  const registered = new Promise((resolve) => shop.on('registered', resolve))
  await shop.serve((_request, response) => response.end(), LISTEN)
  expect(shop.state).toBe('ready')
  expect(
    log.records.map(({ msg }) => String(msg)).some((msg) => msg.includes('is not registered in Nacos'))
  ).toBe(true)
  const again = await createEngine({ nacos: { port } })
  closers.push(() => again.close())
  await registered
})

test('the example of the README of nacos-client works, and its process ends by itself', async () => {
  const { address, admin } = await nacos()
  await admin.publish({ dataId: 'shop', group: G }, 'pageSize=20')
  const readme = await readFile(new URL('../../packages/nacos-client/README.md', import.meta.url), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('127.0.0.1:8848', address)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@node-chassis/source', '--input-type=module-typescript', '--no-warnings', '-e', code],
    { cwd: new URL('.', import.meta.url) }
  )
  expect(stdout).toBe(
    "registered 127.0.0.1#8080#DEFAULT#DEFAULT_GROUP@@shop false\n[ 'http://127.0.0.1:8080' ]\n20\n"
  )
})
