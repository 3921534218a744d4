import { createServer, request as ask } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { systemEnv } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import { createChassis } from 'node-chassis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateFile, tlsFront } from './tls-front.ts'
import type { TlsFront } from './tls-front.ts'

// `servicecomb.proxy.*`: an estate that is reached through an HTTP proxy with a password.

const PASSWORD = 'Root-Secret-1'
const PROXY_PASSWORD = 'proxy-secret'
const WORD = `Basic ${Buffer.from(`shop:${PROXY_PASSWORD}`).toString('base64')}`
const log = recordingLogger()

/** Forwards plain requests and opens tunnels, for whoever knows the password. */
async function startProxy() {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (request.headers['proxy-authorization'] !== WORD) return void response.writeHead(407).end()
    const { 'proxy-authorization': _, ...headers } = request.headers
    const forwarded = ask(request.url!, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.rawHeaders)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  })
  server.on('connect', (request, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`)
    if (request.headers['proxy-authorization'] !== WORD)
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const inner = connect(Number(request.url!.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      socket.pipe(inner).pipe(socket)
    })
    for (const end of [socket, inner]) {
      sockets.add(end)
      end.on('error', () => [socket, inner].map((each) => each.destroy()))
    }
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

let engine: Awaited<ReturnType<typeof createEngine>>
let registry: TlsFront
let centre: TlsFront
beforeAll(async () => {
  engine = await createEngine({ env: systemEnv(recordingLogger()), rbac: { rootPassword: PASSWORD } })
  registry = await tlsFront(engine.registryUrl)
  centre = await tlsFront(engine.configUrl)
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await centre[Symbol.asyncDispose]()
  await engine.close()
})

const settings = (port: number, more: Record<string, string | number | boolean> = {}) => ({
  'servicecomb.proxy.enable': true,
  'servicecomb.proxy.port': port,
  'servicecomb.proxy.username': 'shop',
  'servicecomb.proxy.passwd': PROXY_PASSWORD,
  'servicecomb.credentials.account.name': 'root',
  'servicecomb.credentials.account.password': PASSWORD,
  'servicecomb.registry.sc.watch': true,
  'servicecomb.snapshot.enabled': false,
  'servicecomb.boot.turnDown.waitInSeconds': 0,
  ...more
})

test.each([
  ['plain', () => [engine.registryUrl, engine.configUrl]],
  ['TLS', () => [`https://localhost:${registry.port}`, `https://localhost:${centre.port}`]]
] as const)(
  '%s engines: login, requests, and the watch go through the proxy, calls do not',
  async (how, urls) => {
    await using proxy = await startProxy()
    const [sc, kie] = urls()
    const config = settings(proxy.port, {
      'servicecomb.registry.sc.address': sc!,
      'servicecomb.kie.serverUri': kie!,
      'ssl.trustStore': certificateFile('ca.pem'),
      'ssl.keyStore': certificateFile('client-certificate.pem'),
      'ssl.keyFile': certificateFile('client-key.pem')
    })
    await using provider = createChassis({ service: { name: `order-${how}`, version: '1.0.0' }, config, log })
    await provider.serve((_request, response) => response.end('made'), { host: '127.0.0.1', port: 0 })
    await using consumer = createChassis({ service: { name: `shop-${how}`, version: '1.0.0' }, config, log })
    await consumer.start()
    expect((await consumer.call(`order-${how}`, '/')).text()).toBe('made')
    const down = new Promise<void>((resolve) => {
      consumer.on('instancesChanged', () => resolve())
      consumer.on('instancesRemoved', () => resolve())
    })
    // Long before the next poll: the watch tells.
    await provider.close()
    await down
    const lines = proxy.seen.map((line) => line.replace(/\?.*/, ''))
    if (how === 'plain') {
      expect(lines).toContain(`POST ${sc}/v4/token`)
      expect(lines).toContain(`POST ${sc}/v4/default/registry/microservices`)
      expect(lines).toContain(`GET ${kie}/v1/default/kie/kv`)
    }
    // Sockets are tunnels, requests are where TLS is inside.
    expect(lines).toContain(`CONNECT ${new URL(sc!).host}`)
    expect(lines.filter((line) => /^(?!CONNECT)/.test(line)).length > 0).toBe(how === 'plain')
    expect(lines.every((line) => line.includes(new URL(sc!).host) || line.includes(new URL(kie!).host))).toBe(
      true
    )
  }
)

test('a name that only the proxy knows is no unknown host', async () => {
  await using proxy = await startProxy()
  await using ours = createChassis({
    service: { name: 'shop', version: '1.0.0' },
    config: settings(proxy.port, {
      'servicecomb.registry.sc.address': `https://sc.nowhere.invalid:${registry.port}`,
      'ssl.trustStore': certificateFile('ca.pem'),
      'ssl.checkCN.host': false,
      'ssl.keyStore': certificateFile('client-certificate.pem'),
      'ssl.keyFile': certificateFile('client-key.pem')
    }),
    log
  })
  await ours.start()
  expect(ours.instanceId).toBeDefined()
})

test('a proxy that is away, or refuses: unavailable, with its words', async () => {
  await using proxy = await startProxy()
  const failureOf = async (more: Record<string, string | number>): Promise<Error> => {
    await using ours = createChassis({
      service: { name: 'shop', version: '1.0.0' },
      config: settings(proxy.port, {
        'servicecomb.registry.sc.address': `https://localhost:${registry.port}`,
        'servicecomb.failFast': true,
        ...more
      }),
      log
    })
    return await ours.start().then(
      () => expect.unreachable('must not start'),
      (error: Error) => error
    )
  }
  expect(await failureOf({ 'servicecomb.proxy.passwd': 'wrong' })).toMatchObject({
    code: 'CHS_REGISTRY_UNAVAILABLE',
    message: expect.stringContaining('407') as string
  })
  expect(await failureOf({ 'servicecomb.proxy.port': 1 })).toMatchObject({
    code: 'CHS_REGISTRY_UNAVAILABLE',
    message: expect.stringContaining('ECONNREFUSED') as string
  })
  expect(await failureOf({ 'servicecomb.proxy.port': 0 })).toMatchObject({ key: 'servicecomb.proxy.port' })
  expect(await failureOf({ 'servicecomb.proxy.host': 'http://proxy:1' })).toMatchObject({
    key: 'servicecomb.proxy.host'
  })
  const text = JSON.stringify(log.records)
  for (const secret of [PASSWORD, PROXY_PASSWORD, WORD]) expect(text).not.toContain(secret)
})
