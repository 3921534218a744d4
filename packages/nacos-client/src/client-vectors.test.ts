import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { InstanceList, Registration } from '@node-chassis/core'
import { systemEnv } from '@node-chassis/core'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { RecordingLogger, SimulatedClock } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { md5Of } from './config/md5.ts'
import { encodePayload } from './grpc/payload.ts'
import type { Json } from './grpc/payload.ts'
import { createNacosHttp } from './http/nacos-http.ts'
import { Link } from './link/link.ts'
import { createNacosConfig } from './nacos-config.ts'
import type { NacosConfig } from './nacos-config.ts'
import { createNacosRegistry } from './nacos-registry.ts'
import type { NacosRegistry, NacosRegistryOptions } from './nacos-registry.ts'
import { host, scriptedNacos, serviceInfo, until } from './scripted-nacos.test-support.ts'
import type { Answer, Request, ScriptedNacos } from './scripted-nacos.test-support.ts'

// The client vectors X1 to X12 of nacos.md 15, and what issue reports of other clients say of bad networks. Sockets are
// real; where something waits, the clock is simulated and moved by hand.

const OK = { resultCode: 200, errorCode: 0, success: true }
const ORDER = { app: 'default', service: 'order' }
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function server(script: Parameters<typeof scriptedNacos>[0] = {}): Promise<ScriptedNacos> {
  const made = await scriptedNacos({ abilities: {}, ...script })
  closers.push(() => made.close())
  return made
}

function registryFor(
  servers: readonly ScriptedNacos[],
  options: Partial<NacosRegistryOptions> = {}
): NacosRegistry & { readonly lists: InstanceList[] } {
  const [first] = servers
  const made = createNacosRegistry({
    env: systemEnv(recordingLogger()),
    addresses: servers.map(({ address }) => address),
    grpcPort: first!.grpcPort,
    transport: 'grpc',
    ...options
  })
  closers.push(() => made.close())
  const lists: InstanceList[] = []
  made.instances.onChange((list) => lists.push(list))
  return Object.assign(made, { lists })
}

function held(): {
  readonly clock: SimulatedClock
  readonly env: NacosRegistryOptions['env']
  readonly log: RecordingLogger
} {
  const clock = simulatedClock()
  const log = recordingLogger()
  return { clock, log, env: { clock, random: seededRandom(1), log } }
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

/** Answers subscriptions and queries with these hosts. */
function listing(hosts: () => readonly Json[]): (request: Request, fallback: () => Answer) => Answer {
  return ({ type, body }, fallback) => {
    if (type === 'SubscribeServiceRequest')
      return [
        'SubscribeServiceResponse',
        { ...OK, serviceInfo: serviceInfo(String(body['serviceName']), hosts()) }
      ]
    if (type === 'ServiceQueryRequest')
      return [
        'QueryServiceResponse',
        { ...OK, serviceInfo: serviceInfo(String(body['serviceName']), hosts()) }
      ]
    return fallback()
  }
}

const ips = (list: InstanceList | undefined): string[] =>
  (list?.instances ?? []).map(({ endpoints }) => endpoints[0] ?? '')
const never = new AbortController().signal

describe('naming', () => {
  test('X1 a server restarts: reconnected, registered again, the list is what it was', async () => {
    let hosts = [host('order', '10.0.0.1'), host('order', '10.0.0.2')]
    const nacos = await server({ grpc: listing(() => hosts) })
    const registry = registryFor([nacos])
    await registry.registrar.register(own(), never)
    const before = await registry.instances.pull(ORDER)
    const events: string[] = []
    for (const name of ['lost', 'registered', 'recovered'] as const)
      registry.events.on(name, () => events.push(name))
    await nacos.stopGrpc()
    await until(() => registry.transport === undefined, 'the loss is noticed')
    // Ephemeral instances are gone after a restart; providers come back at their own pace.
    hosts = []
    await nacos.startGrpc()
    await until(() => nacos.of('SubscribeServiceRequest').length === 2, 'subscribed again')
    await until(() => events.includes('recovered'), 'registered again')
    expect(events).toEqual(['lost', 'registered', 'recovered'])
    expect(registry.instances.current(ORDER)).toBe(before)
    expect(registry.lists).toEqual([before])
  })

  test.each(['0', '14'])(
    'X2 the stream ends with status %s: connected again within 200 ms',
    async (status) => {
      const { clock, env } = held()
      const nacos = await server()
      const registry = registryFor([nacos], { env })
      await registry.instances.pull(ORDER)
      nacos.connections[0]!.endStream(status)
      await until(() => registry.transport === undefined, 'the end is noticed')
      const from = clock.now()
      // One pause, of 100 ms and up to half of it more.
      clock.advance(150)
      await until(() => registry.transport !== undefined, 'a new session')
      expect(clock.now() - from).toBeLessThanOrEqual(200)
      await until(() => nacos.of('SubscribeServiceRequest').length === 2, 'subscribed again')
    }
  )

  test('X3 ConnectResetRequest with an address that is not in the list: answered, reconnected, the address ignored', async () => {
    const nacos = await server()
    const registry = registryFor([nacos])
    await registry.instances.pull(ORDER)
    const [first] = nacos.connections
    first!.push('ConnectResetRequest', { requestId: '7', serverIp: '10.9.9.9', serverPort: '8848' })
    await until(() => nacos.of('SubscribeServiceRequest').length === 2, 'subscribed on a new connection')
    expect(first!.heard.at(-1)).toEqual({ type: 'ConnectResetResponse', body: { requestId: '7', ...OK } })
    expect(nacos.connections).toHaveLength(2)
  })

  test('X4 a set-up that is not acknowledged: the next address after 5 s', async () => {
    const { clock, env } = held()
    const silent = await server({ silentSetup: true })
    const good = await server()
    const { link, failures } = linkTo([silent, good], env)
    link.start()
    await until(() => (silent.connections[0]?.heard.length ?? 0) > 0, 'the set-up was sent')
    clock.advance(4_999)
    expect(silent.connections[0]!.session.destroyed).toBe(false)
    clock.advance(1)
    await until(() => failures().length > 0, 'the set-up is given up')
    expect(failures()).toEqual(['the set-up was not acknowledged within 5000 ms'])
    clock.advance(150)
    await until(() => link.line !== undefined, 'the next address')
    expect(good.connections).toHaveLength(1)
  })

  test('X7 pushes of two connections: that of the old one is dropped', async () => {
    const nacos = await server({ grpc: listing(() => [host('order', '10.0.0.1')]) })
    const registry = registryFor([nacos])
    await registry.instances.pull(ORDER)
    const [old] = nacos.connections
    old!.push('ConnectResetRequest', { requestId: '1' })
    await until(() => nacos.of('SubscribeServiceRequest').length === 2, 'subscribed on a new connection')
    const young = nacos.connections[1]!
    young.push('NotifySubscriberRequest', {
      requestId: '2',
      serviceInfo: serviceInfo('order', [host('order', '10.0.0.3')])
    })
    old!.push('NotifySubscriberRequest', {
      requestId: '3',
      serviceInfo: serviceInfo('order', [host('order', '10.0.0.2')])
    })
    await until(() => ips(registry.instances.current(ORDER)).includes('http://10.0.0.3:80'), 'the young list')
    await until(() => young.heard.some(({ body }) => body['requestId'] === '2'), 'the young push is answered')
    expect(registry.lists.map(ips)).toEqual([['http://10.0.0.1:80'], ['http://10.0.0.3:80']])
    expect(old!.heard.some(({ body }) => body['requestId'] === '3')).toBe(false)
  })

  test('X8 403 during the redo: one login, and the redo goes on', async () => {
    const { clock, env } = held()
    let valid = 't1'
    let logins = 0
    const nacos = await server({
      http: ({ path }) => {
        if (path !== '/nacos/v1/auth/users/login') return undefined
        logins++
        return { status: 200, body: JSON.stringify({ accessToken: valid, tokenTtl: 18_000 }) }
      },
      grpc: ({ type, headers, body }, fallback) => {
        if (/^(?:ServerCheck|HealthCheck)/.test(type) || headers['accessToken'] === valid)
          return listing(() => [host('order', '10.0.0.1')])({ type, body } as Request, fallback)
        return ['ErrorResponse', { resultCode: 500, errorCode: 403, message: 'token invalid!' }]
      }
    })
    const registry = registryFor([nacos], { env, credentials: { username: 'u', password: 'p' } })
    await registry.registrar.register(own(), never)
    for (let i = 0; i < 20; i++) await registry.instances.pull({ app: 'default', service: `s${i}` })
    expect(logins).toBe(1)
    // The server comes back with another key: the token that was good is not any more.
    clock.advance(6_000)
    await nacos.stopGrpc()
    await until(() => registry.transport === undefined, 'the loss is noticed')
    valid = 't2'
    await nacos.startGrpc()
    clock.advance(150)
    const redone = (type: string): number =>
      nacos.of(type).filter(({ headers }) => headers['accessToken'] === 't2').length
    await until(() => redone('SubscribeServiceRequest') === 20, 'every subscription')
    await until(() => redone('InstanceRequest') === 1, 'the registration')
    expect(logins).toBe(2)
  })

  test('X9 the gRPC port refuses: HTTP; it opens: gRPC again, and the registration moves', async () => {
    const { clock, env, log } = held()
    const nacos = await server({
      grpcDown: true,
      http: ({ method, path }) => {
        if (path === '/nacos/v1/ns/service/list') return { status: 200, body: '{"count":0,"doms":[]}' }
        if (path === '/nacos/v1/ns/instance/list')
          return {
            status: 200,
            body: JSON.stringify(serviceInfo('DEFAULT_GROUP@@order', [host('order', '10.0.0.1')]))
          }
        if (path === '/nacos/v1/ns/instance/beat')
          return { status: 200, body: '{"clientBeatInterval":5000,"code":10200,"lightBeatEnabled":true}' }
        return path === '/nacos/v1/ns/instance' && method !== 'GET' ? { status: 200, body: 'ok' } : undefined
      },
      grpc: listing(() => [host('order', '10.0.0.1')])
    })
    const registry = registryFor([nacos], { env, transport: 'auto' })
    await registry.registrar.register(own(), never)
    expect(registry.transport).toBe('http v1')
    expect(clock.now()).toBeLessThanOrEqual(4_000)
    expect(ips(await registry.instances.pull(ORDER))).toEqual(['http://10.0.0.1:80'])
    const sent = (method: string, path: string): number =>
      nacos.httpRequests.filter((request) => request.method === method && request.path === path).length
    clock.advance(5_000)
    await until(() => sent('PUT', '/nacos/v1/ns/instance/beat') === 1, 'a beat')
    expect(sent('POST', '/nacos/v1/ns/instance')).toBe(1)

    await nacos.startGrpc()
    clock.advance(90_000)
    await until(() => registry.transport?.startsWith('grpc') === true, 'gRPC again')
    await until(() => nacos.of('InstanceRequest').length === 1, 'registered over gRPC')
    await until(() => sent('DELETE', '/nacos/v1/ns/instance') === 1, 'taken out of HTTP')
    await until(() => nacos.of('SubscribeServiceRequest').length === 1, 'subscribed')
    expect(log.records.filter(({ transport }) => transport === 'http')).toHaveLength(1)
    const beats = sent('PUT', '/nacos/v1/ns/instance/beat')
    clock.advance(30_000)
    expect(sent('PUT', '/nacos/v1/ns/instance/beat')).toBe(beats)
  })

  test('X9 the gRPC port takes connections and says nothing: HTTP after 3 s', async () => {
    const mute = createServer()
    const accepted = new Promise<void>((resolve) => mute.once('connection', () => resolve()))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', () => resolve()))
    closers.push(() => mute.close())
    const { clock, env } = held()
    const nacos = await server({
      http: ({ path }) =>
        path === '/nacos/v1/ns/service/list' ? { status: 200, body: '{"count":0}' } : undefined
    })
    const registry = registryFor([nacos], {
      env,
      transport: 'auto',
      grpcPort: (mute.address() as AddressInfo).port
    })
    const registered = registry.registrar.register(own({ endpoints: [] }), never)
    await accepted
    await until(() => clock.pending > 1, 'the check is waited for')
    clock.advance(3_000)
    await registered
    expect(registry.transport).toBe('http v1')
    expect(clock.now()).toBeLessThanOrEqual(4_000)
  })

  test('X10 stopped while disconnected: nothing is registered later', async () => {
    const { clock, env } = held()
    const nacos = await server()
    const registry = registryFor([nacos], { env })
    await registry.registrar.register(own(), never)
    await nacos.stopGrpc()
    await until(() => registry.transport === undefined, 'the loss is noticed')
    await registry.registrar.deregister()
    await nacos.startGrpc()
    clock.advance(150)
    await until(() => registry.transport !== undefined, 'connected again')
    await registry.instances.pull(ORDER)
    expect(nacos.of('InstanceRequest')).toHaveLength(1)
    expect(registry.registrar.identity).toBeUndefined()
  })

  test('X11 metadata of 1025 characters is refused before anything is sent', async () => {
    const nacos = await server()
    const registry = registryFor([nacos])
    const instanceProperties = { k: 'x'.repeat(1025 - 'k'.length - 'version1.0.0'.length) }
    await expect(registry.registrar.register(own({ instanceProperties }), never)).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.nacos.metadata'
    })
    expect(nacos.connections).toHaveLength(0)
    const fits = { k: instanceProperties.k.slice(1) }
    await registry.registrar.register(own({ instanceProperties: fits }), never)
    expect(nacos.of('InstanceRequest')).toHaveLength(1)
  })

  test('X12 1000 subscriptions are redone with at most 50 requests at a time', async () => {
    const nacos = await server({ delayMs: 1 })
    const registry = registryFor([nacos])
    await registry.instances.pull(ORDER)
    const targets = Array.from({ length: 999 }, (_, i) => ({ app: 'default', service: `s${i}` }))
    for (let from = 0; from < targets.length; from += 32)
      await Promise.all(targets.slice(from, from + 32).map((target) => registry.instances.pull(target)))
    expect(nacos.of('SubscribeServiceRequest')).toHaveLength(1_000)
    nacos.inFlight.most = 0
    nacos.connections[0]!.session.destroy()
    await until(() => nacos.of('SubscribeServiceRequest').length >= 2_000, 'all redone', 8_000)
    expect(nacos.of('SubscribeServiceRequest')).toHaveLength(2_000)
    expect(nacos.inFlight.most).toBeLessThanOrEqual(50)
    expect(nacos.inFlight.most).toBeGreaterThan(8)
  })
})

describe('configuration', () => {
  test('X5 50 documents, the connection lost, 3 changed meanwhile: 3 queries', async () => {
    const contents = new Map(Array.from({ length: 50 }, (_, i) => [`d${i}.yaml`, `k${i}: 1`]))
    const nacos = await server({ grpc: holding(contents) })
    const config = configFor(nacos, [...contents.keys()])
    await config.start(never)
    expect(config.values.size).toBe(50)
    expect(nacos.of('ConfigQueryRequest')).toHaveLength(50)
    await nacos.stopGrpc()
    for (const i of [3, 17, 42]) contents.set(`d${i}.yaml`, `k${i}: 2`)
    await nacos.startGrpc()
    await until(() => config.values.get('k42') === '2' && config.values.get('k3') === '2', 'the changes')
    expect(config.values.get('k17')).toBe('2')
    const queries = nacos.of('ConfigQueryRequest').slice(50)
    expect(queries.map(({ body }) => body['dataId'])).toEqual(['d3.yaml', 'd17.yaml', 'd42.yaml'])
  })

  test('X6 a notification of a document that is not listened to is answered and ignored', async () => {
    const contents = new Map([['a.yaml', 'a: 1']])
    const nacos = await server({ grpc: holding(contents) })
    const config = configFor(nacos, ['a.yaml'])
    await config.start(never)
    const [connection] = nacos.connections
    connection!.push('ConfigChangeNotifyRequest', {
      requestId: '1',
      dataId: 'other.yaml',
      group: 'DEFAULT_GROUP'
    })
    contents.set('a.yaml', 'a: 2')
    connection!.push('ConfigChangeNotifyRequest', {
      requestId: '2',
      dataId: 'a.yaml',
      group: 'DEFAULT_GROUP'
    })
    await until(() => config.values.get('a') === '2', 'the change')
    expect(connection!.heard.slice(1).map(({ type, body }) => [type, body['requestId']])).toEqual([
      ['ConfigChangeNotifyResponse', '1'],
      ['ConfigChangeNotifyResponse', '2']
    ])
    expect(nacos.of('ConfigQueryRequest').map(({ body }) => body['dataId'])).toEqual(['a.yaml', 'a.yaml'])
  })
})

describe('bad networks: the list is never emptied, the registration comes back, no storm', () => {
  test('GOAWAY, a broken frame, an oversized one: another connection', async () => {
    const nacos = await server({ grpc: listing(() => [host('order', '10.0.0.1')]) })
    const registry = registryFor([nacos])
    await registry.registrar.register(own(), never)
    await registry.instances.pull(ORDER)
    const oversized = Buffer.alloc(5)
    oversized.writeUInt32BE(20 * 1024 * 1024, 1)
    const breaks = [
      (at: number) => nacos.connections[at]!.session.goaway(11, 0, Buffer.from('too_many_pings')),
      (at: number) => nacos.connections[at]!.stream!.write(Buffer.from([0, 0, 0, 0, 3, 255, 255, 255])),
      (at: number) => nacos.connections[at]!.stream!.write(oversized)
    ]
    for (const [at, broken] of breaks.entries()) {
      broken(at)
      await until(() => nacos.of('InstanceRequest').length === at + 2, `registered again, ${at}`)
      await until(() => nacos.of('SubscribeServiceRequest').length === at + 2, `subscribed again, ${at}`)
    }
    expect(ips(registry.instances.current(ORDER))).toEqual(['http://10.0.0.1:80'])
    expect(registry.lists).toHaveLength(1)
    expect(nacos.connections).toHaveLength(4)
  })

  test('a push that comes byte by byte', async () => {
    const nacos = await server()
    const registry = registryFor([nacos])
    await registry.instances.pull(ORDER)
    const body = encodePayload('NotifySubscriberRequest', {
      requestId: '1',
      serviceInfo: serviceInfo('order', [host('order', '10.0.0.5')])
    })
    const head = Buffer.alloc(5)
    head.writeUInt32BE(body.length, 1)
    for (const byte of Buffer.concat([head, body])) {
      nacos.connections[0]!.stream!.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => ips(registry.instances.current(ORDER)).length === 1, 'the list')
  })

  test('a silent server: asked for a sign of life after 5 s, left after three of them', async () => {
    const { clock, env } = held()
    let mute = false
    const nacos = await server({
      grpc: (request, fallback) => (mute && request.type === 'HealthCheckRequest' ? undefined : fallback())
    })
    const registry = registryFor([nacos], { env })
    await registry.instances.pull(ORDER)
    const checks = (): number => nacos.of('HealthCheckRequest').length
    clock.advance(5_000)
    await until(() => checks() === 1, 'the first check')
    mute = true
    await until(() => clock.pending >= 2, 'the watch waits again')
    await clock.advanceAsync(5_000)
    for (let tries = 2; tries <= 4; tries++) {
      await until(() => checks() === tries, `check ${tries}`)
      await clock.advanceAsync(3_000)
    }
    await until(() => registry.transport === undefined, 'left')
    await clock.advanceAsync(150)
    await until(() => nacos.connections.length === 2, 'connected again')
  })

  test('a server that takes everybody and keeps nobody is not stormed', async () => {
    const { clock, env } = held()
    const nacos = await server({
      grpc: (request, fallback) => {
        if (request.type !== 'SubscribeServiceRequest') return fallback()
        setImmediate(() => request.connection.session.destroy())
        return undefined
      }
    })
    const registry = registryFor([nacos], { env })
    registry.instances.current(ORDER)
    const until10s = clock.now() + 10_000
    while (clock.now() < until10s) {
      await clock.advanceAsync(50)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    // 100, 200, 300 … ms: fourteen pauses in ten seconds, and some jitter.
    expect(nacos.connections.length).toBeLessThanOrEqual(16)
    expect(nacos.connections.length).toBeGreaterThan(3)
  })
})

/** A link that asks the servers in this order. */
function linkTo(
  servers: readonly ScriptedNacos[],
  env: NacosRegistryOptions['env']
): { link: Link; failures: () => string[] } {
  const log = recordingLogger()
  const inOrder = { next: () => 0, below: (n: number) => n - 1 }
  const http = createNacosHttp({
    env,
    addresses: servers.map(({ address }) => `http://${address}/nacos`),
    addressKey: 'key',
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    credentials: {}
  })
  const link = new Link({
    env: { ...env, random: inOrder, log },
    servers: servers.map(({ address, grpcPort }) => ({
      http: `http://${address}/nacos`,
      grpc: `127.0.0.1:${grpcPort}`,
      secure: false
    })),
    addressKey: 'key',
    transport: 'grpc',
    module: 'naming',
    tenant: '',
    appName: 'test',
    tls: undefined,
    http,
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    onLine() {},
    onLost() {},
    onAway() {},
    onPush() {}
  })
  closers.push(
    () => http.close(),
    () => link.close()
  )
  const failures = (): string[] =>
    log.records.flatMap(({ err }) => (err === undefined ? [] : [(err as { message: string }).message]))
  return { link, failures }
}

function holding(
  contents: ReadonlyMap<string, string>
): (request: Request, fallback: () => Answer) => Answer {
  return ({ type, body }, fallback) => {
    if (type === 'ConfigBatchListenRequest') {
      const contexts = body['configListenContexts'] as { dataId: string; group: string; md5: string }[]
      const changed = contexts.filter(({ dataId, md5 }) => md5Of(contents.get(dataId)) !== md5)
      return ['ConfigChangeBatchListenResponse', { ...OK, changedConfigs: changed }]
    }
    if (type !== 'ConfigQueryRequest') return fallback()
    const content = contents.get(String(body['dataId']))
    if (content === undefined) return fallback()
    return ['ConfigQueryResponse', { ...OK, content, contentType: 'text', md5: md5Of(content) }]
  }
}

function configFor(nacos: ScriptedNacos, dataIds: readonly string[]): NacosConfig {
  const made = createNacosConfig({
    env: systemEnv(recordingLogger()),
    addresses: [nacos.address],
    grpcPort: nacos.grpcPort,
    transport: 'grpc',
    documents: dataIds.map((dataId) => ({ dataId, group: 'DEFAULT_GROUP' })),
    readers: { yaml: plain, properties: plain }
  })
  closers.push(() => made.close())
  return made
}

/** Lines `key: value`: enough of YAML for these tests. */
function plain(text: string): Map<string, string> {
  return new Map(text.split('\n').map((line) => line.split(': ') as [string, string]))
}
