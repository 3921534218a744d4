import { once } from 'node:events'
import { connect } from 'node:net'
import { seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createEngine } from '../engine.ts'
import type { Engine, EngineOptions } from '../engine.ts'
import { listen } from '../http/server.ts'
import { Instances } from '../registry/instances.ts'
import { instanceShape, serviceShape } from '../registry/model.ts'
import { Services } from '../registry/services.ts'
import { DEFAULT_SETTINGS } from '../registry/settings.ts'
import { Store } from '../registry/store.ts'
import { socketRoutes } from './routes.ts'
import { Watchers } from './watchers.ts'

const open: Engine[] = []
const sockets: WebSocket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await Promise.all(open.splice(0).map((engine) => engine.close()))
})

async function start(options: EngineOptions = {}): Promise<Engine> {
  const engine = await createEngine(options)
  open.push(engine)
  return engine
}

interface Frame {
  readonly action: string
  readonly key: Readonly<Record<string, string>>
  readonly instance: Readonly<Record<string, unknown>>
}

/** A client with what it hears, in order. */
async function client(engine: Engine, path: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${engine.registryUrl.replace('http', 'ws')}${path}`, { headers })
  sockets.push(socket)
  const frames: string[] = []
  socket.on('message', (data: Buffer) => frames.push(data.toString('utf8')))
  await once(socket, 'open')
  const next = async (): Promise<Frame> => {
    if (frames.length === 0) await once(socket, 'message')
    return JSON.parse(frames.shift() as string) as Frame
  }
  return { socket, frames, next }
}

async function call(engine: Engine, method: string, path: string, body?: unknown, consumer?: string) {
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry${path}`, {
    method,
    ...(consumer === undefined ? {} : { headers: { 'X-ConsumerId': consumer } }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  const fields = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  return { status: answer.status, body: fields, revision: answer.headers.get('x-resource-revision') ?? '' }
}

async function service(engine: Engine, fields: object): Promise<string> {
  return String((await call(engine, 'POST', '/microservices', { service: fields })).body['serviceId'])
}

async function instance(engine: Engine, serviceId: string): Promise<string> {
  const body = { instance: { hostName: 'h', endpoints: ['rest://1.1.1.1:80'] } }
  return String(
    (await call(engine, 'POST', `/microservices/${serviceId}/instances`, body)).body['instanceId']
  )
}

/** A consumer that has found its provider. */
async function pair(engine: Engine): Promise<{ consumer: string; provider: string; find: string }> {
  const provider = await service(engine, { serviceName: 'p', alias: 'pp', environment: 'testing' })
  const consumer = await service(engine, { serviceName: 'c', environment: 'testing' })
  const find = '/instances?appId=default&serviceName=p'
  await call(engine, 'GET', find, undefined, consumer)
  return { consumer, provider, find }
}

const P = '/v4/default/registry/microservices'
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

describe('watch', () => {
  test('B-021: every PUT is an UPDATE with the whole instance, equal content too', async () => {
    const engine = await start()
    const { consumer, provider, find } = await pair(engine)
    const id = await instance(engine, provider)
    const { next } = await client(engine, `${P}/${consumer}/watcher`)
    const at = `/microservices/${provider}/instances/${id}`
    const lane = { properties: { 'x-lane': 'gray' } }
    const revisions = new Set<string>()
    for (const change of [
      () => call(engine, 'PUT', `${at}/properties`, lane),
      () => call(engine, 'PUT', `${at}/properties`, lane),
      () => call(engine, 'PUT', `${at}/status?value=DOWN`)
    ]) {
      const before = (await call(engine, 'GET', find, undefined, consumer)).revision
      await change()
      expect(await next()).toMatchObject({
        action: 'UPDATE',
        key: {
          tenant: 'default/default',
          environment: 'testing',
          appId: 'default',
          serviceName: 'p',
          alias: 'pp'
        },
        instance: { instanceId: id, serviceId: provider, endpoints: ['rest://1.1.1.1:80'], ...lane }
      })
      const after = await call(engine, 'GET', `${find}&rev=${before}`, undefined, consumer)
      expect(after.status).toBe(200)
      revisions.add(after.revision)
    }
    expect(revisions.size).toBe(3)
  })

  test('the key leaves out what is empty, as the recorded frames do', async () => {
    const engine = await start()
    const provider = await service(engine, { serviceName: 'q' })
    await call(engine, 'GET', '/instances?appId=default&serviceName=q', undefined, provider)
    // A service that once looked for itself hears of itself.
    const { frames, socket } = await client(engine, `${P}/${provider}/watcher`)
    await instance(engine, provider)
    if (frames.length === 0) await once(socket, 'message')
    expect(frames[0]).toMatch(
      /^\{"action":"CREATE","key":\{"tenant":"default\/default","appId":"default","serviceName":"q","version":"0\.0\.1"\},"instance":\{"instanceId":"/
    )
  })

  test('tenants hear nothing of each other, and heartbeats are no event', async () => {
    const engine = await start()
    const { consumer, provider } = await pair(engine)
    const id = await instance(engine, provider)
    const own = await client(engine, `${P}/${consumer}/watcher`)
    const other = await client(engine, `${P}/${consumer}/watcher`, { 'X-Domain-Name': 'other' })
    if (other.frames.length === 0) await once(other.socket, 'message')
    expect(other.frames).toEqual(['service does not exist'])
    await call(engine, 'PUT', `/microservices/${provider}/instances/${id}/heartbeat`)
    await call(engine, 'DELETE', `/microservices/${provider}/instances/${id}`)
    expect((await own.next()).action).toBe('DELETE')
  })

  test('the paths of version 3, any origin, an unknown query', async () => {
    const engine = await start()
    const { consumer, provider } = await pair(engine)
    const { next } = await client(engine, `/registry/v3/microservices/${consumer}/watcher?x=1`, {
      Origin: 'http://example.com'
    })
    await instance(engine, provider)
    expect((await next()).action).toBe('CREATE')
  })

  test('without an upgrade it is a bad request; another method is not allowed', async () => {
    const engine = await start()
    const consumer = await service(engine, { serviceName: 'c' })
    const plain = await fetch(`${engine.registryUrl}${P}/${consumer}/watcher`)
    expect([plain.status, await plain.text()]).toEqual([400, 'Bad Request'])
    expect((await fetch(`${engine.registryUrl}${P}/${consumer}/watcher`, { method: 'PUT' })).status).toBe(405)
  })

  test('a client that vanishes without a word leaves nothing behind', async () => {
    const engine = await start()
    const { consumer, provider } = await pair(engine)
    const { socket } = await client(engine, `${P}/${consumer}/watcher`)
    const gauge = async () => {
      const page = await (await fetch(`${engine.registryUrl}/metrics`)).text()
      return /^service_center_notify_subscriber_total (\d+)$/m.exec(page)?.[1]
    }
    expect(await gauge()).toBe('1')
    socket.terminate()
    await once(socket, 'close')
    await instance(engine, provider)
    await expect.poll(gauge).toBe('0')
  })

  test('a handshake that is none is refused and does no harm', async () => {
    const engine = await start()
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(engine.scPort, '127.0.0.1', () =>
        socket.write(
          `GET ${P}/x/watcher HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
        )
      )
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect((await call(engine, 'GET', '/microservices')).status).toBe(200)
  })

  test('a thousand watchers hear of every change, in order', async () => {
    const engine = await start()
    const { consumer, provider } = await pair(engine)
    const clients = await Promise.all(
      Array.from({ length: 1_000 }, () => client(engine, `${P}/${consumer}/watcher`))
    )
    const id = await instance(engine, provider)
    for (const status of ['DOWN', 'UP'])
      await call(engine, 'PUT', `/microservices/${provider}/instances/${id}/status?value=${status}`)
    for (const { next } of clients) {
      const heard = [await next(), await next(), await next()]
      expect(heard.map((frame) => `${frame.action} ${String(frame.instance['status'])}`)).toEqual([
        'CREATE UP',
        'UPDATE DOWN',
        'UPDATE UP'
      ])
    }
  }, 60_000)
})

describe('heartbeat socket', () => {
  test('each pong renews, and the first after the end of the lease hears 4001', async () => {
    const env = simulatedEnv()
    const engine = await start({ env, ttlS: 40, pingIntervalMs: 30_000 })
    const provider = await service(engine, { serviceName: 'p' })
    const id = await instance(engine, provider)
    const path = `/microservices/${provider}/instances/${id}`
    const { socket } = await client(engine, `/v4/default/registry${path}/heartbeat`)
    for (let n = 0; n < 3; n++) {
      const pinged = once(socket, 'ping')
      env.clock.advance(30_000)
      await pinged
      // Behind the pong on the wire: when this is answered, the pong has been read.
      socket.ping()
      await once(socket, 'pong')
    }
    env.clock.advance(39_000)
    expect((await call(engine, 'GET', path)).status).toBe(200)
    await call(engine, 'DELETE', path)
    const closed = once(socket, 'close')
    socket.pong()
    const [code, reason] = (await closed) as [number, Buffer]
    expect([code, reason.toString()]).toEqual([
      4001,
      'heartbeat reporting failed because the instance does not exist'
    ])
  })
})

test('a heartbeat that fails inside ends its socket with 1011, and nothing else', async () => {
  const env = simulatedEnv()
  const settings = { ...DEFAULT_SETTINGS, innerProperties: new Map([['engineID', 'e1']]) }
  const store = new Store(env)
  const instances = new Instances(store, settings)
  const tenant = store.tenant('default', 'default')
  const { id: serviceId } = new Services(store, settings).create(tenant, serviceShape({ serviceName: 'p' }))
  const instanceId = instances.register(tenant, serviceId, instanceShape({ hostName: 'h' }))
  // The next heartbeat puts the property back, and that cannot be written down.
  instances.setProperties(instances.get(tenant, { serviceId, instanceId }, ''), new Map())
  store.onWrite = () => {
    throw new Error('disk full')
  }
  const { routes } = socketRoutes(store, instances, new Watchers(), 30_000)
  const never = () => ({ status: 500 })
  const service = {
    name: 'registry',
    routes,
    notFound: never,
    methodNotAllowed: never,
    failed: never
  } as const
  const server = await listen(service, { host: '127.0.0.1', port: 0, env })
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}${P}/${serviceId}/instances/${instanceId}/heartbeat`
  )
  await once(socket, 'open')
  socket.pong()
  expect((await once(socket, 'close'))[0]).toBe(1011)
  await server.close()
  store.close()
})

test('bytes that are no frames end their connection and harm nobody else', async () => {
  const engine = await start()
  const { consumer, provider } = await pair(engine)
  const id = await instance(engine, provider)
  const { next } = await client(engine, `${P}/${consumer}/watcher`)
  const random = seededRandom(7)
  const paths = [`${P}/${consumer}/watcher`, `${P}/${provider}/instances/${id}/heartbeat`, `${P}/x/watcher`]
  for (let n = 0; n < 60; n++) {
    const socket = connect(engine.scPort, '127.0.0.1')
    const bytes = Buffer.from(Array.from({ length: 1 + random.below(200) }, () => random.below(256)))
    const handshake = `GET ${paths[n % paths.length]} HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`
    socket.end(Buffer.concat([Buffer.from(handshake), bytes]))
    socket.on('error', () => {})
    socket.resume()
    await once(socket, 'close')
  }
  await call(engine, 'PUT', `/microservices/${provider}/instances/${id}/status?value=DOWN`)
  expect((await next()).action).toBe('UPDATE')
})

test('closing the engine says goodbye on every socket, and cuts those that do not answer', async () => {
  const engine = await start()
  const { consumer, provider } = await pair(engine)
  const id = await instance(engine, provider)
  const watching = await client(engine, `${P}/${consumer}/watcher`)
  const beating = await client(engine, `${P}/${provider}/instances/${id}/heartbeat`)
  const deaf = connect(engine.scPort, '127.0.0.1')
  deaf.write(`GET ${P}/${consumer}/watcher HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`)
  await once(deaf, 'data')
  const closed = [watching, beating].map(({ socket }) => once(socket, 'close'))
  const cut = once(deaf, 'close')
  await engine.close()
  for (const each of closed) expect((await each)[0]).toBe(1001)
  await cut
})
