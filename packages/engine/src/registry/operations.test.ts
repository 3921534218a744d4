import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import type { Engine, EngineOptions } from '../engine.ts'
import { Alarms } from './alarms.ts'

const open: Engine[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()))
})

async function start(options: EngineOptions = {}): Promise<Engine> {
  const engine = await createEngine(options)
  open.push(engine)
  return engine
}

interface Call {
  readonly method?: string
  readonly body?: string
  readonly domain?: string
  readonly consumer?: string
}

/** `P` at the start of a path is `/v4/default/registry`. */
async function call(engine: Engine, path: string, { method = 'GET', body, domain, consumer }: Call = {}) {
  const answer = await fetch(engine.registryUrl + path.replace(/^P/, '/v4/default/registry'), {
    method,
    headers: {
      ...(domain === undefined ? {} : { 'X-Domain-Name': domain }),
      ...(consumer === undefined ? {} : { 'X-ConsumerId': consumer })
    },
    ...(body === undefined ? {} : { body })
  })
  const text = await answer.text()
  return { status: answer.status, text, headers: answer.headers }
}

async function service(engine: Engine, fields: object, domain?: string): Promise<string> {
  const body = JSON.stringify({ service: fields })
  const { text } = await call(engine, 'P/microservices', { method: 'POST', body, ...(domain && { domain }) })
  return (JSON.parse(text) as { serviceId: string }).serviceId
}

const post = (body: unknown): Call => ({ method: 'POST', body: JSON.stringify(body) })

describe('shared services (registry.md 8.5)', () => {
  const find = 'P/instances?appId=default&serviceName=common'

  test('are found from every environment of the default tenant, hidden in lists, and no dependency', async () => {
    const engine = await start({ sharedServices: ['common'] })
    const id = await service(engine, { serviceName: 'common', environment: 'development' })
    const consumer = await service(engine, { serviceName: 'c', environment: 'production', appId: 'other' })
    expect((await call(engine, `${find}&env=testing`, { consumer })).status).toBe(200)
    // The consumer is not even looked at.
    expect((await call(engine, find, { consumer: 'nobody' })).status).toBe(200)
    expect((await call(engine, `P/microservices/${id}/consumers`)).text).toBe('{}')
    expect((await call(engine, 'P/microservices')).text).not.toContain('"common"')
    expect((await call(engine, 'P/microservices?withShared=true')).text).toContain('"common"')
    expect((await call(engine, '/v4/default/govern/apps?env=development')).text).toBe('{}')
  })

  test('exist for no other tenant, and not in other environments of the registry', async () => {
    const engine = await start({ sharedServices: ['common'] })
    await service(engine, { serviceName: 'common', environment: 'production' })
    expect((await call(engine, `${find}&env=production`)).text).toContain('"400012"')
    await service(engine, { serviceName: 'common', environment: 'development' })
    expect((await call(engine, find)).status).toBe(200)
    expect((await call(engine, find, { domain: 'other' })).text).toContain('"400012"')
  })
})

test('with a delete delay, cached reads show what noCache does not (registry.md 8.6)', async () => {
  const env = simulatedEnv()
  const engine = await start({ env, deleteDelayMs: 3_000 })
  const id = await service(engine, { serviceName: 'p' })
  const at = `P/microservices/${id}/instances`
  const instance = { instanceId: 'i', hostName: 'h', endpoints: ['rest://1.1.1.1:80'] }
  await call(engine, at, post({ instance }))
  await call(engine, `${at}/i`, { method: 'DELETE' })
  const find = 'P/instances?appId=default&serviceName=p'
  const query = post({ services: [{ service: { appId: 'default', serviceName: 'p', version: '0+' } }] })
  const reads = async () => [
    (await call(engine, find)).text,
    (await call(engine, at)).text,
    (await call(engine, `${at}/i`)).text,
    (await call(engine, 'P/instances/action?type=query', query)).text
  ]
  for (const text of await reads()) expect(text).toContain('"instanceId":"i"')
  expect((await call(engine, `${find}&noCache=1`)).text).toBe('{}')
  expect((await call(engine, `${at}/i?noCache=1`)).text).toContain('"400017"')
  expect((await call(engine, `${at}/i/heartbeat`, { method: 'PUT' })).text).toContain('"400017"')
  env.clock.advance(3_000)
  for (const text of await reads()) expect(text).not.toContain('"instanceId":"i"')
})

describe('admin (registry.md 12.5)', () => {
  test('a dump has everything of every tenant, under the keys of service-center', async () => {
    const engine = await start({ selfRegister: false })
    const p = await service(engine, { serviceName: 'p', alias: 'pp' }, 'd')
    const c = await service(engine, { serviceName: 'c' }, 'd')
    const as: Call = { domain: 'd' }
    await call(engine, `P/microservices/${p}/tags`, { ...as, ...post({ tags: { k: 'v' } }) })
    const schema = JSON.stringify({ schema: 'abc', summary: 's' })
    await call(engine, `P/microservices/${p}/schemas/s1`, { ...as, method: 'PUT', body: schema })
    const instance = { instanceId: 'i', hostName: 'h' }
    await call(engine, `P/microservices/${p}/instances`, { ...as, ...post({ instance }) })
    await call(engine, 'P/instances?appId=default&serviceName=p', { ...as, consumer: c })
    const { text } = await call(engine, '/v4/default/admin/dump?options=all')
    const dump = JSON.parse(text) as {
      info: object
      cache: Record<string, { key: string; value: unknown }[]>
    }
    const keys = Object.entries(dump.cache).map(([name, entries]) => [name, entries.map(({ key }) => key)])
    expect(Object.fromEntries(keys)).toEqual({
      services: [`/cse-sr/ms/files/d/default/${p}`, `/cse-sr/ms/files/d/default/${c}`],
      serviceIndexes: [
        '/cse-sr/ms/indexes/d/default//default/p/0.0.1',
        '/cse-sr/ms/indexes/d/default//default/c/0.0.1'
      ],
      serviceAliases: ['/cse-sr/ms/alias/d/default//default/pp/0.0.1'],
      serviceTags: [`/cse-sr/ms/tags/d/default/${p}`],
      dependencyRules: ['/cse-sr/ms/dep-rules/d/default/c//default/c/0.0.1'],
      summaries: [`/cse-sr/ms/schema-sum/d/default/${p}/s1`],
      instances: [`/cse-sr/inst/files/d/default/${p}/i`]
    })
    expect(dump.info).toMatchObject({ version: { version: '2.2.0' }, config: { serviceQuota: 50_000 } })
    const short = JSON.parse((await call(engine, '/v4/default/admin/dump')).text) as object
    expect(Object.keys(short)).toEqual(['cache'])
    const info = JSON.parse((await call(engine, '/v4/default/admin/dump?options=info')).text) as object
    expect(Object.keys(info)).toEqual(['info'])
  })

  test('alarms are listed until they are cleared', async () => {
    const alarms = new Alarms()
    alarms.raise('InternalError', 'it broke')
    alarms.raise('InternalError', 'it broke again')
    expect(alarms.fields()).toEqual([
      { status: 'ACTIVATED', id: 'InternalError', fields: { detail: 'it broke again' } }
    ])
    alarms.clear()
    expect(alarms.fields()).toEqual([])
    const engine = await start()
    expect((await call(engine, '/v4/default/admin/alarms', { method: 'DELETE' })).status).toBe(200)
    expect((await call(engine, '/v4/default/admin/alarms')).text).toBe('{}')
  })
})

test('metrics count requests by route, and what is there by tenant', async () => {
  const engine = await start({ selfRegister: false })
  const id = await service(engine, { serviceName: 'p' }, 'd"x')
  await call(engine, `P/microservices/${id}`, { domain: 'd"x' })
  await call(engine, 'P/microservices/nope')
  await call(engine, '/nowhere')
  const page = await call(engine, '/metrics')
  expect(page.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = page.text.split('\n')
  const api = 'api="/v4/:project/registry/microservices/:serviceId"'
  expect(lines).toContain(`service_center_http_request_total{method="GET",code="200",${api}} 1`)
  expect(lines).toContain(`service_center_http_request_total{method="GET",code="400",${api}} 1`)
  expect(lines).toContain('service_center_db_service_total{domain="d\\"x",project="default"} 1')
  expect(lines).toContain('service_center_db_instance_total{domain="d\\"x",project="default"} 0')
  for (const line of lines) expect(line).toMatch(/^(?:# (?:HELP|TYPE) .+|[a-z_]+(?:\{.*\})? [\d.e+-]+|)$/)
})

test('lists of 1400 bytes and more are compressed for who accepts it', async () => {
  const engine = await start()
  const encoding = async () => (await call(engine, 'P/microservices')).headers.get('content-encoding')
  await service(engine, { serviceName: 'short' })
  expect(await encoding()).toBeNull()
  await service(engine, { serviceName: 'long', properties: { a: 'x'.repeat(1_400) } })
  expect(await encoding()).toBe('gzip')
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  '%s is a name like any other',
  async (name) => {
    const engine = await start()
    // No name of a service begins with an underscore (registry.md 3.1).
    const serviceName = name === '__proto__' ? 'proto' : name
    const instance = `{"instanceId":"${name}","hostName":"${name}","properties":{"${name}":"${name}"}}`
    const body = `{"service":{"serviceName":"${serviceName}","properties":{"${name}":"v"}},"instances":[${instance}]}`
    const made = await call(engine, 'P/microservices', { method: 'POST', body, domain: name })
    const { serviceId } = JSON.parse(made.text) as { serviceId: string }
    const as: Call = { domain: name }
    const find = `P/instances?appId=default&serviceName=${serviceName}`
    const found = await call(engine, find, { ...as, consumer: serviceId })
    expect(found.text).toContain(`"instanceId":"${name}"`)
    expect(found.text).toContain(`"properties":{"${name}":"${name}"}`)
    expect((await call(engine, `P/microservices/${serviceId}/providers`, as)).text).toContain(serviceId)
    const at = `P/microservices/${serviceId}/instances/${name}`
    expect((await call(engine, `${at}/heartbeat`, { ...as, method: 'PUT' })).status).toBe(200)
    // Unknown where nobody put it.
    expect((await call(engine, `P/microservices/${name}`, as)).text).toContain('"400012"')
    expect((await call(engine, `${find}1`, as)).text).toContain('"400012"')
    expect((await call(engine, `P/microservices/${serviceId}/instances/valueOf`, as)).text).toContain(
      '"400017"'
    )
    expect((await call(engine, `/v4/${name}/registry/microservices`)).text).toBe('{}')
    const dump = JSON.parse((await call(engine, '/v4/default/admin/dump')).text) as object
    expect(JSON.stringify(dump)).toContain(`/${name}/default/`)
    expect(({} as Record<string, unknown>)['v']).toBeUndefined()
    if (name === '__proto__') return
    const tags = { ...as, method: 'POST', body: `{"tags":{"${name}":"v"}}` }
    expect((await call(engine, `P/microservices/${serviceId}/tags`, tags)).status).toBe(200)
    expect((await call(engine, `P/microservices/${serviceId}/tags`, as)).text).toBe(
      `{"tags":{"${name}":"v"}}`
    )
    const schema = { ...as, method: 'PUT', body: '{"schema":"x","summary":"1"}' }
    expect((await call(engine, `P/microservices/${serviceId}/schemas/${name}`, schema)).status).toBe(200)
    expect((await call(engine, `P/microservices/${serviceId}/schemas/${name}`, as)).text).toBe(
      '{"schema":"x"}'
    )
  }
)
