import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Stream } from 'node:http2'
import { connect } from 'node:net'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine, NacosOptions } from '@node-chassis/engine'
import { afterEach, describe, expect, test } from 'vitest'
import { createWireClient } from './lib/http.ts'
import { openGrpc } from './nacos-lib/grpc-client.ts'
import type { BareClient } from './nacos-lib/grpc-client.ts'
import { encodeFrame } from './nacos-lib/payload.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

interface Started {
  readonly engine: Engine
  readonly url: string
  readonly port: number
  readonly clock: ReturnType<typeof simulatedClock>
  readonly log: ReturnType<typeof recordingLogger>
}

async function start(nacos: NacosOptions = { api: '2.5' }): Promise<Started> {
  const [clock, log] = [simulatedClock(1_795_618_800_000), recordingLogger()]
  const engine = await createEngine({ env: { clock, log, random: seededRandom(1) }, nacos })
  ends.push(() => engine.close())
  const { url, grpcPort } = engine.nacos!
  return { engine, url, port: grpcPort, clock, log }
}

async function client(port: number, labels: object = { module: 'naming' }): Promise<BareClient> {
  const opened = await openGrpc(port)
  ends.push(() => opened.kill())
  opened.setUp({ clientVersion: 'test', labels, abilityTable: {} })
  await opened.rpc('ServerCheckRequest', {})
  return opened
}

const SERVICE = { namespace: 'public', serviceName: 's', groupName: 'DEFAULT_GROUP' }
const INSTANCE = { ip: '10.0.0.1', port: 80, clusterName: 'DEFAULT', metadata: {} }
const REGISTER = { ...SERVICE, type: 'registerInstance', instance: INSTANCE }
const QUERY = { ...SERVICE, cluster: '', healthyOnly: false }

async function hosts(of: BareClient, query: object = QUERY): Promise<readonly object[]> {
  const answer = await of.rpc('ServiceQueryRequest', query)
  return (answer!.json as { serviceInfo: { hosts: readonly object[] } }).serviceInfo.hosts
}

function grpcHeaders(path: string): Record<string, string> {
  return { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' }
}

/** Sends raw bytes as the body of a call and waits for its end. */
function raw(port: number, path: string, bytes: Buffer): Promise<{ status?: unknown; code: number }> {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  ends.push(() => session.close())
  session.on('error', () => {})
  const call: ClientHttp2Stream = session.request(grpcHeaders(path))
  let status: unknown
  call.on('response', (given) => (status ??= given['grpc-status']))
  call.on('trailers', (given) => (status = given['grpc-status']))
  call.on('error', () => {})
  call.resume()
  call.end(bytes)
  return new Promise((resolve) => call.on('close', () => resolve({ status, code: call.rstCode ?? 0 })))
}

describe('what comes in over gRPC', () => {
  test.each([
    ['a message that is no protobuf', '/Request/request', Buffer.from('0000000004ffffffff', 'hex')],
    ['a compressed frame', '/Request/request', Buffer.from('0100000001ff', 'hex')],
    ['half a frame', '/Request/request', Buffer.from('00000000ff00', 'hex')],
    ['no frame', '/Request/request', Buffer.alloc(0)],
    ['another call', '/Nope/nope', encodeFrame('HealthCheckRequest', {})]
  ])('%s is refused, and nobody else hears of it', async (_, path, bytes) => {
    const { port } = await start()
    const other = await client(port)
    const { status } = await raw(port, path, bytes)
    expect(Number(status)).toBeGreaterThan(0)
    expect((await other.rpc('HealthCheckRequest', {}))?.type).toBe('HealthCheckResponse')
  })

  test.each(['[', '', 'a b', 'x:99999999'])(
    'an authority that is no host (%j) ends its call alone',
    async (authority) => {
      const { port } = await start()
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      ends.push(() => session.close())
      session.on('error', () => {})
      const call = session.request({ ...grpcHeaders('/Request/request'), ':authority': authority })
      call.on('error', () => {})
      call.resume()
      call.end(encodeFrame('ServerCheckRequest', {}))
      await new Promise((resolve) => call.on('close', resolve))
      expect((await (await client(port)).rpc('HealthCheckRequest', {}))?.type).toBe('HealthCheckResponse')
    }
  )

  test('bytes that are no HTTP/2, and a connection that says nothing, do no harm', async () => {
    const { port } = await start()
    for (const bytes of [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxxxxxxxxxxx'
    ]) {
      const socket = connect(port, '127.0.0.1')
      ends.push(() => socket.destroy())
      socket.on('error', () => {})
      socket.resume()
      socket.write(bytes)
      await new Promise((resolve) => socket.once('close', resolve))
    }
    const silent = connect(port, '127.0.0.1')
    ends.push(() => silent.destroy())
    expect((await (await client(port)).rpc('HealthCheckRequest', {}))?.type).toBe('HealthCheckResponse')
  })

  test('a message above 10 MiB is refused; the connection and its instances live on', async () => {
    const { port } = await start()
    const own = await client(port)
    await own.rpc('InstanceRequest', REGISTER)
    expect(await own.rpc('ConfigPublishRequest', { content: 'x'.repeat(11_000_000) })).toBeUndefined()
    expect(await hosts(own)).toHaveLength(1)
  })

  test('a message that never ends costs the connection', async () => {
    const { port } = await start()
    const other = await client(port)
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    session.on('error', () => {})
    const call = session.request(grpcHeaders('/Request/request'))
    call.on('error', () => {})
    const chunk = Buffer.alloc(1024 * 1024, 0x7f)
    const pump = (): void => {
      if (call.destroyed) return
      call.write(chunk)
      call.once('drain', pump)
    }
    pump()
    await new Promise((resolve) => session.once('close', resolve))
    expect((await other.rpc('HealthCheckRequest', {}))?.type).toBe('HealthCheckResponse')
  })

  test('names of prototypes are names like others', async () => {
    const { port } = await start()
    const own = await client(port)
    for (const type of ['__proto__', 'constructor', 'toString']) {
      expect((await own.rpc(type, {}))?.json).toMatchObject({ errorCode: 302 })
      const service = { ...SERVICE, serviceName: type }
      const metadata = JSON.parse('{"__proto__": "a", "constructor": "b"}') as object
      await own.rpc('InstanceRequest', { ...REGISTER, ...service, instance: { ...INSTANCE, metadata } })
      const [host] = await hosts(own, { ...QUERY, ...service })
      expect(JSON.stringify(host)).toContain('"metadata":{"__proto__":"a","constructor":"b"}')
      await own.rpc('ConfigPublishRequest', { dataId: type, group: 'G', tenant: '', content: 'x' })
      const read = await own.rpc('ConfigQueryRequest', { dataId: type, group: 'G', tenant: '' })
      expect(read?.json).toMatchObject({ content: 'x' })
    }
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  test.each([
    ['InstanceRequest', { ...SERVICE, type: 'registerInstance', instance: 'x' }, 502],
    ['InstanceRequest', { ...SERVICE, type: 'registerInstance' }, 500],
    ['InstanceRequest', { ...SERVICE, type: 'registerInstance', instance: { metadata: [] } }, 502],
    ['InstanceRequest', [], 502],
    ['InstanceRequest', 'null', 502],
    ['SubscribeServiceRequest', { ...SERVICE, subscribe: 'perhaps' }, 502],
    ['ServiceListRequest', { ...SERVICE, pageNo: {} }, 502],
    ['ConfigBatchListenRequest', { listen: true, configListenContexts: [1] }, 502],
    ['ConfigPublishRequest', { dataId: 'a b', group: 'G', content: 'x' }, 400],
    ['ConfigPublishRequest', { dataId: 'a', group: 'G', content: ' ' }, 400],
    ['ConfigPublishRequest', {}, 400]
  ])('%s with %j is answered with %d', async (type, json, errorCode) => {
    const { port } = await start()
    const answer = await (await client(port)).rpc(type, json)
    expect(answer?.json).toMatchObject({ success: false, errorCode })
  })

  test('a second stream of a connection takes over; the end of the first changes nothing', async () => {
    const { port, clock } = await start({ api: '2.5' })
    const own = await client(port)
    await own.rpc('InstanceRequest', REGISTER)
    own.setUp({ labels: { module: 'naming' } })
    await own.rpc('ServerCheckRequest', {})
    await own.rpc('SubscribeServiceRequest', { ...SERVICE, subscribe: true, clusters: '' })
    await clock.advanceAsync(500)
    await own.rpc('ServerCheckRequest', {})
    expect(own.pushes.map(({ type }) => type)).toEqual(['SetupAckRequest', 'NotifySubscriberRequest'])
    expect(await hosts(own)).toHaveLength(1)
  })

  test('a stream that its client gives up takes the instances with it', async () => {
    const { port, clock } = await start()
    const [own, other] = [await client(port), await client(port)]
    await own.rpc('InstanceRequest', REGISTER)
    await other.rpc('SubscribeServiceRequest', { ...SERVICE, subscribe: true, clusters: '' })
    expect(await hosts(other)).toHaveLength(1)
    own.giveUpStream()
    while ((await hosts(other)).length > 0) await clock.advanceAsync(1)
    expect((await own.rpc('HealthCheckRequest', {}))?.json).toMatchObject({ errorCode: 301 })
  })
})

test('who never acknowledges a notification is let go after fifty tries, with all it registered', async () => {
  const { port, clock } = await start({ api: '2.5', idleMs: 10_000_000 })
  const [own, other] = [await client(port), await client(port)]
  const document = { dataId: 'd', group: 'G', tenant: '' }
  await own.rpc('InstanceRequest', REGISTER)
  await own.rpc('ConfigBatchListenRequest', {
    listen: true,
    configListenContexts: [{ ...document, md5: '' }]
  })
  own.acknowledges = false
  await other.rpc('ConfigPublishRequest', { ...document, content: 'x' })
  // 2 + 4 + … + 100 s, and three seconds for each answer that does not come.
  for (let waited = 0; waited < 2_720_000; waited += 10_000) {
    await clock.advanceAsync(10_000)
    await other.rpc('ServerCheckRequest', {})
    if (!own.isOpen) break
    expect(await hosts(other)).toHaveLength(1)
  }
  expect(own.isOpen).toBe(false)
  expect(await hosts(other)).toEqual([])
})

test('a connection that is set up twice on one stream stays', async () => {
  const { port } = await start()
  const own = await client(port)
  own.say('ConnectionSetupRequest', { labels: { module: 'naming' }, abilityTable: {} })
  await own.rpc('ServerCheckRequest', {})
  expect((await own.rpc('HealthCheckRequest', {}))?.type).toBe('HealthCheckResponse')
})

test('another version is refused', async () => {
  const api = '1.4' as NacosOptions['api'] & {}
  await expect(createEngine({ nacos: { api } })).rejects.toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
})

describe('what comes in over HTTP', () => {
  test('a body above the limit is 413, and the server lives', async () => {
    const { url } = await start()
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = `dataId=a&group=b&content=${'x'.repeat(31 * 1024 * 1024)}`
    const answer = await fetch(`${url}/nacos/v1/cs/configs`, { method: 'POST', headers: form, body })
    expect(answer.status).toBe(413)
    expect((await fetch(`${url}/nacos/v1/ns/operator/metrics`)).status).toBe(200)
  })

  test.each([
    ['POST', '/v1/ns/instance?serviceName=s&ip=1.1.1.1&port=x', 400],
    ['POST', '/v1/ns/instance?serviceName=s&ip=1.1.1.1&port=80&weight=x', 400],
    ['PUT', '/v1/ns/instance/beat?serviceName=s&beat=%7Bx', 400],
    ['PUT', '/v1/ns/instance/beat?serviceName=s&beat=%7B%22ip%22:%7B%7D%7D', 400],
    ['GET', '/v1/ns/instance/list?serviceName=%20', 400],
    ['GET', '/v1/cs/configs?dataId=a&group=%00', 400],
    ['GET', '/v1/cs/configs?dataId=a', 400],
    ['POST', '/v1/cs/configs?dataId=a&group=b', 400],
    ['PATCH', '/v1/ns/instance', 405],
    ['GET', '/v1/ns/service?serviceName=nope', 400]
  ])('%s %s is %d', async (method, path, status) => {
    const { url } = await start()
    expect((await fetch(`${url}/nacos${path}`, { method })).status).toBe(status)
  })

  test('a search with many stars takes no longer than others', async () => {
    const { url } = await start()
    const put = `dataId=${'a'.repeat(200)}&group=g&content=x`
    await fetch(`${url}/nacos/v1/cs/configs?${put}`, { method: 'POST' })
    const search = `search=blur&dataId=${'a*'.repeat(80)}b&group=&pageNo=1&pageSize=10`
    const answer = await fetch(`${url}/nacos/v1/cs/configs?${search}`)
    expect(await answer.json()).toMatchObject({ totalCount: 0 })
  })

  test('closing ends long polls', async () => {
    const { engine, url } = await start()
    const wire = createWireClient()
    ends.push(() => wire.close())
    const send = (method: string, path: string, body?: string) =>
      wire.send({
        base: url,
        method,
        path: `/nacos${path}`,
        headers: {
          'Long-Pulling-Timeout': '30000',
          'Content-Type': 'application/x-www-form-urlencoded'
        },
        body,
        timeoutMs: 10_000
      })
    // Its connection is open, and what comes later than the poll is answered: the poll waits.
    await send('GET', '/v1/ns/operator/metrics')
    const poll = send('POST', '/v1/cs/configs/listener', 'Listening-Configs=d%02g%02%01')
    for (let i = 0; i < 3; i++) await send('GET', '/v1/ns/operator/metrics')
    await engine.close()
    expect(await poll).toMatchObject({ status: 200, text: '' })
  })
})

describe('who may come in', () => {
  const auth = { users: { nacos: 'Secret_word1' }, tokenTtlS: 60 }
  const logIn = async (url: string, username: string, password: string): Promise<Response> =>
    fetch(`${url}/nacos/v1/auth/users/login`, {
      method: 'POST',
      body: new URLSearchParams({ username, password })
    })

  test('a token ends; another engine does not know it; nothing of it is logged', async () => {
    const [own, other] = [await start({ api: '2.5', auth }), await start({ api: '2.5', auth })]
    const login = (await (await logIn(own.url, 'nacos', 'Secret_word1')).json()) as { accessToken: string }
    const list = async (url: string) =>
      (
        await fetch(`${url}/nacos/v1/ns/instance/list?serviceName=s`, {
          headers: { accessToken: login.accessToken }
        })
      ).status
    expect([await list(own.url), await list(other.url)]).toEqual([200, 403])
    await own.clock.advanceAsync(61_000)
    expect(await list(own.url)).toBe(403)
    const logged = JSON.stringify([own.log.records, other.log.records])
    expect(logged).not.toContain(login.accessToken)
    expect(logged).not.toContain('Secret_word1')
  })

  test.each([
    ['nobody', 'Secret_word1'],
    ['__proto__', 'Secret_word1'],
    ['constructor', ''],
    ['nacos', ''],
    ['nacos', 'Secret_word1 ']
  ])('%s with %j is refused', async (username, password) => {
    const { url } = await start({ api: '2.5', auth })
    expect((await logIn(url, username, password)).status).toBe(403)
  })

  test('a token of no algorithm, and one of another key, are refused', async () => {
    const { url } = await start({ api: '2.5', auth })
    const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url')
    const forged = `${part({ alg: 'none' })}.${part({ sub: 'nacos', exp: 9_999_999_999 })}.`
    const answer = await fetch(`${url}/nacos/v1/ns/instance/list?serviceName=s&accessToken=${forged}`)
    expect(answer.status).toBe(403)
  })
})

test('a port in use above the own one is named; a free pair is found all the same', async () => {
  const first = await start()
  const port = first.engine.nacos!.port
  await expect(createEngine({ nacos: { port } })).rejects.toMatchObject({ code: 'CHS_PORT_IN_USE' })
  await expect(createEngine({ nacos: { port: port + 1_000 } })).rejects.toMatchObject({
    code: 'CHS_PORT_IN_USE'
  })
  const second = await start()
  expect(second.port - second.engine.nacos!.port).toBe(1_000)
})
