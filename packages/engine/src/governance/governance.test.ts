import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createConfigService } from '../config/index.ts'
import type { Answer, EngineRequest } from '../http/types.ts'
import { createRegistryService } from '../registry/index.ts'
import { createGovernanceRoutes } from './index.ts'

const GOV = '/v1/:project/gov/:kind'
const CLOUD = '/v3/:project/govern/governance/:kind'
const ROUTE = '/v3/:project/govern/route-rule/microservices/:service'

interface Sent {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

function setUp() {
  const env = { clock: simulatedClock(1_700_000_000_000), random: seededRandom(1), log: recordingLogger() }
  const config = createConfigService({ env })
  const routes = createGovernanceRoutes(config.documents, env, config.maxBodyBytes)
  const registry = createRegistryService(env, {}, routes)
  const send = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const route = registry.routes.find((each) => each.method === method && each.path === path)!
    const rawQuery = sent.query ?? ''
    const headers = sent.headers ?? { 'content-type': 'application/json' }
    const request: EngineRequest = {
      method,
      path,
      remoteAddress: '127.0.0.1',
      rawQuery,
      target: path,
      params: { project: 'default', ...sent.params },
      query: new URLSearchParams(rawQuery),
      body: Buffer.from(typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? null)),
      signal: new AbortController().signal,
      log: env.log,
      header: (name) => headers[name]
    }
    try {
      return await route.handle(request)
    } catch (error) {
      return registry.failed(request, error)
    }
  }
  const stored = (project = 'default') =>
    config.documents
      .documents({ domain: 'default', project })
      .map(({ key, value, status, labels }) => [key, value, status, Object.fromEntries(labels)])
  return { send, stored, documents: config.documents }
}

const bodyOf = (answer: Answer): unknown => JSON.parse(String(answer.body))
const mall = { app: 'mall', environment: '' }
const group = { alias: 'a', matches: [{ name: 'm' }] }

describe('as service-center does it (governance.md 10)', () => {
  test('a policy becomes an enabled document of its selector, whatever status is sent', async () => {
    const { send, stored } = setUp()
    const body = { name: 'scene', selector: mall, status: 'disabled', spec: { rate: '10' } }
    const answer = await send('POST', GOV, { params: { kind: 'rate-limiting' }, body })
    expect(bodyOf(answer)).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(stored()).toEqual([['servicecomb.rateLimiting.scene', 'rate: "10"\n', 'enabled', mall]])
  })

  test('a matchGroup without a name gets one', async () => {
    const { send, stored } = setUp()
    await send('POST', GOV, { params: { kind: 'match-group' }, body: { selector: mall, spec: group } })
    expect(stored()[0]?.[0]).toMatch(/^servicecomb\.matchGroup\.scene-[0-9a-z]{4}$/)
  })

  test.each([
    ['null', 'retry.maxAttempts in body is required'],
    ['[]', 'json: cannot unmarshal array into Go value of type'],
    ['{"spec":[]}', 'Go struct field Policy.spec of type map[string]interface {}'],
    ['{"spec":{"maxAttempts":1,"retryOnSame":null}}', 'must be of type integer: "null"'],
    [
      '{"selector":{"app":5}}',
      'json: cannot unmarshal number into Go struct field Policy.selector of type string'
    ]
  ])('refuses %s', async (body, detail) => {
    const { send } = setUp()
    const answer = await send('POST', GOV, { params: { kind: 'retry' }, body })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toMatchObject({
      errorCode: '400001',
      detail: expect.stringContaining(detail) as string
    })
  })

  test('names of Object.prototype are unknown kinds', async () => {
    const { send } = setUp()
    const answer = await send('POST', GOV, { params: { kind: 'constructor' }, body: { spec: {} } })
    expect(bodyOf(answer)).toMatchObject({ detail: 'not support kind[constructor] yet' })
  })

  test('an update that has nothing but a spec is made', async () => {
    const { send, stored } = setUp()
    const body = { name: 's', selector: mall, spec: { maxAttempts: 1 } }
    const { id } = bodyOf(await send('POST', GOV, { params: { kind: 'retry' }, body })) as { id: string }
    const answer = await send('PUT', `${GOV}/:id`, {
      params: { kind: 'retry', id },
      body: { spec: { maxAttempts: 2 } }
    })
    expect([answer.status, answer.body]).toEqual([200, undefined])
    expect(stored()).toEqual([['servicecomb.retry.s', 'maxAttempts: 2\n', 'enabled', mall]])
  })

  test('with a matchGroup go its policies, those of services too, and nothing else', async () => {
    const { send, stored, documents } = setUp()
    const create = async (kind: string, name: string, selector: object, spec: object) =>
      bodyOf(await send('POST', GOV, { params: { kind }, body: { name, selector, spec } })) as { id: string }
    const { id } = await create('match-group', 'b', mall, group)
    await create('retry', 'b', { ...mall, service: 'cart' }, { maxAttempts: 1 })
    await create('retry', 'b', { app: 'other', environment: '' }, { maxAttempts: 1 })
    await create('bulkhead', 'a.b', mall, { maxConcurrentCalls: 1 })
    await create('bulkhead', 'xb', mall, { maxConcurrentCalls: 1 })
    const labels = new Map(Object.entries(mall))
    const rule = { value: '[]', valueType: 'text', status: 'enabled', check: '', priority: 0, labels }
    documents.create({ domain: 'default', project: 'default' }, { key: 'servicecomb.routeRule.b', ...rule })
    await send('DELETE', `${GOV}/:id`, { params: { kind: 'match-group', id } })
    expect(stored().map(([key]) => key)).toEqual([
      'servicecomb.retry.b',
      'servicecomb.bulkhead.xb',
      'servicecomb.routeRule.b'
    ])
  })

  test('a document that is no mapping is refused where one policy is asked for', async () => {
    const { send, documents } = setUp()
    const draft = {
      key: 'k',
      value: 'text',
      valueType: 'text',
      status: '',
      check: '',
      priority: 0,
      labels: new Map()
    }
    const { id } = documents.create({ domain: 'default', project: 'default' }, draft)
    const answer = await send('GET', `${GOV}/:id`, { params: { kind: 'retry', id } })
    expect(bodyOf(answer)).toMatchObject({ errorCode: '400001' })
  })
})

describe("under the cloud's paths", () => {
  test('any project is the one that clients read, and both words for the id are there', async () => {
    const { send, stored } = setUp()
    const body = { name: 's', selector: mall, spec: { maxAttempts: 1 } }
    const made = bodyOf(await send('POST', CLOUD, { params: { project: 'p1', kind: 'retry' }, body })) as {
      id: string
      result: string
    }
    expect(made.result).toBe(made.id)
    expect(stored()).toHaveLength(1)
    const one = await send('GET', `${CLOUD}/:id`, { params: { project: 'p2', kind: 'retry', id: made.id } })
    expect(bodyOf(one)).toMatchObject({ name: 's', spec: { maxAttempts: 1 } })
    const gone = await send('DELETE', `${CLOUD}/:id`, { params: { kind: 'retry', id: made.id } })
    expect(bodyOf(gone)).toEqual({ result: 'success' })
    expect(stored()).toEqual([])
  })

  test('display spells kinds with dashes; the environment may come as a header', async () => {
    const { send } = setUp()
    const selector = { app: 'mall', environment: 'prod' }
    await send('POST', CLOUD, { params: { kind: 'match-group' }, body: { name: 's', selector, spec: group } })
    await send('POST', CLOUD, {
      params: { kind: 'rate-limiting' },
      body: { name: 's', selector, spec: { rate: 1 } }
    })
    const display = await send('GET', CLOUD, {
      params: { kind: 'display' },
      query: 'environment=all&app=mall'
    })
    expect(bodyOf(display)).toMatchObject([
      { matchGroup: { name: 's' }, policies: [{ kind: 'rate-limiting' }] }
    ])
    const headers = { 'x-environment': 'prod' }
    expect(bodyOf(await send('GET', CLOUD, { params: { kind: 'rate-limiting' }, headers }))).toHaveLength(1)
    expect(bodyOf(await send('GET', CLOUD, { params: { kind: 'rate-limiting' } }))).toEqual([])
  })
})

describe('dark launch (routing.md 5)', () => {
  const params = { service: 'order' }
  const rule = {
    precedence: 1,
    match: { headers: { canary: { exact: 'new', caseInsensitive: false } } },
    route: [{ name: 'rule_1', weight: 20, tags: { version: '1.0.0' } }]
  }

  test('stored as quoted YAML at the level of application and environment', async () => {
    const { send, stored } = setUp()
    expect(bodyOf(await send('PUT', ROUTE, { params, query: 'environment=&app_id=', body: [rule] }))).toEqual(
      {
        result: 'success'
      }
    )
    const yaml = [
      '- match:',
      '    headers:',
      '      canary:',
      '        caseInsensitive: false',
      '        exact: "new"',
      '  precedence: 1',
      '  route:',
      '  - name: "rule_1"',
      '    tags:',
      '      version: "1.0.0"',
      '    weight: 20',
      ''
    ].join('\n')
    const labels = { app: 'default', environment: '' }
    expect(stored()).toEqual([['servicecomb.routeRule.order', yaml, 'enabled', labels]])
    expect(bodyOf(await send('GET', ROUTE, { params }))).toEqual({ result: yaml })
    expect(bodyOf(await send('GET', ROUTE, { params, query: 'app_id=other' }))).toEqual({ result: '' })
  })

  test('PUT replaces; an empty list and DELETE take the key away, twice without harm', async () => {
    const { send, stored } = setUp()
    await send('PUT', ROUTE, { params, body: [rule, { ...rule, precedence: 2 }] })
    await send('PUT', ROUTE, { params, body: [rule] })
    expect(stored()).toHaveLength(1)
    await send('PUT', ROUTE, { params, body: [] })
    expect(stored()).toEqual([])
    expect((await send('DELETE', ROUTE, { params })).status).toBe(200)
  })

  test.each([
    [{ ...rule, route: [] }, 'route must have at least one item'],
    [{ ...rule, route: [{ weight: 101 }] }, 'weight must be a number from 0 to 100'],
    [{ ...rule, route: [{ tags: {} }] }, 'weight must be a number from 0 to 100'],
    [{ ...rule, route: [{ weight: 60 }, { weight: 60 }] }, 'add up to 120'],
    [{ ...rule, route: [{ weight: 33.3 }] }, '33.3 must be a whole number'],
    [{ ...rule, match: { headers: { h: { regex: 'a' } } } }, 'header h needs exact']
  ])('refuses %j', async (bad, detail) => {
    const { send, stored } = setUp()
    const answer = await send('PUT', ROUTE, { params, body: [bad] })
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toMatchObject({ detail: expect.stringContaining(detail) as string })
    expect(stored()).toEqual([])
  })
})

describe('import and export of the cloud (config.md 8)', () => {
  const FILE = '/v1/:project/kie/file'
  const DOWNLOAD = '/v1/:project/kie/download'
  const item = (key: string, environment: string) => ({
    key,
    value: key,
    value_type: 'text',
    status: 'enabled',
    labels: { app: 'mall', environment }
  })
  type File = { data: readonly { readonly id: string; readonly key: string }[] }

  test('what was exported can be imported again', async () => {
    const from = setUp()
    const data = [item('a', ''), item('b', 'prod'), { ...item('c', ''), labels: {} }]
    await from.send('POST', FILE, { query: 'override=force', body: { data } })
    const file = await from.send('POST', DOWNLOAD, { body: {} })
    expect(bodyOf(file)).toEqual({
      metadata: { version: '1.0.0', annotations: {} },
      data: data.map((one) => ({ id: expect.any(String) as string, ...one }))
    })
    expect(file.headers?.['Content-Disposition']).toBe('attachment; filename="custom-20231114221320.json"')
    const to = setUp()
    const answer = await to.send('POST', FILE, { query: 'override=abort', body: String(file.body) })
    expect(bodyOf(answer)).toMatchObject({ success: [{}, {}, {}], failure: [] })
    expect(to.stored()).toEqual(from.stored())
  })

  test.each([
    ['label=environment:', {}, ['a'], 'default-'],
    ['label=environment:prod', {}, ['b'], 'prod-'],
    ['label=app:mall', {}, ['a', 'b'], 'custom-'],
    ['label=app:mall&match=exact', {}, [], 'custom-'],
    ['label=app:mall&label=environment:&match=exact', null, ['a'], 'default-']
  ])('%s', async (query, body, keys, prefix) => {
    const { send } = setUp()
    await send('POST', FILE, { query: 'override=force', body: { data: [item('a', ''), item('b', 'prod')] } })
    const answer = await send('POST', DOWNLOAD, { query, body })
    expect((bodyOf(answer) as File).data.map(({ key }) => key)).toEqual(keys)
    expect(answer.headers?.['Content-Disposition']).toContain(`filename="${prefix}`)
  })

  test('ids choose, whatever the labels say; a label of an import replaces those of the file', async () => {
    const { send, stored } = setUp()
    await send('POST', FILE, {
      query: 'override=force&label=service:x',
      body: { data: [item('a', ''), item('b', '')] }
    })
    expect(stored().map(([, , , labels]) => labels)).toEqual([{ service: 'x' }, { service: 'x' }])
    const all = bodyOf(await send('POST', DOWNLOAD, { body: {} })) as File
    const ids = [all.data[1]!.id]
    const some = bodyOf(await send('POST', DOWNLOAD, { query: 'label=app:none', body: { ids } })) as File
    expect(some.data.map(({ key }) => key)).toEqual(['b'])
  })
})
