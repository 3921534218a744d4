import { request } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLogger } from '@node-chassis/core'
import type { Logger } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { governed } from '@node-chassis/provider'
import { startRawUpstream } from '@node-chassis/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

type Body = Readonly<Record<string, unknown>>

let engine: Engine
const open: Chassis[] = []

beforeEach(async () => {
  engine = await createEngine()
})

afterEach(async () => {
  for (const chassis of open.splice(0)) await chassis.close({ waitMs: 0 })
  await engine.close()
})

function chassisOf(name: string, config: Record<string, string> = {}, log: Logger = silentLogger): Chassis {
  const chassis = createChassis({
    service: { name, version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.kie.serverUri': engine.configUrl,
      'servicecomb.management.address': '0',
      ...config
    },
    log
  })
  open.push(chassis)
  return chassis
}

async function serving(
  chassis: Chassis
): Promise<{ url: string; admin: string; get: (path: string) => Promise<{ status: number; body: Body }> }> {
  const { url } = await chassis.serve(
    governed(chassis, (_request, response) => response.end('ok')),
    { host: '127.0.0.1', port: 0 }
  )
  const admin = chassis.adminUrl!
  return { url, admin, get: (page) => json(admin + page) }
}

async function json(url: string, init?: RequestInit): Promise<{ status: number; body: Body }> {
  const response = await fetch(url, init)
  return { status: response.status, body: (await response.json()) as Body }
}

function setStatus(
  admin: string,
  status: string,
  headers: Record<string, string> = {}
): Promise<{ status: number; body: Body }> {
  return json(`${admin}/status`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ status })
  })
}

async function statusInRegistry(service: string): Promise<string | undefined> {
  const query = `appId=default&serviceName=${service}&version=0%2B&rev=`
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry/instances?${query}`)
  const { instances = [] } = (await answer.json()) as { instances?: { status: string }[] }
  return instances[0]?.status
}

describe('the admin port', () => {
  test('is not opened unless asked for, and never is the service port', async () => {
    const quiet = chassisOf('quiet', { 'servicecomb.management.address': '' })
    const { url } = await quiet.serve((_request, response) => response.writeHead(418).end(), {
      host: '127.0.0.1',
      port: 0
    })
    expect(quiet.adminUrl).toBeUndefined()
    expect((await fetch(`${url}/metrics`)).status).toBe(418)
  })

  test('a bare port is the loopback address; it ends with the chassis', async () => {
    const order = chassisOf('order')
    const { admin } = await serving(order)
    expect(admin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    await order.close({ waitMs: 0 })
    await expect(fetch(`${admin}/livez`)).rejects.toThrow()
  })

  test('404 names the pages, 405 the methods; HEAD has no body', async () => {
    const { admin, get } = await serving(chassisOf('order'))
    expect(await get('/')).toMatchObject({
      status: 404,
      body: { message: expect.stringMatching(/\/readyz/) }
    })
    const wrong = await fetch(`${admin}/metrics`, { method: 'POST' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    const read = await fetch(`${admin}/status`)
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST'])
    const head = await fetch(`${admin}/healthz`, { method: 'HEAD' })
    expect([head.status, head.headers.get('cache-control'), await head.text()]).toEqual([200, 'no-store', ''])
  })

  test('a port in use is named with the key of its own', async () => {
    await using taken = await startRawUpstream(() => {})
    const order = chassisOf('order', { 'servicecomb.management.address': String(taken.port) })
    await expect(order.start()).rejects.toMatchObject({
      code: 'CHS_PORT_IN_USE',
      message: expect.stringContaining('servicecomb.management.address')
    })
  })

  test.each([
    [
      'an address that is none',
      { 'servicecomb.management.address': 'here' },
      'servicecomb.management.address'
    ],
    [
      'a token file that is not there',
      { 'servicecomb.management.tokenFile': '/nowhere/token' },
      'servicecomb.management.tokenFile'
    ]
  ])('%s is refused by key', async (_, config, key) => {
    await expect(chassisOf('order', config).start()).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key
    })
  })
})

test('the refusal of an address names the bare port too', async () => {
  for (const address of ['9990x', '99900']) {
    await expect(chassisOf('order', { 'servicecomb.management.address': address }).start()).rejects.toThrow(
      `is '${address}'; expected a port of 127.0.0.1, such as 9990, or host:port, such as 0.0.0.0:9990 (port 0`
    )
  }
})

describe('probes', () => {
  test('ready when registered and configured, not any more while it leaves', async () => {
    const order = chassisOf('order')
    const { get } = await serving(order)
    expect(await get('/livez')).toEqual({ status: 200, body: { status: 'UP' } })
    expect(await get('/readyz')).toEqual({ status: 200, body: { status: 'UP', reasons: [] } })
    expect(await get('/healthz')).toMatchObject({
      status: 200,
      body: {
        status: 'UP',
        state: 'ready',
        service: { name: 'order', instance: order.instanceId },
        registry: 'registered',
        configuration: 'answering',
        breakers: []
      }
    })
    const closing = order.close({ waitMs: 200 })
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { status: 'DOWN', reasons: ['the chassis is stopping'] }
    })
    expect((await get('/livez')).status).toBe(200)
    await closing
  })

  test('engines that are away: alive, not ready, and the reasons', async () => {
    const { registryUrl, configUrl, scPort, kiePort } = {
      ...engine,
      registryUrl: engine.registryUrl,
      configUrl: engine.configUrl,
      scPort: Number(new URL(engine.registryUrl).port),
      kiePort: Number(new URL(engine.configUrl).port)
    }
    await engine.close()
    const order = chassisOf('order', {
      'servicecomb.registry.sc.address': registryUrl,
      'servicecomb.kie.serverUri': configUrl,
      'servicecomb.snapshot.enabled': 'false',
      'servicecomb.registry.sc.healthCheckIntervalInSeconds': '1'
    })
    const { get } = await serving(order)
    expect((await get('/livez')).status).toBe(200)
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: {
        status: 'DOWN',
        reasons: ['not registered yet', 'the configuration centre has not answered yet']
      }
    })
    engine = await createEngine({ scPort, kiePort })
    await expect.poll(async () => (await get('/readyz')).status).toBe(200)
  })

  test('an open breaker degrades, and says which', async () => {
    const order = chassisOf('order', {
      'servicecomb.matchGroup.all': 'matches: [{ apiPath: { prefix: / } }]',
      'servicecomb.circuitBreaker.all':
        'slidingWindowType: COUNT_BASED\nslidingWindowSize: 1\nminimumNumberOfCalls: 1'
    })
    await order
      .serve(
        governed(order, (_request, response) => response.writeHead(503).end()),
        { host: '127.0.0.1', port: 0 }
      )
      .then(async ({ url }) => {
        await fetch(url)
        await fetch(url)
      })
    expect(await json(`${order.adminUrl}/healthz`)).toMatchObject({
      status: 200,
      body: { status: 'DEGRADED', breakers: [{ rule: 'servicecomb.circuitBreaker.all', state: 'OPEN' }] }
    })
    const metrics = await (await fetch(`${order.adminUrl}/metrics`)).text()
    expect(metrics).toContain('rule="servicecomb.circuitBreaker.all",code="CHS_CIRCUIT_OPEN"} 1\n')
    expect(metrics).toMatch(/chassis_breaker_transitions_total\{[^}]*to="OPEN"\} 1\n/)
  })
})

describe('/metrics', () => {
  test('every series says whose it is, and parses', async () => {
    const order = chassisOf('order')
    const { url, admin } = await serving(order)
    await fetch(url)
    const shop = chassisOf('shop')
    await shop.start()
    await shop.call('order', '/')
    await shop.call('order', '/')
    const text = await (await fetch(`${admin}/metrics`)).text()
    const labels = `service="order",instance="${order.instanceId}"`
    expect(text).toContain(
      `http_server_request_duration_seconds_count{${labels},http_request_method="GET",http_response_status_code="200"} 3\n`
    )
    expect(text).toContain(`chassis_registry_registered{${labels}} 1\n`)
    expect(text).toContain(`chassis_config_answering{${labels}} 1\n`)
    expect(text).toContain(`chassis_ready{${labels}} 1\n`)
    expect(text).toMatch(/^process_resident_memory_bytes\{.*\} \d+$/m)
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{([a-z_]+="[^"\n]*",?)*\} [-+.\dEInf]+)$/)
    }
    const calls = await (await fetch(`${shop.adminUrl}/metrics`)).text()
    expect(calls).toContain('target="order",result="success"} 2\n')
    expect(calls).toContain(`target="order",target_instance="${order.instanceId}",result="success"} 2\n`)
  })
})

describe('inner pages', () => {
  test('/instances: the lists that calls choose from', async () => {
    const order = chassisOf('order', { 'servicecomb.instance.properties.secretProperty': 'hidden-value' })
    await serving(order)
    const shop = chassisOf('shop')
    const { get } = await serving(shop)
    await shop.call('order', '/')
    const { body } = await get('/instances?service=order')
    expect(body.services).toMatchObject([
      { service: 'order', instances: [{ id: order.instanceId, version: '1.0.0', status: 'UP' }] }
    ])
    expect(JSON.stringify(body)).toContain('secretProperty')
    expect(JSON.stringify(body)).not.toContain('hidden-value')
  })

  test('/explain: a call, a request, both as text; what is missing is told', async () => {
    await serving(chassisOf('order'))
    const shop = chassisOf('shop', {
      'servicecomb.matchGroup.gold':
        'matches: [{ apiPath: { prefix: / }, headers: { tier: { exact: gold } } }]',
      'servicecomb.retry.gold': 'maxAttempts: 2',
      'servicecomb.rateLimiting.gold': 'rate: 7'
    })
    const { admin, get } = await serving(shop)
    await shop.call('order', '/')
    expect(await get('/explain?service=order&path=/x&header=Tier:gold')).toMatchObject({
      status: 200,
      body: { service: 'order', plan: expect.stringContaining('retry'), candidates: [{ candidate: true }] }
    })
    expect((await get('/explain?service=order&path=/x')).body.plan).not.toContain('retry')
    expect(await get('/explain?side=provider&path=/x&header=tier:gold')).toMatchObject({
      body: { plan: expect.stringContaining('rateLimiting') }
    })
    const text = await (await fetch(`${admin}/explain?service=order&format=text`)).text()
    expect(text).toMatch(/plan: /)
    for (const query of ['', '?service=order&header=x', '?service=order&path=x', '?service=bad%20name!']) {
      expect(await get(`/explain${query}`)).toMatchObject({
        status: 400,
        body: { message: expect.any(String) }
      })
    }
  })

  test('/config: names and sources; values of known settings that are no secrets', async () => {
    const { get } = await serving(
      chassisOf('order', { 'shop.pageSize': '50', 'servicecomb.request.timeout': '777' })
    )
    const { body } = await get('/config')
    expect(body.settings).toContainEqual({ key: 'shop.pageSize', value: '******', source: 'options' })
    expect(body.settings).toContainEqual({
      key: 'servicecomb.request.timeout',
      value: '777',
      source: 'options'
    })
  })

  test('not for pages of a browser: neither with an Origin nor under a name that points here', async () => {
    const { admin } = await serving(chassisOf('order'))
    expect((await json(`${admin}/config`, { headers: { Origin: 'http://evil.example' } })).status).toBe(403)
    expect((await setStatus(admin, 'DOWN', { Origin: 'http://evil.example' })).status).toBe(403)
    const { port } = new URL(admin)
    const status = await new Promise((resolve) => {
      request({ port, path: '/config', headers: { Host: `evil.example:${port}` } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect(status).toBe(403)
  })

  test('a token file: the token is asked for, and a new one is taken up', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'chassis-admin-'))
    const file = path.join(dir, 'token')
    await writeFile(file, 'first-token\n')
    const { admin } = await serving(chassisOf('order', { 'servicecomb.management.tokenFile': file }))
    const ask = async (token?: string): Promise<number> =>
      (
        await fetch(
          `${admin}/config`,
          token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }
        )
      ).status
    expect([await ask(), await ask('wrong'), await ask('first-token')]).toEqual([401, 401, 200])
    expect((await setStatus(admin, 'DOWN')).status).toBe(401)
    expect((await fetch(`${admin}/readyz`)).status).toBe(200)
    await writeFile(file, 'second-token')
    expect([await ask('first-token'), await ask('second-token')]).toEqual([401, 200])
    await rm(dir, { recursive: true })
  })
})

describe('/status', () => {
  test('DOWN takes the instance out while it goes on serving, UP puts it back', async () => {
    const order = chassisOf('order')
    const { url, admin, get } = await serving(order)
    expect(await setStatus(admin, 'DOWN')).toEqual({ status: 200, body: { status: 'DOWN' } })
    expect(await statusInRegistry('order')).toBe('DOWN')
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { status: 'DOWN', reasons: ['taken out by POST /status; UP puts it back'] }
    })
    expect(await get('/healthz')).toMatchObject({ status: 503, body: { state: 'taken out' } })
    const answer = await fetch(url)
    // Clients that keep connections are asked to come with new ones.
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
    expect(await setStatus(admin, 'UP')).toEqual({ status: 200, body: { status: 'UP' } })
    expect(await statusInRegistry('order')).toBe('UP')
    expect((await get('/readyz')).status).toBe(200)
    expect(order.state).toBe('ready')
  })

  test('only DOWN and UP, only JSON, only of an instance that is registered', async () => {
    const { admin } = await serving(chassisOf('order'))
    expect((await setStatus(admin, 'OUTOFSERVICE')).status).toBe(400)
    expect((await setStatus(admin, 'DOWN', { 'Content-Type': 'text/plain' })).status).toBe(415)
    const large = await json(`${admin}/status`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `{"status":"DOWN","more":"${'x'.repeat(100_000)}"}`
    })
    expect(large.status).toBe(400)
    const alone = chassisOf('alone', { 'servicecomb.registry.sc.enabled': 'false' })
    const { admin: other } = await serving(alone)
    expect((await setStatus(other, 'DOWN')).status).toBe(409)
  })
})

describe('secrets', () => {
  const SECRETS = {
    'servicecomb.credentials.account.password': 'SECRET-password',
    'servicecomb.credentials.accessKey': 'SECRET-access',
    'servicecomb.credentials.secretKey': 'SECRET-secret',
    'servicecomb.proxy.passwd': 'SECRET-proxy',
    'ssl.keyStoreValue': 'SECRET-keystore',
    'ssl.rest.consumer.keyStoreValue': 'SECRET-keystore-consumer',
    'shop.apiToken': 'SECRET-token',
    'shop.plain': 'SECRET-plain',
    'shop.url': 'mysql://root:SECRET-url@db/shop',
    'shop.pem': '-----BEGIN RSA PRIVATE KEY-----SECRET-pem'
  }

  test('no answer of the admin port and no line of the log has one', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'chassis-secrets-'))
    const file = path.join(dir, 'token')
    await writeFile(file, 'SECRET-admin')
    const log = recordingLogger()
    const order = chassisOf(
      'order',
      {
        ...SECRETS,
        'servicecomb.management.tokenFile': file,
        'servicecomb.credentials.rbac.enabled': 'false'
      },
      log
    )
    const { url, admin } = await serving(order)
    await fetch(url, { headers: { Authorization: 'Bearer SECRET-caller' } })
    const headers = { Authorization: 'Bearer SECRET-admin' }
    const answers: string[] = []
    for (const page of [
      '/livez',
      '/readyz',
      '/healthz',
      '/metrics',
      '/config',
      '/instances',
      '/explain?service=order',
      '/explain?side=provider',
      '/nowhere'
    ]) {
      const answer = await fetch(admin + page, { headers })
      answers.push(await answer.text(), JSON.stringify([...answer.headers]))
    }
    await fetch(`${admin}/config`, { headers: { Authorization: 'Bearer SECRET-wrong' } })
    answers.push(JSON.stringify((await setStatus(admin, 'DOWN', headers)).body))
    await order.close({ waitMs: 0 })
    expect(answers.join('\n')).not.toContain('SECRET')
    expect(answers.join('\n')).toContain('servicecomb.credentials.account.password')
    expect(JSON.stringify(log.records)).not.toContain('SECRET')
    await rm(dir, { recursive: true })
  })
})
