import { recordingLogger } from '@node-chassis/core/testing'
import { createEngineAuth, createEngineHttp } from '@node-chassis/transport'
import type { EngineAuth, EngineHttp, EngineHttpOptions } from '@node-chassis/transport'
import { afterEach, expect, test } from 'vitest'
import { freePort, scriptedEngine, stillEnv, until } from './scripted-engine.ts'
import type { Answer, ScriptedEngine, Seen } from './scripted-engine.ts'

// Tokens on real sockets, the clock standing still (registry.md 13, C11; decisions.md N14, N15).

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

const account = { name: 'shop', password: 'Secret-1' }
const log = recordingLogger()
const env = stillEnv(log)
const MINUTE = 60_000

/** An engine that takes the tokens it gave out, `name.n`, of which the newest `good` are good. */
interface Guarded extends ScriptedEngine {
  readonly logins: number
  expire(): void
  login: () => Answer
}

async function guarded(name: string, issuer?: Guarded): Promise<Guarded> {
  let issued = 0
  let expired = 0
  const good = (token: string | undefined): boolean => {
    const [from, number] = token?.split('.') ?? []
    return from === name && Number(number) > expired && Number(number) <= issued
  }
  const made = await scriptedEngine((seen: Seen): Answer => {
    if (seen.path.endsWith('/readiness')) return {}
    if (seen.path === '/v4/token') {
      issued++
      return engine.login()
    }
    const token = seen.headers.authorization?.replace('Bearer ', '')
    const isGood = issuer === undefined ? good(token) : goodAt.get(issuer)!(token)
    return isGood ? { body: name } : { status: 401, body: { errorCode: '401205' } }
  })
  const engine: Guarded = Object.assign(made, {
    logins: 0,
    expire: () => (expired = issued),
    login: (): Answer => ({ body: { token: `${name}.${issued}` } })
  })
  Object.defineProperty(engine, 'logins', { get: () => issued })
  goodAt.set(engine, good)
  open.push(engine)
  return engine
}
const goodAt = new Map<Guarded, (token: string | undefined) => boolean>()

function authAt(...registry: readonly string[]): EngineAuth {
  return createEngineAuth({ env, credentials: { account }, registry })
}

function client(
  addresses: readonly string[],
  auth: EngineAuth,
  more: Partial<EngineHttpOptions> = {}
): EngineHttp {
  const made = createEngineHttp({
    env,
    engine: 'registry',
    addresses,
    addressKey: 'servicecomb.registry.sc.address',
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    readinessPath: '/v4/default/registry/health/readiness',
    issuesTokens: true,
    auth,
    ...more
  })
  open.push(made)
  return made
}

const get = (http: EngineHttp, signal?: AbortSignal) => http.request({ method: 'GET', path: '/x', signal })
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('must reject'),
    (error: Error) => error
  )

test('the first request logs in, with name and password; all show the token', async () => {
  const sc = await guarded('sc')
  const http = client([sc.url], authAt(sc.url))
  for (let i = 0; i < 3; i++) expect((await get(http)).body).toBe('sc')
  const logins = sc.matching(/v4\/token/)
  expect(logins.map(({ method, body }) => [method, JSON.parse(body)])).toEqual([['POST', account]])
})

test('B-036: a token ends while everything runs: one login, every request replayed once, no error', async () => {
  const sc = await guarded('sc')
  const kie = await guarded('kie', sc)
  const auth = authAt(sc.url)
  const registry = client([sc.url], auth)
  const config = client([kie.url], auth, { issuesTokens: false })
  await Promise.all([get(registry), get(config)])
  expect([sc.logins, kie.logins]).toEqual([1, 0])
  env.clock.advance(MINUTE)
  sc.expire()
  const answers = await Promise.all([
    ...Array.from({ length: 4 }, () => get(registry)),
    ...Array.from({ length: 4 }, () => get(config))
  ])
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
  expect([sc.logins, kie.logins]).toEqual([2, 0])
  expect([sc.matching(/x$/).length, kie.matching(/x$/).length]).toEqual([1 + 8, 1 + 8])
})

test('B-036: renewed before it ends there is no 401 at all', async () => {
  const sc = await guarded('sc')
  const http = client([sc.url], authAt(sc.url))
  await get(http)
  for (let minute = 0; minute < 60; minute++) {
    env.clock.advance(MINUTE)
    expect((await get(http)).status).toBe(200)
    await until(() => env.clock.waiting(5_000) === 0)
  }
  // Every 20 minutes, or at the next request.
  expect(sc.logins).toBeGreaterThanOrEqual(3)
  expect(sc.logins).toBeLessThanOrEqual(4)
  expect(sc.matching(/x$/).length).toBe(61)
})

test('B-037: two engines with keys of their own get tokens of their own', async () => {
  const s1 = await guarded('s1')
  const s2 = await guarded('s2')
  const http = client([s1.url, s2.url], authAt(s1.url, s2.url))
  expect((await get(http)).body).toBe('s1')
  await s1.close()
  for (let i = 0; i < 6; i++) expect((await get(http)).body).toBe('s2')
  expect(s2.logins).toBe(1)
  expect(s2.matching(/x$/).map(({ headers }) => headers.authorization)).toEqual(
    Array.from({ length: 6 }, () => 'Bearer s2.1')
  )
})

test('N14: a 401 that a fresh token cures is no failure of the address; one that stays is', async () => {
  const quiet = recordingLogger()
  const cured = await guarded('cured')
  const http = client([cured.url], authAt(cured.url), { env: { ...env, log: quiet } })
  for (let i = 0; i < 4; i++) {
    await get(http)
    env.clock.advance(MINUTE)
    cured.expire()
  }
  expect(quiet.records.filter(({ level }) => level === 40)).toEqual([])
  // Of another key: its own logins do not help.
  const foreign = await guarded('foreign')
  foreign.login = () => ({ body: { token: 'other.1' } })
  const refused = client([foreign.url], authAt(foreign.url), { env: { ...env, log: quiet } })
  for (let i = 0; i < 3; i++) expect((await get(refused)).status).toBe(401)
  expect(foreign.logins).toBe(2)
  expect(quiet.records.filter(({ level }) => level === 40)).toMatchObject([{ reason: 'answered 401' }])
})

test('C-7: 401205 once, then 200: one token request, replay, no error to the caller', async () => {
  const sc = await guarded('sc')
  const http = client([sc.url], authAt(sc.url))
  await get(http)
  env.clock.advance(MINUTE)
  sc.expire()
  expect((await get(http)).status).toBe(200)
  expect(sc.requests.map(({ path }) => path)).toEqual(['/v4/token', '/x', '/x', '/v4/token', '/x'])
})

test('C-8: an engine without tokens gets no Authorization, and no second question', async () => {
  const sc = await scriptedEngine((seen) => (seen.path === '/v4/token' ? { status: 404 } : {}))
  open.push(sc)
  const http = client([sc.url], authAt(sc.url))
  for (let i = 0; i < 5; i++) expect((await get(http)).status).toBe(200)
  expect(sc.matching(/v4\/token/).length).toBe(1)
  expect(sc.matching(/x$/).every(({ headers }) => headers.authorization === undefined)).toBe(true)
})

test('C11: a refused account rejects by the name of its key; one wrong login in 15 minutes, however many addresses', async () => {
  const nodes = [await guarded('a'), await guarded('b'), await guarded('c')]
  const kie = await guarded('kie', nodes[0])
  for (const node of nodes) node.login = () => ({ status: 401, body: { errorCode: '401202' } })
  const urls = nodes.map(({ url }) => url)
  const auth = authAt(...urls)
  const registry = client(urls, auth)
  const config = client([kie.url], auth, { issuesTokens: false })
  const logins = (): number => nodes.reduce((sum, node) => sum + node.logins, 0)
  for (let i = 0; i < 5; i++) {
    const failures = [registry, registry, config, registry].map((http) => failureOf(get(http)))
    for (const failure of await Promise.all(failures)) {
      expect(failure).toMatchObject({
        code: 'CHS_CONFIG_INVALID',
        key: 'servicecomb.credentials.account.password',
        engineCode: '401202'
      })
    }
  }
  expect(logins()).toBe(1)
  env.clock.advance(15 * MINUTE - 1)
  await failureOf(get(registry))
  expect(logins()).toBe(1)
  env.clock.advance(1)
  await failureOf(get(registry))
  expect(logins()).toBe(2)
})

test('a password that was changed leaves the old token in use as long as it is good', async () => {
  const sc = await guarded('sc')
  const http = client([sc.url], authAt(sc.url))
  await get(http)
  sc.login = () => ({ status: 401, body: { errorCode: '401202' } })
  for (let minute = 0; minute < 25; minute++) {
    env.clock.advance(MINUTE)
    expect((await get(http)).status).toBe(200)
    await until(() => env.clock.waiting(5_000) === 0)
  }
  expect(sc.logins).toBe(2)
})

test('a configuration centre of the second engine takes the tokens of the second', async () => {
  const s1 = await guarded('s1')
  const s2 = await guarded('s2')
  const kie = await guarded('kie', s2)
  const elsewhere = [s1, s2].map(({ url }) => url.replace('127.0.0.1', 'localhost'))
  const config = client([kie.url], authAt(...elsewhere), { issuesTokens: false })
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await get(config)).status)
  // The first engine's second token is tried first.
  expect(statuses).toEqual([401, 200, 200, 200])
  expect([s1.logins, s2.logins]).toEqual([2, 1])
})

test('an access key is shown with every request, beside the token', async () => {
  const sc = await guarded('sc')
  const auth = createEngineAuth({
    env,
    credentials: { account, accessKey: { accessKey: 'ak', secretKey: 'sk', project: 'p 1' } },
    registry: [sc.url]
  })
  await get(client([sc.url], auth))
  const shown = {
    'x-service-ak': 'ak',
    'x-service-shaaksk': 'afd7a0438b607ac8271fff732b69b78ab54f0a15a02e335576b134a588cd275c',
    'x-service-project': 'p%201'
  }
  expect(sc.matching(/x$/)[0]!.headers).toMatchObject({ ...shown, authorization: 'Bearer sc.1' })
  const alone = createEngineAuth({ env, credentials: { accessKey: { accessKey: 'ak', secretKey: 'sk' } } })
  const open404 = await scriptedEngine(() => ({}))
  open.push(open404)
  await get(client([open404.url], alone))
  expect(open404.requests.map(({ path }) => path)).toEqual(['/x'])
  expect(open404.requests[0]!.headers).toMatchObject({ 'x-service-ak': 'ak', 'x-service-project': 'default' })
})

test('a login that is not answered fails the address, not the request', async () => {
  const away = `http://127.0.0.1:${await freePort()}`
  const ill = await guarded('ill')
  ill.login = () => ({ status: 500 })
  const well = await guarded('well')
  const http = client([away, ill.url, well.url], authAt(away, ill.url, well.url))
  expect((await get(http)).body).toBe('well')
  expect(ill.matching(/x$/)).toEqual([])
})

test('a configuration centre takes the token of the registry on its host, else of one that answers', async () => {
  const sc = await guarded('sc')
  const kie = await guarded('kie', sc)
  const away = `http://127.0.0.1:${await freePort()}`
  const config = client([kie.url], authAt('http://localhost:1', away, sc.url), { issuesTokens: false })
  expect((await get(config)).body).toBe('kie')
  const elsewhere = client([kie.url], authAt(sc.url.replace('127.0.0.1', 'localhost')), {
    issuesTokens: false
  })
  expect((await get(elsewhere)).body).toBe('kie')
})

test('whoever waits for a login may stop waiting, and close() ends the wait', async () => {
  const silent = await scriptedEngine(() => 'hang')
  open.push(silent)
  const http = client([silent.url], authAt(silent.url))
  const controller = new AbortController()
  const given = failureOf(get(http, controller.signal))
  const waiting = failureOf(get(http))
  await until(() => silent.requests.length === 1)
  controller.abort(new Error('enough'))
  expect((await given).message).toBe('enough')
  await http.close()
  expect(await waiting).toMatchObject({ code: 'CHS_CLOSED' })
})

test('no secret is in any line that was logged', () => {
  const text = JSON.stringify(log.records)
  expect(log.records.length).toBeGreaterThan(0)
  for (const secret of [account.password, 'Bearer', 'sc.1', 's2.1', 'other.1'])
    expect(text).not.toContain(secret)
})
