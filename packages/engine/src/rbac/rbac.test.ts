import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, systemEnv } from '@node-chassis/core'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import type { Engine } from '../engine.ts'
import { createPrivateKeyPem } from './tokens.ts'
import type { RbacOptions } from './index.ts'

const ROOT_PASSWORD = 'Complicated_password1'
const PASSWORD = 'Pass_word1'
const P = '/v4/default/registry'
// Made once: keys take their time.
const KEY = await createPrivateKeyPem()

const open: Engine[] = []
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close()
})

interface Asked {
  readonly token?: string | undefined
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

interface Told {
  readonly status: number
  readonly text: string
  readonly json: Record<string, unknown>
}

async function start(rbac: Partial<RbacOptions> = {}) {
  const records: string[] = []
  const env = systemEnv(createLogger('trace', (record) => records.push(JSON.stringify(record))))
  const engine = await createEngine({
    env,
    rbac: { rootPassword: ROOT_PASSWORD, privateKeyPem: KEY, ...rbac }
  })
  open.push(engine)
  const answers: string[] = []
  const send = async (base: string, action: string, { token, body, headers }: Asked = {}): Promise<Told> => {
    const [method = '', path = ''] = action.split(' ')
    const answer = await fetch(base + path.replace(/^P/, P), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...headers
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    })
    const text = await answer.text()
    answers.push(text)
    let json: Record<string, unknown> = {}
    if (text.startsWith('{')) json = JSON.parse(text) as Record<string, unknown>
    return { status: answer.status, text, json }
  }
  const sc = (action: string, asked?: Asked): Promise<Told> => send(engine.registryUrl, action, asked)
  const kie = (action: string, asked?: Asked): Promise<Told> => send(engine.configUrl, action, asked)
  const logIn = async (name: string, password: string): Promise<string> =>
    String((await sc('POST /v4/token', { body: { name, password } })).json['token'])
  const root = await logIn('root', ROOT_PASSWORD)
  /** A token of a new account, whose role has these permissions. */
  const account = async (name: string, ...perms: object[]): Promise<string> => {
    await sc('POST /v4/roles', { token: root, body: { name: `r-${name}`, perms } })
    const body = { name, password: PASSWORD, roles: [`r-${name}`] }
    expect((await sc('POST /v4/accounts', { token: root, body })).status).toBe(200)
    return logIn(name, PASSWORD)
  }
  const service = async (service: object): Promise<string> => {
    const body = { service: { version: '1.0.0', ...service } }
    return String((await sc('POST P/microservices', { token: root, body })).json['serviceId'])
  }
  return { engine, sc, kie, root, account, service, logIn, records, answers }
}

const onlyApp = (appId: string, ...verbs: string[]) => ({
  resources: [{ type: 'service', labels: { appId } }],
  verbs
})

describe('labels of services (registry.md 13.4)', () => {
  test('every way to name a service is looked at', async () => {
    const { sc, account, service } = await start()
    const mine = await service({ appId: 'a', serviceName: 's' })
    const theirs = await service({ appId: 'b', serviceName: 's', alias: 'known' })
    const token = await account('x', onlyApp('a', '*'))
    const status = async (action: string, body?: unknown): Promise<number> =>
      (await sc(action, { token, body })).status

    expect(await status(`GET P/microservices/${mine}`)).toBe(200)
    expect(await status(`GET P/microservices/${theirs}`)).toBe(403)
    expect(await status(`GET /registry/v3/microservices/${theirs}`)).toBe(403)
    expect(await status(`GET P/microservices/${theirs}/instances`)).toBe(403)
    expect(await status(`GET /v4/default/govern/microservices/${theirs}`)).toBe(403)
    expect(await status('GET P/instances?appId=a&serviceName=s')).toBe(200)
    expect(await status('GET P/instances?appId=b&serviceName=s')).toBe(403)
    expect(await status('GET P/existence?type=microservice&appId=b&serviceName=s&version=1.0.0')).toBe(403)
    expect(await status('DELETE P/microservices', { serviceIds: [mine, theirs] })).toBe(403)
    const beats = { instances: [mine, theirs].map((serviceId) => ({ serviceId, instanceId: 'i' })) }
    expect(await status('PUT P/heartbeats', beats)).toBe(403)
    const asked = { instances: [{ instance: { serviceId: theirs, instanceId: 'i' } }] }
    expect(await status('POST P/instances/action?type=query', asked)).toBe(403)
    // An id in the body wins over that of the path (2.6).
    const smuggled = { serviceId: theirs, properties: { a: '1' } }
    expect(await status(`PUT P/microservices/${mine}/properties`, smuggled)).toBe(403)
    expect(await status(`PUT P/microservices/${mine}/properties`, { properties: { a: '1' } })).toBe(200)
    expect(
      await status('POST P/microservices', { service: { appId: 'b', serviceName: 'n', version: '1' } })
    ).toBe(403)
    // Without an app it is that of everybody.
    expect(await status('POST P/microservices', { service: { serviceName: 'n', version: '1' } })).toBe(403)
    expect(await status('POST P/microservices', '{')).toBe(400)
  })

  test('an alias leads to nobody else’s service, and a consumer to no other environment', async () => {
    const { sc, account, service } = await start()
    await service({ appId: 'a', serviceName: 'owner', alias: 'known' })
    const consumer = await service({ appId: 'a', serviceName: 'c', environment: 'production' })
    await service({ appId: 'a', serviceName: 's', environment: 'production' })
    const labels = { appId: 'a', serviceName: 's', environment: 'testing' }
    const token = await account('x', { resources: [{ type: 'service', labels }], verbs: ['*'] })
    const wanted = { ...labels, version: '1.0.0' }
    const created = (more: object) =>
      sc('POST P/microservices', { token, body: { service: { ...wanted, ...more } } })
    expect((await created({})).status).toBe(200)
    expect((await created({ environment: '', alias: 'known' })).json['errorCode']).toBe('403205')
    const find = 'GET P/instances?env=testing&appId=a&serviceName=s'
    expect((await sc(find, { token })).status).toBe(200)
    expect((await sc(find, { token, headers: { 'X-ConsumerId': consumer } })).status).toBe(403)
  })

  test('lists and bulk changes leave the others out', async () => {
    const { sc, root, account, service } = await start()
    const ids = [
      await service({ appId: 'a', serviceName: 's' }),
      await service({ appId: 'b', serviceName: 's' })
    ]
    for (const id of ids) {
      const body = { instance: { hostName: 'h', endpoints: ['rest://1.1.1.1:1'], properties: { p: '1' } } }
      await sc(`POST P/microservices/${id}/instances`, { token: root, body })
    }
    const token = await account('x', onlyApp('a', 'get', 'update'))
    expect((await sc('GET P/microservices', { token })).json['services']).toHaveLength(1)
    expect((await sc('GET /v4/default/govern/apps', { token })).json).toEqual({ appIds: ['a'] })
    expect((await sc('GET /v4/default/govern/relations', { token })).json['nodes']).toHaveLength(1)
    const statistics = (await sc('GET /v4/default/govern/statistics', { token })).json['statistics']
    expect(statistics).toMatchObject({ services: { count: 1 }, instances: { count: 1 } })
    const body = { matches: { properties: { p: '1' } }, status: 'DOWN' }
    expect((await sc('PUT P/instances/status', { token, body })).status).toBe(200)
    const states = ids.map(async (id) => {
      const { text } = await sc(`GET P/microservices/${id}/instances`, { token: root })
      return text.includes('"status":"DOWN"')
    })
    expect(await Promise.all(states)).toEqual([true, false])
  })

  test('unknown ids answer as always, or as service-center answers them', async () => {
    const everything = { resources: [{ type: 'service' }], verbs: ['*'] }
    const usual = await start()
    const token = await usual.account('x', everything)
    expect((await usual.sc('GET P/microservices/nope', { token })).json['errorCode']).toBe('400012')
    const strict = await start({ unknownIsUnauthorized: true })
    const other = await strict.account('x', everything)
    const beat = 'PUT P/microservices/nope/instances/nope/heartbeat'
    expect((await strict.sc(beat, { token: other })).json).toMatchObject({
      errorCode: '401201',
      detail: 'no valid resouce scope'
    })
    expect((await strict.sc(beat, { token: strict.root })).json['errorCode']).toBe('400017')
  })
})

describe('tokens and roles', () => {
  test('permissions are those of this moment, roles those of the token', async () => {
    const { sc, root, account } = await start()
    const token = await account('x', { resources: [{ type: 'service' }], verbs: ['get'] })
    const list = () => sc('GET P/microservices', { token })
    expect((await list()).status).toBe(200)
    await sc('PUT /v4/roles/r-x', { token: root, body: { perms: [] } })
    expect((await list()).json).toMatchObject({
      errorCode: '403205',
      detail: 'role has no permissions[service:get]'
    })
    await sc('PUT /v4/accounts/x', { token: root, body: { roles: ['admin'] } })
    expect((await list()).status).toBe(403)
  })

  test('one key guards both ports, and tokens outlive an engine that is given its key', async () => {
    const [first, second] = [await start(), await start()]
    const third = await start({ privateKeyPem: await createPrivateKeyPem() })
    expect((await second.sc('GET P/microservices', { token: first.root })).status).toBe(200)
    expect((await second.kie('GET /v1/default/kie/kv', { token: first.root })).status).toBe(200)
    expect((await third.sc('GET P/microservices', { token: first.root })).json['errorCode']).toBe('401201')
    expect((await third.kie('GET /v1/default/kie/kv', { token: first.root })).status).toBe(401)
  })

  test('what is unknown is unknown without a token too', async () => {
    const { sc, kie } = await start()
    expect((await sc('GET /nope')).status).toBe(404)
    expect((await sc('PUT P/version')).status).toBe(405)
    expect((await sc('OPTIONS P/microservices')).status).toBe(200)
    expect((await kie('PUT /v1/health')).status).toBe(405)
  })

  test('a forwarded address counts, text that is none does not', async () => {
    const { sc, root } = await start()
    for (const forwarded of ['10.0.0.1, 10.0.0.2', 'nonsense', '::1']) {
      const headers = { 'X-Forwarded-For': forwarded }
      await sc('POST /v4/token', { body: { name: 'n', password: 'x' }, headers })
    }
    const { json } = await sc('GET /v4/account-locks', { token: root })
    const keys = (json['data'] as { key: string }[]).map(({ key }) => key)
    expect(keys).toEqual(['n::10.0.0.1', 'n::127.0.0.1', 'n::::1'])
  })

  test('names and labels of a prototype are plain data', async () => {
    const { sc, root, account } = await start()
    for (const name of ['constructor', 'toString']) {
      const body = { name, password: 'x' }
      expect((await sc('POST /v4/token', { body })).json['errorCode']).toBe('401202')
      expect((await sc(`GET /v4/accounts/${name}`, { token: root })).json['errorCode']).toBe('400200')
      expect((await sc(`GET /v4/roles/${name}`, { token: root })).json['errorCode']).toBe('400201')
    }
    const labels = Object.fromEntries([['__proto__', 'x']])
    const token = await account('constructor', { resources: [{ type: 'service', labels }], verbs: ['get'] })
    expect((await sc('GET P/microservices', { token })).json).toEqual({})
    expect((await sc('GET /v4/roles/r-constructor', { token: root })).text).toContain(
      '"labels":{"__proto__":"x"}'
    )
  })
})

test('accounts, roles and the password of root are kept in a data directory', async () => {
  const data = await mkdtemp(join(tmpdir(), 'engine-accounts-'))
  const logIn = async ({ registryUrl }: Engine, name: string, password: string): Promise<unknown> => {
    const body = JSON.stringify({ name, password })
    const answer = await fetch(`${registryUrl}/v4/token`, { method: 'POST', body })
    return ((await answer.json()) as { token?: string }).token
  }
  const labels = Object.fromEntries([['__proto__', 'x']])
  const perms = [{ resources: [{ type: 'service', labels }], verbs: ['get'] }]
  try {
    const first = await createEngine({ data, rbac: { rootPassword: ROOT_PASSWORD } })
    const headers = { Authorization: `Bearer ${String(await logIn(first, 'root', ROOT_PASSWORD))}` }
    const post = (path: string, body: object) =>
      fetch(first.registryUrl + path, { method: 'POST', headers, body: JSON.stringify(body) })
    await post('/v4/roles', { name: 'r', perms })
    await post('/v4/accounts', { name: 'x', password: PASSWORD, roles: ['r'] })
    await first.close()
    const second = await createEngine({ data, rbac: { rootPassword: 'Another_password1' } })
    open.push(second)
    expect(await logIn(second, 'x', PASSWORD)).toBeTypeOf('string')
    expect(await logIn(second, 'root', 'Another_password1')).toBeUndefined()
    const token = String(await logIn(second, 'root', ROOT_PASSWORD))
    const role = await fetch(`${second.registryUrl}/v4/roles/r`, {
      headers: { Authorization: `Bearer ${token}` }
    })
    expect(await role.text()).toContain('"labels":{"__proto__":"x"}')
    for (const name of await readdir(data)) {
      expect(await readFile(join(data, name), 'utf8')).not.toContain(PASSWORD)
    }
  } finally {
    await rm(data, { recursive: true })
  }
})

describe('accounts under the cloud’s paths (control-plane.md 5.5)', () => {
  test('roles, password, end', async () => {
    const { sc, root, account, logIn } = await start()
    const own = await account('x', { resources: [{ type: 'service' }], verbs: ['get'] })
    const base = '/v3/0123456789/accounts/x'
    const done = { status: 200, json: { result: 'success' } }
    // The reference spells the scheme so.
    const headers = { Authorization: `Bear ${root}` }
    expect(await sc(`PUT ${base}`, { headers, body: { roles: ['developer'] } })).toMatchObject(done)
    expect((await sc('GET /v4/accounts/x', { token: root })).json['roles']).toEqual(['developer'])
    const change = { currentPassword: PASSWORD, password: 'New_passw0rd' }
    expect(await sc(`POST ${base}/password`, { token: own, body: change })).toMatchObject(done)
    expect(await logIn('x', 'New_passw0rd')).toMatch(/^ey/)
    expect((await sc(`DELETE ${base}`, { token: own })).json['errorCode']).toBe('403205')
    expect(await sc(`DELETE ${base}`, { token: root })).toMatchObject(done)
    expect((await sc(`DELETE ${base}`, { token: root })).json['errorCode']).toBe('400200')
    expect((await sc(`DELETE ${base}`)).json['errorCode']).toBe('401204')
  })
})

describe('the configuration centre (config.md 2)', () => {
  const reader = { resources: [{ type: 'config', labels: { app: 'x' } }], verbs: ['get', 'delete'] }
  const kv = '/v1/default/kie/kv'

  async function filled() {
    const started = await start()
    const put = async (key: string, app: string): Promise<string> => {
      const body = { key, value: 'v', labels: { app } }
      return String((await started.kie(`POST ${kv}`, { token: started.root, body })).json['id'])
    }
    const [own, other, second] = [await put('k1', 'x'), await put('k2', 'y'), await put('k3', 'x')]
    return { ...started, own, other, second, token: await started.account('reader', reader) }
  }

  test('a batch delete passes over what it may not delete', async () => {
    const { kie, token, own, other, second } = await filled()
    const remove = (...ids: string[]) => kie(`DELETE ${kv}`, { token, body: { ids } })
    expect((await remove(own, other)).status).toBe(204)
    expect((await kie(`GET ${kv}/${own}`, { token })).status).toBe(404)
    expect((await remove('nope', other)).json).toEqual({
      errorCode: '403205',
      errorMessage: '',
      detail: 'No permission(s)'
    })
    expect((await remove(other, 'nope')).status).toBe(204)
    expect((await remove(other, second)).status).toBe(204)
    expect((await kie(`DELETE ${kv}`, { token, body: { ids: null } })).status).toBe(204)
    expect((await kie(`GET ${kv}/${other}`, { token })).status).toBe(403)
  })

  test('a poll wakes with what its caller may read', async () => {
    const { kie, token, root } = await filled()
    const { json } = await kie('GET /v1/health')
    const waiting = kie(`GET ${kv}?wait=20s&revision=${String(json['revision'])}`, { token })
    let changed = false
    void waiting.then(() => (changed = true))
    for (let n = 0; !changed && n < 200; n++) {
      await kie(`POST ${kv}`, { token: root, body: { key: `new${n}`, labels: { app: 'y' } } })
    }
    const listed = (await waiting).json['data'] as { key: string }[]
    expect(listed.map(({ key }) => key).toSorted()).toEqual(['k1', 'k3'])
  })

  test('neither export nor track shows more', async () => {
    const { kie, token, root, own } = await filled()
    await kie(`GET ${kv}`, { token: root, headers: { 'X-Session-Id': 's' } })
    const keys = (text: string): string[] =>
      [...text.matchAll(/"key":"(\w+)"/g)].map(([, key]) => String(key))
    const track = '/v1/default/kie/track'
    expect(keys((await kie(`GET ${track}`, { token: root })).text)).toHaveLength(3)
    expect(keys((await kie(`GET ${track}`, { token })).text).toSorted()).toEqual(['k1', 'k3'])
    const file = 'POST /v1/default/kie/download'
    expect(keys((await kie(file, { token: root, body: {} })).text)).toHaveLength(3)
    expect(keys((await kie(file, { token, body: {} })).text).toSorted()).toEqual(['k1', 'k3'])
    const none = await kie(`PUT ${kv}/${own}`, { token, body: { value: 'z' } })
    expect(none.json['errorCode']).toBe('403205')
  })

  test('an import needs both permissions where it overwrites', async () => {
    const { kie, account } = await filled()
    const creator = await account('creator', { resources: [{ type: 'config' }], verbs: ['create'] })
    const data = [
      { key: 'k1', value: 'z', labels: { app: 'x' } },
      { key: 'fresh', value: 'z', labels: { app: 'x' } }
    ]
    const { json } = await kie('POST /v1/default/kie/file?override=force', { token: creator, body: { data } })
    expect(json).toMatchObject({
      success: [{ key: 'fresh' }],
      failure: [{ key: 'k1', error_code: 403205, error_message: 'No permission(s)' }]
    })
  })

  test('whose account is gone sees nothing, with the true revision', async () => {
    const { sc, kie, root, token } = await filled()
    await sc('DELETE /v4/accounts/reader', { token: root })
    expect(await kie(`GET ${kv}`, { token })).toMatchObject({ status: 200, json: { total: 0, data: [] } })
    expect((await kie(`POST ${kv}`, { token, body: { key: 'k' } })).json['errorCode']).toBe('403205')
  })

  test('the tenant is that of the token', async () => {
    const { kie, root } = await start()
    const token = await new SignJWT({ account: 'root', roles: ['admin'], domain: 'd2' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(createPrivateKey(KEY))
    await kie(`POST ${kv}`, { token, body: { key: 'k' } })
    expect((await kie(`GET ${kv}`, { token })).json['total']).toBe(1)
    expect((await kie(`GET ${kv}`, { token: root })).json['total']).toBe(0)
  })
})

describe('secrets', () => {
  test('no password and no token is in a log, an answer or an error', async () => {
    const { sc, kie, root, records, answers } = await start()
    const passwords = [ROOT_PASSWORD, 'First_passw0rd', 'Second_passw0rd', 'weaksecret', 'Guess_passw0rd']
    const [, first, second, weak, guess] = passwords
    const account = { name: 'x', password: first, roles: ['developer'] }
    await sc('POST /v4/accounts', { token: root, body: account })
    await sc('POST /v4/accounts', { token: root, body: { ...account, name: 'y', password: weak } })
    await sc('POST /v4/accounts', { token: root, body: { ...account, roles: 1 } })
    await sc('POST /v4/accounts', { token: root, body: { ...account, password: [weak] } })
    await sc('POST /v4/accounts/batch-create', {
      token: root,
      body: { accounts: [{ ...account, password: weak }] }
    })
    await sc('POST /v4/token', { body: `{"name":"root","password":${guess}}` })
    await sc('POST /v4/token', { body: `{"name":"root","password":"${guess}"` })
    for (let n = 0; n < 4; n++) await sc('POST /v4/token', { body: { name: 'x', password: guess } })
    const other = { 'X-Forwarded-For': '10.0.0.1' }
    const login = await sc('POST /v4/token', { body: { name: 'x', password: first }, headers: other })
    const token = String(login.json['token'])
    const change = { currentPassword: guess, password: second }
    await sc('POST /v4/accounts/x/password', { token, body: change, headers: other })
    await sc('POST /v4/accounts/x/password', { token: root, body: { password: weak } })
    await sc('POST /v4/accounts/x/password', { token: root, body: { password: second } })
    for (const path of [
      '/v4/accounts',
      '/v4/accounts/x',
      '/v4/roles',
      '/v4/account-locks',
      '/v4/self-perms'
    ]) {
      await sc(`GET ${path}`, { token: root })
    }
    const broken = `${token}x`
    for (const bad of [broken, `${broken} y`]) {
      await sc('GET P/microservices', { token: bad })
      await kie('GET /v1/default/kie/kv', { token: bad })
    }
    await sc(`GET P/microservices/${'x'.repeat(2100)}`, { token })

    const logged = records.join('\n')
    // The answers that are tokens are the two logins alone.
    const told = answers.filter((text) => !text.startsWith('{"token":')).join('\n')
    expect(answers.filter((text) => text.startsWith('{"token":'))).toHaveLength(2)
    const secrets = [...passwords, root, token, ...token.split('.'), KEY.split('\n')[1]]
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(7)
      expect(logged).not.toContain(secret)
      expect(told).not.toContain(secret)
    }
    expect(told).not.toContain('scrypt$')
    expect(logged).not.toContain('scrypt$')
  })

  test.each(['weaksecret', '', 'toor'])(
    'a root password that is too weak is refused, and not repeated: %j',
    async (rootPassword) => {
      const failure = await createEngine({ rbac: { rootPassword } }).then(
        () => expect.unreachable('must not start'),
        (error: Error & { code: string }) => error
      )
      expect(failure.code).toBe('CHS_INVALID_ARGUMENT')
      if (rootPassword !== '')
        expect(`${failure.stack}${JSON.stringify(failure)}`).not.toContain(rootPassword)
    }
  )

  test('a key that is none stops the engine', async () => {
    const rbac = { rootPassword: ROOT_PASSWORD, privateKeyPem: 'no key at all' }
    await expect(createEngine({ rbac })).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT',
      message: expect.not.stringContaining('no key at all')
    })
  })
})

test('an engine with accounts may be reached from everywhere without a warning', async () => {
  const records: object[] = []
  const env = systemEnv(createLogger('warn', (record) => records.push(record)))
  for (const rbac of [undefined, { rootPassword: ROOT_PASSWORD }]) {
    await (await createEngine({ host: '0.0.0.0', env, ...(rbac && { rbac }) })).close()
  }
  expect(records).toHaveLength(1)
})
