import { readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttp2, createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import path from 'node:path'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { instance, rejection, startKit } from './invoker-kit.ts'
import type { Kit } from './invoker-kit.ts'

const folder = path.join(import.meta.dirname, 'test-only-certificates')
const pem = (name: string): Buffer => readFileSync(path.join(folder, name))
const identity = { cert: pem('server.pem'), key: pem('server.pem') }
const TRUST = { 'ssl.rest.consumer.trustStore': path.join(folder, 'ca.pem') }

type Asked = IncomingMessage | Http2ServerRequest
type Answered = ServerResponse | Http2ServerResponse

/** Says which protocol it was asked in, by whom, and for which name. */
function answer(request: Asked, response: Answered): void {
  const socket = request.socket as TLSSocket
  const peer = 'getPeerCertificate' in socket ? socket.getPeerCertificate() : undefined
  const body: Buffer[] = []
  ;(request as IncomingMessage).on('data', (chunk: Buffer) => void body.push(chunk))
  ;(request as IncomingMessage).on('end', () => {
    ;(response as ServerResponse).end(
      JSON.stringify({
        version: request.httpVersion,
        client: peer?.subject?.CN ?? null,
        name: socket.servername === false ? null : (socket.servername ?? null),
        body: Buffer.concat(body).toString()
      })
    )
  })
}

interface Listening extends AsyncDisposable {
  readonly port: number
  readonly connections: number
}

async function listen(server: Server, host = '127.0.0.1'): Promise<Listening> {
  let connections = 0
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  }
}

const https = (options: TlsOptions = {}): Promise<Listening> =>
  listen(createHttps({ ...identity, ...options }, answer))

const kitOf = (endpoint: string, settings: Record<string, string> = {}): Kit =>
  startKit({ instances: [instance('a', 0, { endpoints: [endpoint] })], settings })

describe('TLS endpoints (transport.md 2)', () => {
  test('an address: the certificate must be trusted, its name is not compared, no name is announced', async () => {
    await using server = await https()
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?sslEnabled=true`, TRUST)
    const answered = await kit.invoker.call('order', '/')
    expect(answered.json()).toEqual({ version: '1.1', client: null, name: null, body: '' })
  })

  test('a name: compared and announced', async () => {
    await using server = await https()
    await using kit = kitOf(`rest://localhost:${server.port}?sslEnabled=true`, TRUST)
    expect((await kit.invoker.call('order', '/')).json()).toMatchObject({ name: 'localhost' })
  })

  test('a certificate that nobody vouches for: CHS_TRANSPORT 490, and authPeer=false accepts it', async () => {
    await using server = await https()
    const endpoint = `rest://127.0.0.1:${server.port}?sslEnabled=true`
    await using strict = kitOf(endpoint)
    const error = await rejection(strict.invoker.call('order', '/'))
    expect(error).toMatchObject({ code: 'CHS_TRANSPORT', statusCode: 490 })
    expect((error['cause'] as { code?: string }).code).toMatch(/UNABLE_TO|SELF_SIGNED|VERIFY/)
    await using trusting = kitOf(endpoint, { 'ssl.authPeer': 'false' })
    expect((await trusting.invoker.call('order', '/')).status).toBe(200)
  })

  test('checkCN.host=true compares addresses too', async () => {
    await using server = await https()
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?sslEnabled=true`, {
      ...TRUST,
      'ssl.checkCN.host': 'true'
    })
    const error = await rejection(kit.invoker.call('order', '/'))
    expect(error['cause']).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  test.each<[string, Record<string, string>]>([
    ['certFile and keyFile', { 'ssl.certFile': 'client-certificate.pem', 'ssl.keyFile': 'client-key.pem' }],
    ['PKCS12', { 'ssl.keyStore': 'client.p12', 'ssl.keyStoreValue': 'test-only' }]
  ])('a client certificate: %s', async (_form, own) => {
    await using server = await https({ requestCert: true, rejectUnauthorized: true, ca: pem('ca.pem') })
    const settings = { 'ssl.storePath': folder, 'ssl.trustStore': 'ca.pem' }
    const endpoint = `rest://127.0.0.1:${server.port}?sslEnabled=true`
    await using kit = kitOf(endpoint, { ...settings, ...own })
    expect((await kit.invoker.call('order', '/')).json()).toMatchObject({ client: 'client' })
    await using nobody = kitOf(endpoint, settings)
    expect(await rejection(nobody.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_TRANSPORT' })
  })

  test('a wrong file is refused at start, with key and path; the same when the password is wrong', () => {
    for (const [key, value, more] of [
      ['ssl.trustStore', path.join(folder, 'absent.pem'), {}],
      ['ssl.keyFile', path.join(folder, 'README.md'), { 'ssl.certFile': path.join(folder, 'server.pem') }],
      ['ssl.keyStore', path.join(folder, 'client.p12'), { 'ssl.keyStoreValue': 'secret-guess' }]
    ] as [string, string, Record<string, string>][]) {
      let error: unknown
      try {
        kitOf('rest://127.0.0.1:1', { [key]: value, ...more })
      } catch (thrown) {
        error = thrown
      }
      expect(error).toMatchObject({
        code: 'CHS_CONFIG_INVALID',
        key,
        message: expect.stringContaining(value)
      })
      expect((error as Error).message).not.toContain('secret-guess')
    }
  })

  test('the host header of the call neither changes the name nor costs connections', async () => {
    await using server = await https()
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?sslEnabled=true`, {
      ...TRUST,
      'servicecomb.rest.client.connection.maxPoolSize': '1'
    })
    for (const host of ['a.example', 'b.example', 'c.example']) {
      const answered = await kit.invoker.call('order', '/', { headers: { host } })
      expect(answered.json()).toMatchObject({ name: null })
    }
    expect(server.connections).toBe(1)
  })
})

describe('HTTP/2 endpoints (?protocol=http2)', () => {
  test.each([
    ['TLS, by ALPN', true],
    ['prior knowledge', false]
  ])('%s: many calls on one connection', async (_how, secure) => {
    const raw = secure ? createSecureServer(identity, answer) : createHttp2(answer)
    await using server = await listen(raw as unknown as Server)
    const ssl = secure ? '&sslEnabled=true' : ''
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?protocol=http2${ssl}`, {
      ...TRUST,
      'servicecomb.rest.client.connection.maxPoolSize': '1'
    })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => kit.invoker.call('order', `/${i}`, { body: `body ${i}` }))
    )
    expect(answers.map((one) => one.json<{ version: string; body: string }>())).toMatchObject(
      answers.map((_, i) => ({ version: '2.0', body: `body ${i}` }))
    )
    expect(server.connections).toBe(1)
    const { statusCode, body } = await kit.invoker.request('http://order/streamed')
    expect([statusCode, await body.json()]).toMatchObject([200, { version: '2.0' }])
    expect(await (await kit.invoker.fetch('http://order/')).json()).toMatchObject({ version: '2.0' })
  })

  test('a peer over TLS that knows HTTP/1.1 only is spoken to in that', async () => {
    await using server = await https()
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?protocol=http2&sslEnabled=true`, TRUST)
    expect((await kit.invoker.call('order', '/')).json()).toMatchObject({ version: '1.1' })
  })

  test('a limit ends its own stream; the others of the connection live on', async () => {
    const held: (() => void)[] = []
    const raw = createHttp2((request, response) => {
      if (request.url === '/hang') request.stream.once('close', () => held.forEach((go) => go()))
      else if (request.url === '/held') held.push(() => answer(request, response))
      else answer(request, response)
    })
    await using server = await listen(raw as unknown as Server)
    await using kit = kitOf(`rest://127.0.0.1:${server.port}?protocol=http2`)
    expect((await kit.invoker.call('order', '/')).status).toBe(200)
    const beside = kit.invoker.call('order', '/held')
    await expect.poll(() => held.length).toBe(1)
    const slow = rejection(kit.invoker.call('order', '/hang', { timeoutMs: 50, retry: false }))
    expect(await slow).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
    expect((await beside).status).toBe(200)
  })

  test('an instance that dies is found out, and another one serves', async () => {
    const dying = await listen(
      createHttp2((request) => request.stream.session?.destroy()) as unknown as Server
    )
    await using alive = await listen(createHttp2(answer) as unknown as Server)
    await using kit = startKit({
      instances: [
        instance('dying', 0, { endpoints: [`rest://127.0.0.1:${dying.port}?protocol=http2`] }),
        instance('alive', 0, { endpoints: [`rest://127.0.0.1:${alive.port}?protocol=http2`] })
      ]
    })
    for (let i = 0; i < 4; i++) expect((await kit.invoker.call('order', '/')).status).toBe(200)
    await dying[Symbol.asyncDispose]()
    for (let i = 0; i < 4; i++) expect((await kit.invoker.call('order', '/')).status).toBe(200)
  })
})

test('an IPv6 endpoint is called, and connect-tested', async (context) => {
  let server: Listening
  try {
    server = await listen(createHttp(answer), '::1')
  } catch {
    // A machine without IPv6 has nothing to call.
    context.skip()
    return
  }
  await using listening = server
  await using kit = kitOf(`rest://[::1]:${listening.port}`)
  expect((await kit.invoker.call('order', '/')).status).toBe(200)
  kit.source.set('order', [])
  expect((await kit.invoker.call('order', '/')).status).toBe(200)
})
