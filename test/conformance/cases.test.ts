import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'

/** What users of the real servers met with and wrote, under its id: the part that a server has in it. */
let engine: Engine

beforeAll(async () => {
  engine = await createEngine()
})

afterAll(() => engine.close())

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

async function ask(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  domain = 'default'
): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json', 'X-Domain-Name': domain }
  const answer = await fetch(base + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body']
  }
}

const registry = (method: string, path: string, body?: unknown, domain?: string) =>
  ask(engine.registryUrl, method, path, body, domain)
const config = (method: string, path: string, body?: unknown) => ask(engine.configUrl, method, path, body)
const P = '/v4/default/registry'

function caseFile<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), 'utf8')) as T
}

test('B-021 each change of properties is pushed and changes the revision, an equal one too', async () => {
  const create = async (serviceName: string) =>
    (await registry('POST', `${P}/microservices`, { service: { serviceName, appId: 'b021' } }, 'b021')).body[
      'serviceId'
    ]
  const [p, c] = [String(await create('p')), String(await create('c'))]
  const instance = { hostName: 'h', endpoints: ['rest://127.0.0.1:1'] }
  const path = `${P}/microservices/${p}/instances`
  const { instanceId } = (await registry('POST', path, { instance }, 'b021')).body
  const find = (rev: string) =>
    fetch(`${engine.registryUrl}${P}/instances?appId=b021&serviceName=p&rev=${rev}`, {
      headers: { 'X-ConsumerId': c, 'X-Domain-Name': 'b021' }
    })
  let revision = (await find('')).headers.get('x-resource-revision')!
  const watch = new WebSocket(`${engine.registryUrl.replace('http', 'ws')}${P}/microservices/${c}/watcher`, {
    headers: { 'X-Domain-Name': 'b021' }
  })
  const frames: { action: string; instance: Record<string, unknown> }[] = []
  watch.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8'))))
  await once(watch, 'open')
  const gray = { properties: { 'x-lane': 'gray' } }
  for (const [what, body] of [
    ['properties', gray],
    ['properties', gray],
    ['status?value=DOWN', undefined]
  ] as const) {
    const told = once(watch, 'message')
    expect((await registry('PUT', `${path}/${String(instanceId)}/${what}`, body, 'b021')).status).toBe(200)
    await told
    const found = await find(revision)
    expect(found.status).toBe(200)
    expect(found.headers.get('x-resource-revision')).not.toBe(revision)
    revision = found.headers.get('x-resource-revision')!
  }
  watch.terminate()
  expect(frames).toHaveLength(3)
  for (const { action, instance: told } of frames)
    expect([action, told]).toMatchObject([
      'UPDATE',
      { instanceId, serviceId: p, ...gray, endpoints: instance.endpoints }
    ])
  expect(frames.map(({ instance: told }) => told['status'])).toEqual(['UP', 'UP', 'DOWN'])
})

test('F-019 the health check of compose files: the registry lists itself on the bare path', async () => {
  const { status, body } = await registry('GET', '/health')
  expect([status, body]).toMatchObject([200, { instances: [{ status: 'UP' }] }])
  await using quiet = await createEngine({ selfRegister: false })
  expect((await ask(quiet.registryUrl, 'GET', '/health')).status).toBe(400)
})

test('F-036 an export with ids and a leading document mark is imported as it is', async () => {
  const file = caseFile<{ data: { key: string; value: string }[] }>('kie-darklaunch-and-route')
  const answer = await config('POST', '/v1/f036/kie/file?override=force', file)
  expect(answer.body['failure']).toEqual([])
  const success = answer.body['success'] as { id: string; key: string; value: string }[]
  expect(success.map(({ key, value }) => ({ key, value }))).toEqual(
    file.data.map(({ key, value }) => ({ key, value }))
  )
  // The ids of the file are nobody's.
  for (const { id } of success) expect(id).toMatch(/^[0-9a-f]{64}$/)
})

test('F-037 the getting-started document is stored, disabled, and no client receives it', async () => {
  const bodies = caseFile<object[]>('kie-created-by-doc-example')
  const stored = await Promise.all(bodies.map((body) => config('POST', '/v1/f037/kie/kv', body)))
  expect(stored.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(stored.map(({ body }) => body['status'])).toEqual(['disabled', 'disabled', 'disabled', 'enabled'])
  expect(stored.map(({ body }) => body['value_type'])).toEqual(['text', 'text', 'text', 'text'])
  const seen: unknown[] = []
  for (const labels of [
    'label=app:shop&label=environment:&match=exact',
    'label=app:shop&label=environment:&label=service:order&match=exact',
    'label=app:shop&label=environment:&label=service:order&label=version:1.0.0&match=exact'
  ]) {
    const { data } = (await config('GET', `/v1/f037/kie/kv?${labels}&revision=-1`)).body as {
      data: { key: string }[]
    }
    seen.push(...data.map(({ key }) => key))
  }
  expect(seen).toEqual(['feature'])
})

test('F-038 the layers of a Java client: the custom dimension is a subset, both of its documents are in it', async () => {
  const layers =
    caseFile<Record<'app' | 'service' | 'version' | 'custom', { key: string; update_revision: number }[]>>(
      'kie-layers'
    )
  const labels = { app: { app: 'a', environment: '' }, service: { app: 'a', environment: '', service: 's' } }
  const documents = [
    ...layers.app.map((one) => ({ ...one, labels: labels.app })),
    ...layers.service.map((one) => ({ ...one, labels: labels.service })),
    ...layers.custom
  ].toSorted((a, b) => a.update_revision - b.update_revision)
  for (const document of documents)
    expect((await config('POST', '/v1/f038/kie/kv', document)).status).toBe(200)
  const keys = async (query: string) => {
    const { data } = (await config('GET', `/v1/f038/kie/kv?${query}`)).body as { data: { key: string }[] }
    return data.map(({ key }) => key).toSorted()
  }
  const names = (layer: { key: string }[]) => layer.map(({ key }) => key).toSorted()
  expect(await keys('label=app:a&label=environment:&match=exact')).toEqual(names(layers.app))
  expect(await keys('label=app:a&label=environment:&label=service:s&match=exact')).toEqual(
    names(layers.service)
  )
  expect(await keys('label=public:default')).toEqual(['priority1.yaml', 'priority1.yaml'])
})

test("F-039 service-center's own examples: the group without alias is refused, the policies are taken", async () => {
  const [group, ...policies] = caseFile<{ kind: string; body: { spec: object } }[]>('gov-api-old-examples')
  const refused = await registry('POST', `/v1/f039/gov/${group!.kind}`, group!.body)
  expect(refused.status).toBe(400)
  expect(refused.body['detail']).toBe(
    'illegal policy[match-group] spec, msg: match-group.alias in body is required'
  )
  for (const { kind, body } of policies)
    expect((await registry('POST', `/v1/f039/gov/${kind}`, body)).status).toBe(200)
  const alias = { ...group!.body, spec: { ...group!.body.spec, alias: 'demo' } }
  expect((await registry('POST', '/v1/f039/gov/match-group', alias)).status).toBe(200)
  const { data } = (await config('GET', '/v1/f039/kie/kv?label=app:shop&label=environment:&match=exact'))
    .body as {
    data: { key: string; status: string }[]
  }
  expect(Object.fromEntries(data.map(({ key, status }) => [key, status]))).toEqual({
    'servicecomb.matchGroup.demo-mark': 'enabled',
    'servicecomb.rateLimiting.limitTraffic': 'enabled',
    'servicecomb.retry.adminRetry': 'enabled'
  })
})

test('F-040 what java-chassis 2 sends', async () => {
  const [service, odd, numbers, dependencies] =
    caseFile<{ body: Record<string, unknown> }[]>('registry-java2-create')
  const created = await registry('POST', `${P}/microservices`, service!.body, 'f040')
  expect([created.status, created.body]).toEqual([
    200,
    { serviceId: expect.stringMatching(/^[0-9a-f]{40}$/) as string }
  ])
  const path = `${P}/microservices/${String(created.body['serviceId'])}`
  const schemas = (await registry('GET', `${path}/schemas`, undefined, 'f040')).body['schemas']
  expect(schemas).toEqual([{ schemaId: 'firstSchema' }, { schemaId: 'secondSchema' }])
  expect((await registry('POST', `${path}/instances`, odd!.body, 'f040')).status).toBe(200)
  const { instances } = (await registry('GET', `${path}/instances`, undefined, 'f040')).body
  expect(instances).toMatchObject([{ endpoints: ['find:127.0.0.9:8080'] }])
  const refused = await registry('POST', `${path}/instances`, numbers!.body, 'f040')
  expect([refused.status, refused.body['errorCode']]).toEqual([400, '400001'])
  const old = await registry('PUT', `${P}/dependencies`, dependencies!.body, 'f040')
  expect([old.status, old.headers.get('deprecation')]).toEqual([200, 'version="v4"'])
})
