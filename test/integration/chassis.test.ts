import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { silentLogger } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { governed } from '@node-chassis/provider'
import { startRawUpstream } from '@node-chassis/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis, ChassisOptions } from 'node-chassis'

let engine: Engine
const open: Chassis[] = []

beforeEach(async () => {
  engine = await createEngine()
})

afterEach(async () => {
  for (const chassis of open.splice(0)) await chassis.close({ waitMs: 0 })
  await engine.close()
})

function chassisOf(name: string, config: Record<string, string> = {}, more: ChassisOptions = {}): Chassis {
  const chassis = createChassis({
    service: { name, version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.kie.serverUri': engine.configUrl,
      ...config
    },
    log: silentLogger,
    ...more
  })
  open.push(chassis)
  return chassis
}

async function registered(
  service: string
): Promise<{ status: string; endpoints: string[]; instanceId: string }[]> {
  const query = `appId=default&serviceName=${service}&version=0%2B&rev=`
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry/instances?${query}`)
  return ((await answer.json()) as { instances?: never[] }).instances ?? []
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('start, serve, call, close', () => {
  test('a service listens, registers UP with its endpoint, is found by name, and is gone after close', async () => {
    const order = chassisOf('order')
    const serving = await order.serve((_request, response) => response.end('{"id":42}'), {
      host: '127.0.0.1',
      port: 0
    })
    expect(order.state).toBe('ready')
    expect(await registered('order')).toMatchObject([
      { status: 'UP', endpoints: [serving.endpoint], instanceId: order.instanceId }
    ])

    const shop = chassisOf('shop')
    await shop.start()
    expect((await shop.call('order', '/orders/42')).json()).toEqual({ id: 42 })
    expect(await (await shop.fetch('http://order/orders/42')).json()).toEqual({ id: 42 })
    const { statusCode, body } = await shop.request('http://order/orders/42')
    expect([statusCode, await body.json()]).toEqual([200, { id: 42 }])

    await order.close({ waitMs: 0 })
    expect(order.state).toBe('closed')
    expect(await registered('order')).toEqual([])
  })

  test('DOWN first, then the wait, then the listener, then the registry (N10)', async () => {
    const order = chassisOf('order')
    const serving = await order.serve((_request, response) => response.end('ok'), {
      host: '127.0.0.1',
      port: 0
    })
    const closing = order.close({ waitMs: 300 })
    await expect.poll(async () => (await registered('order'))[0]?.status).toBe('DOWN')
    expect(order.state).toBe('stopping')
    expect((await fetch(serving.url)).status).toBe(200)
    expect((await fetch(`${serving.url}/scb/management/health`)).status).toBe(503)
    await closing
    await expect(fetch(serving.url)).rejects.toThrow()
    expect(await registered('order')).toEqual([])
  })

  test('a call in flight when the listener closes is finished', async () => {
    const order = chassisOf('order')
    let release = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      void order
        .serve(
          (_request, response) => {
            resolve()
            release = () => response.end('late')
          },
          { host: '127.0.0.1', port: 0 }
        )
        .then(({ url }) => (answer = fetch(url)))
    })
    let answer: Promise<Response> | undefined
    await arrived
    const closing = order.close({ waitMs: 0 })
    await expect.poll(() => order.state).toBe('draining')
    release()
    expect(await (await answer!).text()).toBe('late')
    await closing
  })

  test('a process that only calls is registered without an endpoint and never waits when it leaves', async () => {
    const shop = chassisOf('shop', { 'servicecomb.boot.turnDown.waitInSeconds': '60' })
    await shop.start()
    expect((await registered('shop'))[0]?.endpoints ?? []).toEqual([])
    await shop.close()
    expect(await registered('shop')).toEqual([])
  })

  test('register: false leaves no trace in the registry', async () => {
    const tool = chassisOf('tool', {}, { register: false })
    await tool.start()
    const services = await (await fetch(`${engine.registryUrl}/v4/default/registry/microservices`)).text()
    expect(services).not.toContain('"tool"')
  })

  test('calls before start and after close say so (N9)', async () => {
    const shop = chassisOf('shop')
    await expect(shop.call('order', '/')).rejects.toMatchObject({ code: 'CHS_NOT_STARTED' })
    await shop.start()
    await shop.close()
    await expect(shop.call('order', '/')).rejects.toMatchObject({ code: 'CHS_CLOSED' })
    await expect(shop.start()).rejects.toMatchObject({ code: 'CHS_CLOSED' })
  })

  test('two chassis in one process share nothing', async () => {
    const a = chassisOf('a')
    const b = chassisOf('b')
    await a.start()
    await b.start()
    await a.close()
    a.context.run({ lane: 'gray' }, () => expect(b.context.get('lane')).toBeUndefined())
    await expect(b.call('nobody', '/')).rejects.toMatchObject({
      code: 'CHS_NO_INSTANCE',
      reason: 'unknown-service'
    })
  })

  test('a value written to the configuration centre is heard and read', async () => {
    const shop = chassisOf('shop')
    await shop.start()
    const heard = new Promise((resolve) => shop.on('config', ({ keys }) => resolve(keys)))
    await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        key: 'shop.pageSize',
        value: '50',
        value_type: 'text',
        status: 'enabled',
        labels: { app: 'default', environment: '' }
      })
    })
    expect(await heard).toEqual(['shop.pageSize'])
    expect(shop.config.number('shop.pageSize', 20)).toBe(50)
  })
})

describe('what is wrong at the start', () => {
  test.each([
    ['a name that no registry takes', 'bad name!', {}, 'servicecomb.service.name'],
    [
      'a version that is none',
      'shop',
      { 'servicecomb.service.version': '1.x' },
      'servicecomb.service.version'
    ],
    [
      'an environment that is none',
      'shop',
      { 'servicecomb.service.environment': 'prod' },
      'servicecomb.service.environment'
    ],
    [
      'an address that is none',
      'shop',
      { 'servicecomb.registry.sc.address': 'http://:30100' },
      'servicecomb.registry.sc.address'
    ],
    [
      'a context header that is none',
      'shop',
      { 'servicecomb.context.wire': 'boths' },
      'servicecomb.context.wire'
    ],
    [
      'a host that nobody knows',
      'shop',
      { 'servicecomb.registry.sc.address': 'http://no-such-host.invalid:30100' },
      'servicecomb.registry.sc.address'
    ]
  ])('%s is refused by key', async (_, name, config, key) => {
    await expect(chassisOf(name, config).start()).rejects.toMatchObject({ code: 'CHS_CONFIG_INVALID', key })
  })

  test('a port in use is named, with what to do', async () => {
    await using taken = await startRawUpstream(() => {})
    const order = chassisOf('order', { 'servicecomb.rest.address': `127.0.0.1:${taken.port}` })
    await expect(order.serve(() => {})).rejects.toMatchObject({
      code: 'CHS_PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${taken.port} is in use`)
    })
  })

  test('no address to listen on is named', async () => {
    await expect(chassisOf('order').serve(() => {})).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.rest.address'
    })
  })
})

describe('engines that are away (N44)', () => {
  test('the service starts without them, says what it lacks, and joins when they answer', async () => {
    const [scPort, kiePort] = [await freePort(), await freePort()]
    const log = recordingLogger()
    const order = chassisOf(
      'order',
      {
        'servicecomb.registry.sc.address': `http://127.0.0.1:${scPort}`,
        'servicecomb.kie.serverUri': `http://127.0.0.1:${kiePort}`,
        'servicecomb.registry.sc.healthCheckIntervalInSeconds': '1'
      },
      { log }
    )
    const joined = new Promise((resolve) => order.on('registered', resolve))
    const { url } = await order.serve((_request, response) => response.end('ok'), {
      host: '127.0.0.1',
      port: 0
    })
    expect((await fetch(url)).status).toBe(200)
    expect(order.instanceId).toBeUndefined()
    const said = log.records.map(({ msg }) => String(msg)).join('\n')
    expect(said).toMatch(/no configuration centre answers/)
    expect(said).toMatch(/"order" is not registered/)

    await engine.close()
    engine = await createEngine({ scPort, kiePort })
    await joined
    expect((await registered('order'))[0]?.instanceId).toBe(order.instanceId)
  })

  test('servicecomb.failFast=true makes the start fail instead', async () => {
    const config = {
      'servicecomb.registry.sc.address': `http://127.0.0.1:${await freePort()}`,
      'servicecomb.failFast': 'true'
    }
    await expect(chassisOf('shop', config).start()).rejects.toMatchObject({
      code: 'CHS_REGISTRY_UNAVAILABLE'
    })
  })
})

describe('what the log says', () => {
  const serve = { host: '127.0.0.1', port: 0 }
  const warnings = (log: ReturnType<typeof recordingLogger>): string[] =>
    log.records.filter(({ level }) => Number(level) >= 40).map(({ msg }) => String(msg))

  test('one warning when nothing applies policies to the requests, none with a guard', async () => {
    const [bare, guarded] = [recordingLogger(), recordingLogger()]
    await chassisOf('order', {}, { log: bare }).serve((_request, response) => response.end('ok'), serve)
    expect(warnings(bare)).toEqual([expect.stringContaining('app.use(governance(chassis))')])
    const pay = chassisOf('pay', {}, { log: guarded })
    await pay.serve(
      governed(pay, (_request, response) => response.end('ok')),
      serve
    )
    expect(warnings(guarded)).toEqual([])
  })

  test('one warning for a setting that nobody reads; what the centre brings for others is not told of', async () => {
    const centre = `${engine.configUrl}/v1/default/kie/kv`
    const body = { key: 'servicecomb.of.java', value: 'x', status: 'enabled', labels: { app: 'default' } }
    const headers = { 'Content-Type': 'application/json' }
    await fetch(centre, { method: 'POST', headers, body: JSON.stringify(body) })
    const log = recordingLogger()
    const shop = chassisOf('shop', { 'servicecomb.registry.sc.adress': 'http://10.0.0.1:30100' }, { log })
    await shop.start()
    expect(warnings(log)).toEqual([
      '`servicecomb.registry.sc.adress` (options) is not read; did you mean `servicecomb.registry.sc.address`?'
    ])
  })

  test('closed before it was registered: nothing is wrong; engines that are away: one line each, without a stack', async () => {
    const log = recordingLogger()
    const away = `http://127.0.0.1:${await freePort()}`
    const shop = chassisOf(
      'shop',
      { 'servicecomb.registry.sc.address': away, 'servicecomb.kie.serverUri': away },
      { log }
    )
    await shop.start()
    await shop.close()
    const said = log.records.filter(
      ({ level, msg }) => Number(level) >= 40 && !String(msg).includes('is isolated')
    )
    expect(said.map(({ msg }) => String(msg).split(/[;.]/)[0])).toEqual([
      'no configuration centre answers',
      '"shop" is not registered, other services cannot find it'
    ])
    expect(said.every(({ err }) => err === undefined)).toBe(true)
    expect(log.records).toContainEqual(
      expect.objectContaining({ level: 20, msg: 'closed before it was registered' })
    )
  })

  test('a caller says once that an instance is out and once that it is back', async () => {
    const order = chassisOf('order')
    const port = await freePort()
    const listener = { host: '127.0.0.1', port }
    const server = createServer((_request, response) => response.end('ok'))
    await order.serve(server, listener)
    const log = recordingLogger()
    const shop = chassisOf('shop', {}, { log })
    await shop.start()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    for (let times = 0; times < 3; times++) await shop.call('order', '/').catch(() => {})
    await using _back = await startRawUpstream((socket) => socket.end(), port)
    const said = (): string[] =>
      log.records.map(({ msg }) => String(msg)).filter((msg) => msg.startsWith("an instance of 'order'"))
    await expect.poll(() => said().length).toBe(2)
    expect(said()).toEqual([
      expect.stringMatching(/is out, no connection to .*ECONNREFUSED/),
      expect.stringContaining('is back')
    ])
  })
})

test('called without an endpoint: the error names what its owner has not done', async () => {
  await chassisOf('order', {}).start()
  const shop = chassisOf('shop')
  await shop.start()
  await expect(shop.call('order', '/')).rejects.toMatchObject({
    code: 'CHS_NO_INSTANCE',
    message: expect.stringMatching(
      /Its one instance is registered without an endpoint.*chassis\.run or chassis\.serve/
    )
  })
})

test('an asynchronous listener that rejects answers 500 and takes nobody else along', async () => {
  const log = recordingLogger()
  const order = chassisOf('order', {}, { log })
  const { url } = await order.serve(() => Promise.reject(new Error('broken')), { host: '127.0.0.1', port: 0 })
  expect((await fetch(url)).status).toBe(500)
  expect(log.records).toContainEqual(expect.objectContaining({ msg: 'the application rejected a request' }))
})
