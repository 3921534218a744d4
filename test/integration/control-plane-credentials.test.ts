import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { recordingLogger, simulatedClock } from '@node-chassis/core/testing'
import {
  Credentials,
  createControlPlane,
  createEngineApi,
  readProfile
} from '@node-chassis/control-plane-client'
import type { ControlPlaneError } from '@node-chassis/control-plane-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINE, PROJECT } from '../cloud/examples.ts'
import { INPUTS } from '../cloud/inputs.ts'
import { KEYS, USER, bench } from '../cloud/kit.ts'
import type { Bench } from '../cloud/kit.ts'

let its: Bench
const log = recordingLogger()

beforeEach(async () => {
  its = await bench(log)
})
afterEach(async () => {
  await its.close()
})

describe('IAM token (control-plane.md 4.1)', () => {
  const byUser = { credentials: USER }

  test('many calls, one login; project scope, no catalog, a token of several kB', async () => {
    const cloud = its.client(byUser)
    await Promise.all([
      cloud.getEngineQuotas(),
      cloud.getEngineQuotas(),
      cloud.listEngines({ offset: 0, limit: '10' })
    ])
    const logins = its.cloud.of('createUserToken')
    expect(logins).toHaveLength(1)
    expect(logins[0]!.url).toContain('nocatalog=true')
    expect(JSON.parse(logins[0]!.body)).toMatchObject({ auth: { scope: { project: { id: PROJECT } } } })
    expect(String(its.cloud.of('getEngineQuotas')[0]!.headers['x-auth-token']).length).toBeGreaterThan(6_000)
    expect(its.cloud.violations).toEqual([])
  })

  test('renewed at 80 % of its life by the clock that was handed in', async () => {
    const cloud = its.client(byUser)
    await cloud.getEngineQuotas()
    its.clock.advance(24 * 3_600_000 * 0.8 - 10_000)
    await cloud.getEngineQuotas()
    expect(its.cloud.of('createUserToken')).toHaveLength(1)
    its.clock.advance(20_000)
    await cloud.getEngineQuotas()
    expect(its.cloud.of('createUserToken')).toHaveLength(2)
  })

  test('revoked: renewed once, and the call is sent again', async () => {
    const cloud = its.client(byUser)
    await cloud.getEngineQuotas()
    its.cloud.tokens.clear()
    await cloud.createEngine(INPUTS.createEngine)
    expect(its.cloud.of('createUserToken')).toHaveLength(2)
    expect(its.cloud.of('createEngine')).toHaveLength(2)
  })

  test('revoked under many calls: one new login', async () => {
    const cloud = its.client(byUser)
    await cloud.getEngineQuotas()
    its.cloud.tokens.clear()
    await Promise.all(Array.from({ length: 6 }, () => cloud.getEngineQuotas()))
    expect(its.cloud.of('createUserToken')).toHaveLength(2)
  })

  test('refused again: fails, and is not asked for ever', async () => {
    const cloud = its.client(byUser)
    its.cloud.fail('getEngineQuotas', { status: 401, body: { error_code: 'APIGW.0301', error_msg: 'no' } }, 5)
    await expect(cloud.getEngineQuotas()).rejects.toMatchObject({ statusCode: 401, cloudCode: 'APIGW.0301' })
    expect(its.cloud.of('getEngineQuotas')).toHaveLength(2)
    expect(its.cloud.of('createUserToken')).toHaveLength(2)
  })

  test('a 400 that says the token is invalid counts as one too (6.2)', async () => {
    const cloud = its.client(byUser)
    its.cloud.fail('exportKieConfigs', {
      status: 400,
      body: { error_code: 'SVCSTG.00300401', error_msg: 'token invalid' }
    })
    await cloud.exportKieConfigs({ body: { ids: [] } })
    expect(its.cloud.of('createUserToken')).toHaveLength(2)
  })

  test('"there is no such engine" with a 401 is no matter of tokens', async () => {
    const cloud = its.client(byUser)
    its.cloud.fail('getEngine', { status: 401, body: { error_code: 'SVCSTG.00401116', error_msg: 'gone' } })
    await expect(cloud.getEngine({ engineId: ENGINE })).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00401116'
    })
    expect(its.cloud.of('createUserToken')).toHaveLength(1)
  })

  test('a wrong password says so, without it', async () => {
    const cloud = its.client({ credentials: { ...USER, password: 'wrong-password-9' } })
    const error = (await cloud.getEngineQuotas().catch((thrown: unknown) => thrown)) as ControlPlaneError
    expect(error).toMatchObject({ code: 'CHS_CLOUD_REFUSED', operation: 'createUserToken', statusCode: 401 })
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('wrong-password-9')
  })

  test('a token that was got elsewhere is used as it is', async () => {
    its.cloud.tokens.add('given')
    const cloud = its.client({ credentials: { token: 'given' } })
    await cloud.getEngineQuotas()
    its.cloud.tokens.clear()
    await expect(cloud.getEngineQuotas()).rejects.toMatchObject({ statusCode: 401 })
    expect(its.cloud.of('createUserToken')).toHaveLength(0)
  })
})

describe('access keys (control-plane.md 4.2)', () => {
  test('are what calls are signed with, path, query, body and form', async () => {
    const cloud = its.client({ credentials: KEYS })
    await cloud.listEngines(INPUTS.listEngines)
    await cloud.deleteConfigDimension(INPUTS.deleteConfigDimension)
    await cloud.createEngine(INPUTS.createEngine)
    await cloud.importKieConfigs(INPUTS.importKieConfigs)
    await cloud.createNacosNamespace({
      customNamespaceId: 'n',
      namespaceName: "it's (one)",
      namespaceDesc: 'a*b c/d+e~f!'
    })
    await cloud.iam.listProjects({ name: 'ap-southeast-1' })
    expect(its.cloud.violations).toEqual([])
    expect(its.cloud.arrived.map(({ headers }) => headers['x-auth-token'])).not.toContain(expect.anything())
  })

  test('temporary ones send and sign their security token', async () => {
    const cloud = its.client({ credentials: { ...KEYS, securityToken: 'temporary-token' } })
    await cloud.getEngineQuotas()
    const [arrived] = its.cloud.of('getEngineQuotas')
    expect(arrived!.headers['x-security-token']).toBe('temporary-token')
    expect(arrived!.headers.authorization).toContain('x-security-token')
    expect(its.cloud.violations).toEqual([])
  })

  test('a wrong secret key, and a clock that is 16 minutes off, are refused', async () => {
    const cloud = its.client({ credentials: { ...KEYS, secretKey: 'not-the-secret-key' } })
    await expect(cloud.getEngineQuotas()).rejects.toMatchObject({ statusCode: 401 })
    const right = its.client({ credentials: KEYS })
    its.cloud.now = () => its.clock.wallNow() + 16 * 60_000
    await expect(right.getEngineQuotas()).rejects.toThrow(/signature expired/)
  })

  test('every attempt is signed anew', async () => {
    const cloud = its.client({ credentials: KEYS })
    its.cloud.fail('getEngineQuotas', { status: 503 })
    await cloud.getEngineQuotas()
    const dates = its.cloud.of('getEngineQuotas').map(({ headers }) => headers['x-sdk-date'])
    expect(dates).toHaveLength(2)
    expect(its.cloud.violations).toEqual([])
  })

  test('a body above 12 MB goes with a token where there is one, and is refused where there is none', async () => {
    const file = JSON.stringify({ data: [], filler: 'x'.repeat(12 * 1024 * 1024) })
    await its.client().importKieConfigs({ override: 'force', file })
    expect(its.cloud.of('importKieConfigs')[0]!.headers['x-auth-token']).toBeDefined()
    const keysOnly = its.client({ credentials: KEYS })
    await expect(keysOnly.importKieConfigs({ override: 'force', file })).rejects.toMatchObject({
      code: 'CHS_CLOUD_CREDENTIALS'
    })
    expect(its.cloud.of('importKieConfigs')).toHaveLength(1)
  })
})

describe('two tokens (5.5)', () => {
  test('the IAM token in its header, that of the engine as Bearer; got once', async () => {
    const cloud = its.client()
    await cloud.updateAccount(INPUTS.updateAccount)
    await cloud.deleteAccount({ name: 'other' })
    const [arrived] = its.cloud.of('updateAccount')
    expect(arrived!.headers.authorization).toMatch(/^Bearer \S+$/)
    expect(arrived!.headers['x-auth-token']).toMatch(/^MII/)
    expect(arrived!.url).toContain('/accounts/ops%2Fteam')
    expect(its.cloud.of('createEngineToken')).toHaveLength(1)
    expect(its.cloud.violations).toEqual([])
  })

  test('access keys alone are refused before anything is sent', async () => {
    const cloud = its.client({ credentials: KEYS })
    await expect(cloud.updateAccount(INPUTS.updateAccount)).rejects.toMatchObject({
      code: 'CHS_CLOUD_CREDENTIALS',
      operation: 'updateAccount'
    })
    expect(its.cloud.arrived).toEqual([])
  })

  test('both are renewed after a 401', async () => {
    const cloud = its.client()
    await cloud.updateAccount(INPUTS.updateAccount)
    its.cloud.engineTokens.clear()
    its.cloud.tokens.clear()
    await cloud.updateAccount(INPUTS.updateAccount)
    expect(its.cloud.of('updateAccount')).toHaveLength(3)
    expect(its.cloud.of('createEngineToken')).toHaveLength(2)
  })

  test('the token of the engine may come from elsewhere', async () => {
    its.cloud.engineTokens.set('of-an-account', ENGINE)
    const cloud = its.client({ engineToken: () => Promise.resolve('of-an-account') })
    await cloud.deleteAccount({ name: 'ops' })
    expect(its.cloud.of('createEngineToken')).toHaveLength(0)
  })
})

describe('an engine with security authentication (7.2)', () => {
  test('logs in once, and once more after a 401', async () => {
    its.cloud.engineIsGuarded = true
    its.cloud.engineTokens.set('engine-token-of-an-account', ENGINE)
    const engine = its.engine({ account: { name: 'root', password: 'Engine-password-1' } })
    await Promise.all([engine.listMicroservices(), engine.listMicroservices()])
    expect(its.cloud.of('createToken')).toHaveLength(1)
    its.cloud.engineTokens.clear()
    await expect(engine.listMicroservices()).rejects.toMatchObject({ statusCode: 401, cloudCode: '401201' })
    expect(its.cloud.of('createToken')).toHaveLength(2)
  })

  test('without an account it is told what to do', async () => {
    its.cloud.fail('listMicroservices', {
      status: 401,
      body: { errorCode: '401204', errorMessage: 'no token' }
    })
    await expect(its.engine().listMicroservices()).rejects.toThrow(/give an account/)
  })

  test('without an address nothing is sent', async () => {
    const engine = its.engine({ config: undefined })
    await expect(engine.listConfigs()).rejects.toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
  })
})

describe('the project (8.4)', () => {
  test('is looked up once by the name of the region', async () => {
    const cloud = its.client({ projectId: undefined, credentials: KEYS })
    await Promise.all([cloud.getEngineQuotas(), cloud.getEngineQuotas()])
    expect(its.cloud.of('listProjects')).toHaveLength(1)
    expect(its.cloud.of('getEngineQuotas')[0]!.url).toContain(PROJECT)
    expect(its.cloud.violations).toEqual([])
  })

  test.each([
    ['two', /several projects named two: p1 \(two\), p2 \(two_sub\)/],
    ['none', /no project named none/]
  ])('%s of that name is an error, and not kept', async (projectName, message) => {
    const cloud = its.client({ projectId: undefined, projectName })
    await expect(cloud.getEngineQuotas()).rejects.toThrow(message)
    await expect(cloud.projectId()).rejects.toMatchObject({ code: 'CHS_CLOUD_CREDENTIALS' })
    expect(its.cloud.of('listProjects')).toHaveLength(2)
  })

  test('comes with the token as well', async () => {
    const cloud = its.client({ projectId: undefined, credentials: USER })
    await cloud.iam.listProjects()
    expect(await cloud.projectId()).toBe(PROJECT)
    expect(its.cloud.of('listProjects')).toHaveLength(1)
  })
})

describe('nobody sees a secret', () => {
  const secrets = [
    KEYS.secretKey,
    USER.password,
    'temporary-token',
    'Engine-password-1',
    'New-password-1',
    'MIIxxx'
  ]

  test('not in what a client, its credentials or a profile show', () => {
    const credentials = new Credentials({ ...KEYS, ...USER, securityToken: 'temporary-token' })
    const profile = readProfile({ options: { ...KEYS, ...USER, region: 'r' }, variables: {} })
    const cloud = its.client({ credentials })
    const engine = its.engine({ account: { name: 'root', password: 'Engine-password-1' } })
    const options = { showHidden: true, depth: 12, getters: false }
    const shown = [credentials, profile, cloud, engine].flatMap((one) => [
      inspect(one, options),
      JSON.stringify(one),
      String(one)
    ])
    for (const secret of secrets) expect(shown.join('\n')).not.toContain(secret)
    expect(inspect(credentials)).toBe('Credentials { temporary access keys and IAM user }')
    expect(JSON.stringify({ credentials })).toBe(
      '{"credentials":{"kind":"temporary access keys and IAM user"}}'
    )
  })

  test('not in errors, even when a server echoes it, and not in the log', async () => {
    const cloud = its.client({ credentials: USER, retries: 0 })
    const engine = its.engine({ account: { name: 'root', password: 'Engine-password-1' } })
    await cloud.getEngineQuotas()
    const token = [...its.cloud.tokens][0]!
    const echo = (password: string) => ({
      error_code: 'X',
      error_msg: `${token} ${USER.password} ${password}`,
      detail: token
    })
    const errors: unknown[] = []
    const keep = (error: unknown): void => void errors.push(error)
    its.cloud.fail('getEngine', { status: 400, body: echo('') })
    await cloud.getEngine({ engineId: ENGINE }).catch(keep)
    its.cloud.fail('changeAccountPassword', { status: 400, body: echo('New-password-1') })
    await cloud.changeAccountPassword(INPUTS.changeAccountPassword).catch(keep)
    its.cloud.fail('createEngine', { status: 500, body: echo('Engine-password-1') })
    await cloud.createEngine(INPUTS.createEngine).catch(keep)
    its.cloud.fail('createToken', 'truncated')
    await engine.createToken(INPUTS.createToken).catch(keep)
    its.cloud.fail('createEngineToken', 'truncated')
    await cloud.createEngineToken({ engineId: ENGINE }).catch(keep)
    its.cloud.fail('getEngine', 'drop')
    await cloud.getEngine({ engineId: ENGINE }).catch(keep)
    expect(errors).toHaveLength(6)
    const shown = [
      ...errors.map((error) => inspect(error, { showHidden: true, depth: 12 })),
      ...errors.map((error) => JSON.stringify(error)),
      ...log.records.map((record) => JSON.stringify(record))
    ].join('\n')
    const [, claims = 'none'] = [...its.cloud.engineTokens.keys()][0]?.split('.') ?? []
    for (const secret of [token, claims, 'engine-token-of-an-account', ...secrets])
      expect(shown.includes(secret), secret.slice(0, 40)).toBe(false)
    expect(log.records.length).toBeGreaterThan(0)
  })
})

describe('where credentials come from', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chs-credentials-'))
  const file = path.join(folder, 'credentials')
  writeFileSync(
    file,
    `# made up
[basic]
ak = file-access
sk = file-secret
region = file-region

[staging]
user_name = someone
password = with = signs and spaces
domain_name = acme
project_id = staging-project
`
  )
  afterEach(() => {
    rmSync(path.join(folder, 'none'), { force: true })
  })

  test('options before environment before file, and never half of each', () => {
    const variables = {
      HUAWEICLOUD_SDK_AK: 'env-access',
      HUAWEICLOUD_SDK_SK: 'env-secret',
      HW_REGION_NAME: 'env-region'
    }
    const options = { accessKey: 'own-access', secretKey: 'own-secret' }
    const all = readProfile({ options, variables, file })
    expect(all.credentials.keys).toMatchObject(options)
    expect(all.region).toBe('env-region')
    expect(readProfile({ variables, file }).credentials.keys?.accessKey).toBe('env-access')
    expect(readProfile({ variables: {}, file })).toMatchObject({ region: 'file-region' })
    // The secret key of the file does not belong to the access key of the environment.
    expect(() => readProfile({ variables: { HW_ACCESS_KEY: 'env-access' }, file })).toThrow(
      /no secret key beside it/
    )
  })

  test('a section of the file, by option or variable', () => {
    const staging = readProfile({ variables: { CSE_PROFILE: 'staging' }, file })
    expect(staging.credentials.login).toEqual({
      user: 'someone',
      password: 'with = signs and spaces',
      domain: 'acme'
    })
    expect(staging.projectId).toBe('staging-project')
    expect(() => readProfile({ variables: {}, file, profile: 'nobody' })).toThrow(/no section \[nobody\]/)
    expect(() =>
      readProfile({ variables: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: path.join(folder, 'no') } })
    ).toThrow(/cannot be read \(ENOENT\)/)
  })

  test.each([
    [{}, /no credentials: give access keys/],
    [{ accessKey: 'a' }, /no secret key/],
    [{ secretKey: 's' }, /no access key/],
    [{ securityToken: 's' }, /temporary access keys/],
    [{ user: 'u', password: 'p' }, /lacks its domain/],
    [{ user: 'u' }, /lacks its password and domain/]
  ])('%j is told what is missing', (given, message) => {
    expect(() => new Credentials(given)).toThrow(message)
    expect(() => new Credentials(given)).toThrow(expect.objectContaining({ code: 'CHS_CLOUD_CREDENTIALS' }))
  })
})

describe('where they go', () => {
  const env = { clock: simulatedClock(), random: { next: () => 0, below: () => 0 }, log }

  test.each([
    [{ endpoint: 'http://cse.example.com' }, 'endpoint'],
    [{ endpoint: 'ftp://cse.example.com' }, 'endpoint'],
    [{ endpoint: 'cse.example.com' }, 'endpoint'],
    [{ endpoint: 'https://me:secret@cse.example.com' }, 'endpoint'],
    [{ region: 'x', iamEndpoint: 'http://iam.example.com' }, 'iamEndpoint'],
    [{ region: 'evil.example.com/' }, 'region'],
    [{}, 'region'],
    [{ region: 'x', caFile: '/does/not/exist' }, 'caFile']
  ])('%j is refused by its name', (options, key) => {
    const make = (): unknown => createControlPlane({ env, credentials: KEYS, ...options })
    expect(make).toThrow(expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key }))
  })

  test('a certificate that is not trusted ends the call, and the message says what to give', async () => {
    const cloud = its.client({ ca: undefined, retries: 0 })
    await expect(cloud.getEngineQuotas()).rejects.toThrow(/certificate.*give its certificate authority as ca/)
    expect(its.cloud.arrived).toEqual([])
    const engine = createEngineApi({ env: its.env, registry: its.cloud.url, retries: 0 })
    await expect(engine.listMicroservices()).rejects.toMatchObject({ code: 'CHS_CLOUD_UNAVAILABLE' })
    await engine.close()
  })

  test('a name that the certificate does not have ends it too', async () => {
    const url = its.cloud.url.replace('localhost', '127.0.0.1')
    const cloud = its.client({ endpoint: url.replace('127.0.0.1', 'localhost.localdomain'), retries: 0 })
    await expect(cloud.getEngineQuotas()).rejects.toMatchObject({ code: 'CHS_CLOUD_UNAVAILABLE' })
    expect(its.cloud.arrived).toEqual([])
    // An engine is known by its address and has a private certificate: with its authority given, that is enough.
    const engine = its.engine({ registry: url })
    await engine.listMicroservices()
  })

  test('no redirect takes them elsewhere', async () => {
    its.cloud.fail('getEngineQuotas', 'redirect')
    await expect(its.client().getEngineQuotas()).rejects.toThrow(
      /a redirect to localhost:\d+, which is not followed/
    )
    expect(its.cloud.arrived).toHaveLength(1)
  })

  test('after close nothing is sent', async () => {
    const cloud = its.client()
    await cloud.close()
    await cloud.close()
    await expect(cloud.getEngineQuotas()).rejects.toMatchObject({ code: 'CHS_CLOSED' })
  })
})
