import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { ConfigError, RegistryError } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineHttp, EngineHttpOptions } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort, scriptedEngine, stillEnv, until } from './scripted-engine.ts'
import type { Answer, Script, ScriptedEngine, Seen } from './scripted-engine.ts'

const READY = '/v4/default/registry/health/readiness'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function engine(script: Script, port?: number): Promise<ScriptedEngine> {
  const made = await scriptedEngine(script, port)
  open.push(made)
  return made
}

function client(addresses: readonly string[], more: Partial<EngineHttpOptions> = {}): EngineHttp {
  const made = createEngineHttp({
    env: stillEnv(),
    engine: 'registry',
    addresses,
    addressKey: 'servicecomb.registry.sc.address',
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    readinessPath: READY,
    ...more
  })
  open.push(made)
  return made
}

const get = (http: EngineHttp, path = '/x') => http.request({ method: 'GET', path })
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('must reject'),
    (error: Error) => error
  )

describe('a request', () => {
  test('carries method, path, headers and body, and brings back the answer', async () => {
    const a = await engine(() => ({ status: 201, headers: { 'X-Resource-Revision': 'r1' }, body: 'hello' }))
    const http = client([a.url], { headers: (address) => ({ 'x-domain-name': 'd', from: address }) })
    const answer = await http.request({
      method: 'PUT',
      path: '/a?b=1',
      headers: { 'x-one': '1' },
      body: '{}'
    })
    expect(answer).toMatchObject({ status: 201, body: 'hello', address: a.url })
    expect(answer.headers.get('x-resource-revision')).toBe('r1')
    expect(answer.headers.get('X-RESOURCE-Revision')).toBe('r1')
    expect(answer.headers.get('absent')).toBeUndefined()
    const [seen] = a.requests
    expect(seen).toMatchObject({ method: 'PUT', path: '/a', body: '{}' })
    expect(seen!.headers).toMatchObject({ 'x-one': '1', 'x-domain-name': 'd', from: a.url })
  })

  test('goes round the addresses', async () => {
    const a = await engine(() => ({}))
    const b = await engine(() => ({}))
    const http = client([a.url, b.url])
    for (let i = 0; i < 6; i++) await get(http)
    expect([a.requests.length, b.requests.length]).toEqual([3, 3])
  })

  test('begins anywhere', async () => {
    const a = await engine(() => ({}))
    const b = await engine(() => ({}))
    await get(client([a.url, b.url], { env: { ...stillEnv(), random: { next: () => 0.9, below: () => 1 } } }))
    expect([a.requests.length, b.requests.length]).toEqual([0, 1])
  })

  test('moves to the next address on a refused connection, a broken one and a 5xx', async () => {
    const away = `http://127.0.0.1:${await freePort()}`
    const breaks = await engine(() => 'drop')
    const ill = await engine(() => ({ status: 503 }))
    const well = await engine(() => ({ body: 'well' }))
    const answer = await get(client([away, breaks.url, ill.url, well.url]))
    expect(answer).toMatchObject({ status: 200, body: 'well', address: well.url })
  })

  test('answers the 5xx when nobody has a better answer', async () => {
    const ill = await engine(() => ({ status: 500, body: 'ill' }))
    const away = `http://127.0.0.1:${await freePort()}`
    expect(await get(client([ill.url, away]))).toMatchObject({ status: 500, body: 'ill' })
  })

  test('says of every address what happened when none answers', async () => {
    const one = `http://127.0.0.1:${await freePort()}`
    const error = await failureOf(get(client([one, 'http://localhost:1'])))
    expect(error).toBeInstanceOf(RegistryError)
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_UNAVAILABLE' })
    expect(error.message).toContain(`${one}: connect ECONNREFUSED`)
    // A name with several addresses is refused as an AggregateError without a message.
    expect(error.message).toMatch(/http:\/\/localhost:1: connect ECONNREFUSED/)
    expect(error.message).toContain('servicecomb.registry.sc.address')
  })

  test('rejects with a ConfigError for a configuration centre', async () => {
    const one = `http://127.0.0.1:${await freePort()}`
    const http = client([one], {
      unavailable: 'CHS_CONFIG_UNAVAILABLE',
      addressKey: 'servicecomb.kie.serverUri'
    })
    const error = await failureOf(get(http))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE', key: 'servicecomb.kie.serverUri' })
  })

  test('ends at its time limit, by our clock, and asks the next address', async () => {
    const env = stillEnv()
    const silent = await engine(() => 'hang')
    const well = await engine(() => ({ body: 'well' }))
    const answer = get(client([silent.url, well.url], { env }))
    await until(() => silent.requests.length === 1)
    env.clock.advance(4_999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(well.requests.length).toBe(0)
    env.clock.advance(1)
    expect(await answer).toMatchObject({ body: 'well' })
  })

  test('has a limit of its own for connecting, TLS included', async () => {
    const env = stillEnv()
    // Accepts and never says a word: the handshake does not end.
    const mute = createServer()
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    const asked = failureOf(get(client([`https://127.0.0.1:${port}`], { env })))
    await once(mute, 'connection')
    env.clock.advance(1_000)
    expect((await asked).message).toContain(`no connection to 127.0.0.1:${port} within 1000 ms`)
    mute.close()
  })

  test("ends with the reason of its signal, which is nobody's failure", async () => {
    const silent = await engine(() => 'hang')
    const http = client([silent.url])
    const controller = new AbortController()
    const asked = http.request({ method: 'GET', path: '/x', signal: controller.signal })
    await until(() => silent.requests.length === 1)
    controller.abort(new Error('enough'))
    expect((await failureOf(asked)).message).toBe('enough')
  })

  test('ends with CHS_CLOSED when the client closes, and so does every later one', async () => {
    const env = stillEnv()
    const silent = await engine(() => 'hang')
    const http = client([silent.url], { env })
    const asked = failureOf(get(http))
    await until(() => silent.requests.length === 1)
    await http.close()
    expect(await asked).toMatchObject({ code: 'CHS_CLOSED' })
    expect(await failureOf(get(http))).toMatchObject({ code: 'CHS_CLOSED' })
    expect(env.clock.pending).toBe(0)
  })
})

describe('an address (N14, N46)', () => {
  test('is isolated after three failures in a row and comes back when its probe succeeds', async () => {
    const log = recordingLogger()
    const env = stillEnv(log)
    let ready = 503
    const ill = await engine((seen) => (seen.path === READY ? { status: ready } : { status: 500 }))
    const well = await engine(() => ({}))
    const http = client([ill.url, well.url], { env })
    for (let i = 0; i < 10; i++) await get(http)
    expect(ill.matching(/x$/).length).toBe(3)
    expect(log.records.filter((record) => record['level'] === 40)).toHaveLength(1)

    env.clock.advance(15_000)
    await until(() => ill.matching(/readiness/).length === 1)
    await until(() => log.records.some((record) => record['level'] === 20))
    ready = 200
    env.clock.advance(15_000)
    await until(() => log.records.some((record) => record['level'] === 30))
    expect(ill.matching(/readiness/).length).toBe(2)
    await get(http)
    await get(http)
    expect(ill.matching(/x$/).length).toBe(4)
  })

  test.each([401, 403, 404])('is well again when its probe answers %i', async (status) => {
    const log = recordingLogger()
    const env = stillEnv(log)
    const ill = await engine((seen) => (seen.path === READY ? { status } : 'drop'))
    const http = client([ill.url], { env })
    for (let i = 0; i < 3; i++) await failureOf(get(http))
    env.clock.advance(15_000)
    await until(() => log.records.some((record) => record['level'] === 30))
    expect(ill.matching(/readiness/).length).toBe(1)
  })

  test('that came back by its probe has three failures again', async () => {
    const log = recordingLogger()
    const env = stillEnv(log)
    const ill = await engine((seen) => (seen.path === READY ? {} : { status: 500 }))
    const http = client([ill.url], { env })
    const isolated = (): number => log.records.filter((record) => record['level'] === 40).length
    for (let i = 0; i < 3; i++) await get(http)
    env.clock.advance(15_000)
    await until(() => log.records.some((record) => record['level'] === 30))
    await get(http)
    await get(http)
    expect(isolated()).toBe(1)
    await get(http)
    expect(isolated()).toBe(2)
  })

  test('does not count failures with a success between them', async () => {
    let count = 0
    const ill = await engine(() => (++count % 3 === 0 ? {} : { status: 500 }))
    const log = recordingLogger()
    const http = client([ill.url], { env: stillEnv(log) })
    for (let i = 0; i < 9; i++) await get(http)
    expect(log.records).toHaveLength(0)
    expect(ill.requests.length).toBe(9)
  })

  test('is asked all the same when all are isolated, and a good answer frees it', async () => {
    let status = 500
    const ill = await engine(() => ({ status }))
    const http = client([ill.url])
    for (let i = 0; i < 4; i++) await get(http)
    expect(ill.requests.length).toBe(4)
    status = 200
    expect((await get(http)).status).toBe(200)
  })

  test('that answers 401 fails unless new credentials cure it', async () => {
    let cured = false
    const a = await engine(() => ({ status: cured ? 200 : 401 }))
    const refused = client([a.url])
    expect((await get(refused)).status).toBe(401)
    const curing = client([a.url], {
      auth: {
        headers: () => ({}),
        refused: (address) => {
          expect(address).toBe(a.url)
          cured = true
          return Promise.resolve(true)
        }
      }
    })
    expect((await get(curing)).status).toBe(200)
  })
})

describe('addresses that were found', () => {
  const ready = (): ((seen: Seen) => Answer) => () => ({})

  test('are used once their readiness probe has succeeded, near ones first', async () => {
    const a = await engine(ready())
    const b = await engine(ready())
    const far = await engine(ready())
    const ill = await engine((seen) => (seen.path === READY ? { status: 503 } : {}))
    const away = `http://127.0.0.1:${await freePort()}`
    const http = client([a.url], { place: { region: 'r', zone: 'z' } })
    await http.offer([`${b.url}?region=r&availableZone=z`, far.url, ill.url, away, 'nonsense:', ''])
    expect(http.addresses).toEqual([a.url, b.url, far.url])
    for (let i = 0; i < 6; i++) await get(http)
    expect([a, b, far, ill].map((each) => each.matching(/x$/).length)).toEqual([0, 6, 0, 0])
    // What came up meanwhile is taken with the next offer; the place of a configured one is learnt.
    ill.script = ready()
    await http.offer([ill.url, `${a.url}?region=r&availableZone=z`])
    expect(http.addresses).toEqual([a.url, ill.url])
    for (let i = 0; i < 6; i++) await get(http)
    expect([a, b, far, ill].map((each) => each.matching(/x$/).length)).toEqual([6, 6, 0, 0])
    await a.close()
    await get(http)
    expect(ill.matching(/x$/).length).toBe(1)
  })

  test('without TLS are passed over where every configured one has it', async () => {
    const plain = await engine(() => ({}))
    const http = client([`https://127.0.0.1:${await freePort()}`])
    await http.offer([plain.url])
    expect([http.addresses.length, plain.requests.length]).toEqual([1, 0])
  })

  test('leave nothing behind when the client closes during a probe', async () => {
    const env = stillEnv()
    const a = await engine(ready())
    const silent = await engine(() => 'hang')
    const http = client([a.url], { env })
    const offered = http.offer([silent.url])
    await until(() => silent.requests.length === 1)
    await http.close()
    await offered
    expect(http.addresses).toEqual([a.url])
    expect(env.clock.pending).toBe(0)
  })
})

test('the example of the README works', async () => {
  const a = await engine(() => ({ body: 'well' }))
  const readme = await readFile(new URL('../../packages/transport/README.md', import.meta.url), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('http://127.0.0.1:30100', a.url)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@node-chassis/source', '--input-type=module-typescript', '--no-warnings', '-e', code],
    { cwd: new URL('.', import.meta.url) }
  )
  expect(stdout).toBe(`${a.url} 200 well\n`)
})
