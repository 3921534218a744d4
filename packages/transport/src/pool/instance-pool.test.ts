import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@node-chassis/core'
import type { Clock } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import type { Dispatcher } from '../undici/isolated.ts'
import { connectTest } from './connect-test.ts'
import { InstancePool } from './instance-pool.ts'
import type { PoolSettings } from './instance-pool.ts'
import type { PoolHandler, TrackedClient } from './tracked-client.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const SETTINGS: PoolSettings = {
  connections: 1,
  keepAliveMs: 60_000,
  keepAlive: true,
  connectTimeoutMs: 1000,
  maxHeaderSize: 16_384,
  maxStreams: 100,
  tls: { context: {}, verify: true, checkHost: undefined }
}

function poolOf(origin: string, more: Partial<PoolSettings> = {}, clock: Clock = systemClock): InstancePool {
  const endpoint = { origin, host: '127.0.0.1', http2: false }
  return new InstancePool(clock, endpoint, { ...SETTINGS, ...more })
}

class Handler implements PoolHandler {
  client: TrackedClient | undefined = undefined
  started = false
  reused = false
  result = ''
  readonly ended: Promise<string>
  #end!: (result: string) => void
  constructor() {
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }
  onRequestStart(): void {
    this.started = true
    this.reused = this.client !== undefined && this.client.served++ > 0
  }
  onResponseStart(): void {}
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.result += String(chunk)
  }
  onResponseEnd(): void {
    this.#end(this.result)
  }
  onResponseError(_controller: unknown, error: Error): void {
    this.#end((error as { code?: string }).code ?? error.message)
  }
}

const get = (pool: InstancePool, how: 'dispatch' | 'dispatchFresh' = 'dispatch'): Handler => {
  const handler = new Handler()
  pool[how]({ path: '/', method: 'GET' }, handler)
  return handler
}

describe('the pool of an instance', () => {
  test('knows a reused socket, and makes a fresh one on demand', async () => {
    await using server = await serve((_request, response) => void response.end('ok'))
    const pool = poolOf(server.origin)
    const handlers: Handler[] = []
    for (const how of ['dispatch', 'dispatch', 'dispatchFresh', 'dispatch'] as const) {
      const handler = get(pool, how)
      expect(await handler.ended).toBe('ok')
      handlers.push(handler)
    }
    expect(handlers.map((handler) => handler.reused)).toEqual([false, true, false, true])
    expect(server.connections()).toBe(2)
    await pool.close()
  })

  test('tells queued from connecting', async () => {
    const server = createRawServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    // A TLS handshake that nobody answers is a connection that does not come to stand.
    const pool = poolOf(`https://127.0.0.1:${port}`)
    const [connecting, queued] = [get(pool), get(pool)]
    expect([connecting.client === undefined, queued.client === undefined]).toEqual([false, true])
    expect(pool.queued).toBe(1)
    expect([connecting.started, queued.started]).toEqual([false, false])
    await pool.destroy()
    expect(await connecting.ended).toBe('UND_ERR_DESTROYED')
    server.close()
  })

  test('the connect limit is kept by our clock', async () => {
    const server = createRawServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const pool = poolOf(`https://127.0.0.1:${port}`, { connectTimeoutMs: 50 })
    expect(await get(pool).ended).toBe('UND_ERR_CONNECT_TIMEOUT')
    await pool.close()
    server.close()
  })

  test('renewed: what runs finishes on the old pool, the next request has a new socket', async () => {
    const answers: (() => void)[] = []
    await using server = await serve((_request, response) => void answers.push(() => void response.end('ok')))
    const pool = poolOf(server.origin)
    const running = get(pool)
    await expect.poll(() => answers.length).toBe(1)
    pool.renew()
    const next = get(pool)
    await expect.poll(() => answers.length).toBe(2)
    for (const answer of answers) answer()
    expect([await running.ended, await next.ended]).toEqual(['ok', 'ok'])
    expect(next.reused).toBe(false)
    await pool.close()
  })

  test('configured: equal settings keep the connections, others get new ones', async () => {
    await using server = await serve((_request, response) => void response.end('ok'))
    const pool = poolOf(server.origin)
    const settings = { ...SETTINGS, connectTimeoutMs: 500 }
    for (const [given, connections] of [
      [settings, 1],
      [settings, 1],
      [{ ...settings }, 2]
    ] as const) {
      pool.configure(given)
      expect(await get(pool).ended).toBe('ok')
      expect(server.connections()).toBe(connections)
    }
    await pool.close()
  })

  test('close lets requests finish, queued ones too; after it there are none', async () => {
    await using server = await serve((_request, response) => void response.end('ok'))
    const pool = poolOf(server.origin)
    const handlers = [get(pool), get(pool), get(pool)]
    await pool.close()
    expect(await Promise.all(handlers.map((handler) => handler.ended))).toEqual(['ok', 'ok', 'ok'])
    expect(await get(pool).ended).toBe('UND_ERR_CLOSED')
    expect(await get(pool, 'dispatchFresh').ended).toBe('UND_ERR_CLOSED')
    await pool.close()
    await pool.destroy()
  })

  test('dropped when it was not used for a keep-alive time; what runs keeps it', async () => {
    const answers: (() => void)[] = []
    await using server = await serve((_request, response) => void answers.push(() => void response.end('ok')))
    const clock = simulatedClock()
    const pool = poolOf(server.origin, { keepAliveMs: 10_000 }, clock)
    expect(pool.open).toBe(false)
    const running = get(pool)
    await expect.poll(() => answers.length).toBe(1)
    // Used in the first turn, running in the two behind it.
    for (let turn = 0; turn < 3; turn++) {
      clock.advance(10_000)
      expect(pool.open).toBe(true)
    }
    answers[0]?.()
    expect(await running.ended).toBe('ok')
    clock.advance(10_000)
    expect(pool.open).toBe(false)
    const next = get(pool)
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    expect([await next.ended, next.reused]).toEqual(['ok', false])
    await pool.close()
    clock.advance(30_000)
  })

  test('one that was never used has nothing to close', async () => {
    const pool = poolOf('http://127.0.0.1:1')
    expect(pool.queued).toBe(0)
    pool.renew()
    await pool.close()
  })
})

describe('the connect test', () => {
  test('says whether somebody accepts', async () => {
    const server = await serve(() => {})
    expect(await connectTest(systemClock, '127.0.0.1', server.port, 1000)).toBe(true)
    await server[Symbol.asyncDispose]()
    expect(await connectTest(systemClock, '127.0.0.1', server.port, 1000)).toBe(false)
  })
})
