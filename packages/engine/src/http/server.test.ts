import { connect } from 'node:net'
import { LifecycleError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { BodyTooLarge } from './body.ts'
import { listen } from './server.ts'
import type { HttpServer } from './server.ts'
import type { Answer, Route, Service } from './types.ts'

// Time stands still: nothing here may need it to pass.
const env = simulatedEnv()
const open: HttpServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function serve(
  routes: readonly Route[],
  extra: Partial<Service> = {},
  options: { readonly env?: Env; readonly timeoutMs?: number } = {}
): Promise<HttpServer> {
  const service: Service = {
    name: 'registry',
    routes,
    notFound: () => ({ status: 404, body: 'nothing here' }),
    methodNotAllowed: (_request, allowed) => ({ status: 405, headers: { Allow: allowed.join(', ') } }),
    failed: (_request, error) => ({
      status: error instanceof BodyTooLarge ? 413 : 500,
      body: (error as Error).message
    }),
    ...extra
  }
  const server = await listen(service, { host: '127.0.0.1', port: 0, env, ...options })
  open.push(server)
  return server
}

/** Sends bytes as they are and reads until the server closes. */
function raw(server: HttpServer, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
const echo: Route = {
  method: 'POST',
  path: '/echo/:id',
  handle: ({ params, body, query }) => ({
    status: 200,
    body: `${params['id']} ${query.get('q')} ${body.toString()}`
  })
}

describe('answers', () => {
  test('parameters are decoded once, the body is whole, common headers are there', async () => {
    const server = await serve([echo], { headers: { Server: 'X' } })
    const answer = await fetch(`${server.url}/echo/a%2Fb%2520?q=1+2`, { method: 'POST', body: 'body' })
    expect(await answer.text()).toBe('a/b%20 1 2 body')
    expect(answer.headers.get('server')).toBe('X')
  })

  test('header names are spelt as given (N35)', async () => {
    const handle = (): Answer => ({ status: 304, headers: { 'X-Kie-Revision': '7', 'x-lower': '1' } })
    const answer = await raw(await serve([{ method: 'GET', path: '/r', handle }]), get('/r'))
    expect(answer).toContain('\r\nX-Kie-Revision: 7\r\nx-lower: 1\r\n')
    expect(answer).not.toContain('Content-Length')
  })

  test('unknown path, known path with another method, HEAD, empty parameter', async () => {
    const server = await serve([echo])
    expect((await fetch(`${server.url}/nope`)).status).toBe(404)
    const wrong = await fetch(`${server.url}/echo/1`)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`${server.url}/echo/1`, { method: 'HEAD' })).status).toBe(405)
    expect((await fetch(`${server.url}/echo/`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${server.url}/echo/${'x'.repeat(3_000)}`, { method: 'POST' })).status).toBe(200)
  })

  test('a double slash is moved, a bad escape refused', async () => {
    const server = await serve([echo])
    expect(await raw(server, get('//echo//1?q=1'))).toMatch(
      /^HTTP\/1\.1 301 [^]*Location: \/echo\/1\?q=1\r\n/
    )
    expect(await raw(server, get('/echo/%zz'))).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('a trailing slash counts unless the service says otherwise', async () => {
    const route: Route = { method: 'GET', path: '/a', handle: () => ({ status: 200 }) }
    expect((await fetch(`${(await serve([route])).url}/a/`)).status).toBe(404)
    expect((await fetch(`${(await serve([route], { ignoreTrailingSlash: true })).url}/a/`)).status).toBe(200)
  })

  test('early answers need neither route nor body', async () => {
    const server = await serve([], {
      early: ({ method }) => (method === 'OPTIONS' ? { status: 200 } : undefined)
    })
    expect((await fetch(`${server.url}/x`, { method: 'OPTIONS' })).status).toBe(200)
    expect((await fetch(`${server.url}/x`)).status).toBe(404)
  })
})

describe('what goes wrong', () => {
  test('a handler that throws, or rejects, is answered by `failed`', async () => {
    const server = await serve([
      {
        method: 'GET',
        path: '/throws',
        handle: () => {
          throw new Error('bad')
        }
      },
      { method: 'GET', path: '/rejects', handle: () => Promise.reject(new Error('worse')) }
    ])
    expect(await (await fetch(`${server.url}/throws`)).text()).toBe('bad')
    expect(await (await fetch(`${server.url}/rejects`)).text()).toBe('worse')
  })

  test('a body above the limit of its route', async () => {
    const server = await serve([{ ...echo, maxBodyBytes: 10 }], { maxBodyBytes: 20 })
    expect((await fetch(`${server.url}/echo/1`, { method: 'POST', body: 'x'.repeat(10) })).status).toBe(200)
    const large = await fetch(`${server.url}/echo/1`, { method: 'POST', body: 'x'.repeat(200_000) })
    expect([large.status, await large.text()]).toEqual([413, 'http: request body too large'])
    expect((await fetch(`${server.url}/echo/1`, { method: 'POST', body: 'x' })).status).toBe(200)
  })

  test('a body that announces far too much is refused and not read', async () => {
    const server = await serve([echo], { maxBodyBytes: 20 })
    // Nothing of it is sent: who waited for it would wait for ever.
    const head = 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n'
    expect(await raw(server, head)).toMatch(/^HTTP\/1.1 413 [^]*Connection: close/)
  })

  test('the guard is asked before the body is read, `permit` when it is there', async () => {
    const asked: string[] = []
    const server = await serve([echo], {
      guard: (request) => {
        asked.push(`guard ${request.body.length}`)
        return request.header('authorization') === undefined ? { status: 401 } : undefined
      },
      permit: (request) => {
        asked.push(`permit ${request.body.length}`)
        return request.body.length > 4 ? { status: 403 } : undefined
      }
    })
    const head = 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n'
    // No byte of the body is sent, and the answer comes all the same.
    expect(await raw(server, `${head}\r\n`)).toMatch(/^HTTP\/1.1 401 /)
    expect(await raw(server, `${head}Authorization: x\r\n\r\n12345`)).toMatch(/^HTTP\/1.1 403 /)
    expect(asked).toEqual(['guard 0', 'guard 0', 'permit 5'])
  })

  test('a connection outlives a body that was refused unread', async () => {
    const server = await serve([echo], {
      guard: ({ path }) => (path === '/echo/no' ? { status: 401 } : undefined)
    })
    const refused = 'POST /echo/no HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc'
    expect(await raw(server, refused + get('/unknown'))).toMatch(/^HTTP\/1.1 401 [^]*HTTP\/1.1 404 /)
  })

  test('a client that goes away fires the signal', async () => {
    const aborted = latch()
    const entered = latch()
    const handle = ({ signal }: { signal: AbortSignal }): Promise<Answer> =>
      new Promise((resolve) => {
        entered.resolve()
        signal.addEventListener('abort', () => {
          aborted.resolve()
          resolve({ status: 200 })
        })
      })
    const server = await serve([{ method: 'GET', path: '/wait', handle }])
    const client = new AbortController()
    const call = fetch(`${server.url}/wait`, { signal: client.signal }).catch((error: Error) => error.name)
    await entered.promise
    client.abort()
    expect(await call).toBe('AbortError')
    await aborted.promise
  })

  test('a port in use is named', async () => {
    const { port } = await serve([])
    const second = listen(
      { name: 'config', routes: [], notFound: never, methodNotAllowed: never, failed: never },
      { host: '127.0.0.1', port, env }
    )
    await expect(second).rejects.toThrow(LifecycleError)
    await expect(second).rejects.toMatchObject({
      code: 'CHS_PORT_IN_USE',
      message: expect.stringContaining(`port ${port} on 127.0.0.1`)
    })
  })
})

test('close lets waiting requests answer, and cuts connections that are kept alive', async () => {
  const entered = latch()
  const handle = ({ signal }: { signal: AbortSignal }): Promise<Answer> =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ status: 200, body: 'closing' }))
      entered.resolve()
    })
  const server = await serve([
    { method: 'GET', path: '/wait', handle },
    { method: 'GET', path: '/now', handle: () => ({ status: 200 }) }
  ])
  await (await fetch(`${server.url}/now`)).text()
  const waiting = fetch(`${server.url}/wait`).then((answer) => answer.text())
  await entered.promise
  await Promise.all([server.close(), server.close()])
  expect(await waiting).toBe('closing')
  await expect(fetch(`${server.url}/now`)).rejects.toThrow()
})

test('close does not wait for the rest of a body', async () => {
  const entered = latch()
  const early = (): undefined => entered.resolve() as undefined
  const server = await serve([echo], { early })
  const cut = raw(server, 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf').catch(
    () => ''
  )
  await entered.promise
  await server.close()
  expect(await cut).toBe('')
})

function never(): Answer {
  throw new Error('not asked')
}

/** A promise that is resolved from outside. */
function latch(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

describe('a connection that is to be upgraded', () => {
  const HANDSHAKE = 'Host: x\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
  const watch: Route = {
    method: 'GET',
    path: '/watch/:id',
    handle: () => ({ status: 400, body: 'Bad Request' }),
    upgrade: ({ params }, { socket, head }) => socket.end(`taken ${params['id']} ${head.toString()}`)
  }

  test('is handed over with its parameters and what came behind the request', async () => {
    const server = await serve([watch])
    const text = await raw(server, `GET /watch/a%2Fb HTTP/1.1\r\n${HANDSHAKE}Upgrade: WebSocket\r\n\r\nframe`)
    expect(text).toBe('taken a/b frame')
  })

  test('is served as any other where there is no WebSocket, body included', async () => {
    const server = await serve([watch, echo])
    const asked = (line: string, more = '') => raw(server, `${line} HTTP/1.1\r\n${HANDSHAKE}Upgrade: ${more}`)
    expect(await asked('GET /watch/1', 'h2c\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 .*Bad Request$/s
    )
    expect(await asked('GET /nowhere', 'websocket\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 404/)
    const posted = await asked('POST /echo/1', 'h2c\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody')
    expect(posted).toMatch(/^HTTP\/1.1 200 .*body/s)
  })

  test('is refused by the guard as a request is, and so is one whose guard throws', async () => {
    const server = await serve([watch, echo], {
      headers: { Server: 'X' },
      guard: (_request, route) => Promise.resolve({ status: 401, body: `not ${route.path}` })
    })
    const refused = await raw(server, `GET /watch/1 HTTP/1.1\r\n${HANDSHAKE}Upgrade: websocket\r\n\r\n`)
    expect(refused).toMatch(/^HTTP\/1.1 401 .*Server: X.*not \/watch\/:id$/s)
    const answer = await fetch(`${server.url}/echo/1`, { method: 'POST', body: 'b' })
    expect([answer.status, await answer.text()]).toEqual([401, 'not /echo/:id'])
    const throwing = await serve([watch], { guard: () => Promise.reject(new Error('bad guard')) })
    const failed = await raw(throwing, `GET /watch/1 HTTP/1.1\r\n${HANDSHAKE}Upgrade: websocket\r\n\r\n`)
    expect(failed).toMatch(/bad guard$/)
  })

  test('is cut when the server closes and nobody ended it', async () => {
    const taken = latch()
    const still = simulatedEnv()
    const server = await serve([{ ...watch, upgrade: () => taken.resolve() }], {}, { env: still })
    const cut = raw(server, `GET /watch/1 HTTP/1.1\r\n${HANDSHAKE}Upgrade: websocket\r\n\r\n`).catch(() => '')
    await taken.promise
    const closed = server.close()
    still.clock.advance(1_000)
    await closed
    expect(await cut).toBe('')
  })
})

describe('slow senders are cut', () => {
  test.each([
    ['in the middle of the headers', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\n'],
    ['in the middle of the body', 'POST /echo/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf']
  ])('%s', async (_, sent) => {
    const server = await serve([echo], {}, { timeoutMs: 100 })
    expect(await raw(server, sent)).toMatch(/^HTTP\/1.1 408 /)
  })
})

test('headers beyond 32 KiB are refused', async () => {
  const server = await serve([echo])
  const sent = `GET /echo/1 HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(33_000)}\r\n\r\n`
  expect(await raw(server, sent)).toMatch(/^HTTP\/1.1 431 /)
})

test('large bodies are compressed for who accepts it, if the service says so', async () => {
  const long: Route = {
    method: 'GET',
    path: '/long',
    handle: () => ({ status: 200, body: 'x'.repeat(1_400) })
  }
  const short: Route = {
    method: 'GET',
    path: '/short',
    handle: () => ({ status: 200, body: 'x'.repeat(1_399) })
  }
  const server = await serve([long, short], { gzipFromBytes: 1_400 })
  const encoding = async (url: string, accepted: string) => {
    const answer = await fetch(url, { headers: { 'Accept-Encoding': accepted } })
    expect((await answer.text()).length).toBeGreaterThan(1_000)
    return answer.headers.get('content-encoding')
  }
  expect(await encoding(`${server.url}/long`, 'gzip')).toBe('gzip')
  expect(await encoding(`${server.url}/long`, 'identity')).toBeNull()
  expect(await encoding(`${server.url}/short`, 'gzip')).toBeNull()
  const plain = await serve([long])
  expect(await encoding(`${plain.url}/long`, 'gzip')).toBeNull()
})
