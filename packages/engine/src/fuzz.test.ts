import { Agent, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConfigService } from './config/index.ts'
import { createEngine } from './engine.ts'
import type { Engine } from './engine.ts'
import { createGovernanceRoutes } from './governance/index.ts'
import type { Route } from './http/types.ts'
import { createRbac } from './rbac/index.ts'
import type { RbacOptions } from './rbac/index.ts'
import { createRegistryService } from './registry/index.ts'

const rbac: RbacOptions = { rootPassword: 'Complicated_password1' }
const env = { clock: simulatedClock(1_700_000_000_000), random: seededRandom(1), log: silentLogger }
const agent = new Agent({ keepAlive: true })
// Some thousand requests each; a shared machine may take its time for them.
const TIMEOUT_MS = 60_000
let engine: Engine
let guarded: Engine

beforeAll(async () => {
  engine = await createEngine({ env })
  guarded = await createEngine({ env, rbac })
})

afterAll(async () => {
  agent.destroy()
  await Promise.all([engine.close(), guarded.close()])
})

/** Every route of both sides, those of accounts too. */
async function everyRoute(): Promise<readonly (readonly ['registry' | 'config', Route])[]> {
  const config = createConfigService({ env })
  const governance = createGovernanceRoutes(config.documents, env, config.maxBodyBytes)
  const registry = createRegistryService(env, {}, governance, await createRbac(env, rbac))
  return [
    ...registry.routes.map((route) => ['registry', route] as const),
    ...config.routes.map((route) => ['config', route] as const)
  ]
}

// Half of a surrogate pair cannot be put into a URL.
const whole = (text: string): string => Buffer.from(text).toString('utf8')

interface Wild {
  readonly params: readonly string[]
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'default',
    '__proto__',
    'constructor',
    'nope',
    '..',
    '%',
    'a'.repeat(300),
    'match-group',
    'retry'
  ),
  fc.stringMatching(/^[0-9a-f]{32}$/)
)
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .jsonValue()
    .map((value) => JSON.stringify({ service: value, instance: value, data: value, spec: value })),
  fc
    .record(
      {
        service: fc.record({ serviceName: word, version: word, properties: fc.dictionary(word, word) }),
        instance: fc.record({
          hostName: word,
          endpoints: fc.array(word),
          properties: fc.dictionary(word, word)
        }),
        services: fc.array(fc.record({ service: fc.record({ serviceName: word }), rev: word })),
        instances: fc.array(fc.record({ serviceId: word, instanceId: word })),
        key: word,
        value: word,
        labels: fc.dictionary(word, word),
        ids: fc.array(word),
        selector: fc.dictionary(word, word),
        spec: fc.dictionary(word, fc.jsonValue()),
        schemas: fc.array(fc.record({ schemaId: word, schema: word, summary: word }))
      },
      { requiredKeys: [] }
    )
    .map((value) => JSON.stringify(value))
)
const pair = fc.tuple(
  fc.constantFrom(
    'label',
    'key',
    'match',
    'revision',
    'limit',
    'offset',
    'wait',
    'rev',
    'type',
    'force',
    'options',
    'app',
    'value'
  ),
  // A wait of nothing, of less, or no wait at all: one that waits would wait for the test.
  fc.oneof(
    word,
    fc.constantFrom('0s', '-1s', '-1', '9'.repeat(30), 'app:x', 'beginWith(', 'wildcard(***)', 'query')
  )
)
const wild: fc.Arbitrary<Wild> = fc.record({
  params: fc.array(word, { minLength: 6, maxLength: 6 }),
  query: fc
    .array(pair, { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(whole(value))}`).join('&')),
  headers: fc.record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'text/yaml',
        'multipart/form-data; boundary=x',
        'x'
      ),
      accept: fc.constantFrom('*/*', 'text/yaml', 'x'),
      'x-domain-name': fc.constantFrom('d', '__proto__'),
      'x-consumerid': fc.constantFrom('nope', '__proto__'),
      'accept-encoding': fc.constantFrom('gzip', 'x')
    },
    { requiredKeys: [] }
  ),
  body: fc.oneof(
    json.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(json, fc.nat({ max: 50 })).map(([text, at]) => Buffer.from(text).subarray(0, at)),
    fc
      .constantFrom('', '---\n- &a [*a]', '--x\r\n', '[', '{"a":'.repeat(5_000), 'null')
      .map((text) => Buffer.from(text))
  )
})

function send(
  base: string,
  { method, path }: Route,
  { params, query, headers, body }: Wild,
  token?: string
): Promise<number> {
  let index = 0
  const filled = path.replace(/:\w+/g, () => encodeURIComponent(whole(params[index++] ?? 'x')))
  const { hostname, port } = new URL(base)
  const sent = token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const target = query === '' ? filled : `${filled}?${query}`
    const options = {
      agent,
      hostname,
      port,
      method,
      path: target,
      headers: { ...sent, 'content-length': body.length }
    }
    const outgoing = request(options, (incoming) => {
      incoming.resume()
      incoming.once('end', () => resolve(incoming.statusCode ?? 0))
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

test(
  'random bytes and JSON at every route are answered, and never with a 5xx',
  async () => {
    const routes = await everyRoute()
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), wild, async ([side, route], sent) => {
        const status = await send(side === 'registry' ? engine.registryUrl : engine.configUrl, route, sent)
        met.add(`${route.method} ${route.path}`)
        expect(status, `${route.method} ${route.path}`).toBeLessThan(500)
      }),
      { numRuns: 2_000 }
    )
    // Chance leaves none out: ten requests and more for each.
    expect(met.size).toBe(new Set(routes.map(([, { method, path }]) => `${method} ${path}`)).size)
  },
  TIMEOUT_MS
)

test(
  'with accounts, under a token and without one',
  async () => {
    const routes = (await everyRoute()).filter(([, { path }]) => !/password|\/v4\/token/.test(path))
    const answer = await fetch(`${guarded.registryUrl}/v4/token`, {
      method: 'POST',
      body: JSON.stringify({ name: 'root', password: rbac.rootPassword })
    })
    const { token } = (await answer.json()) as { token: string }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        wild,
        fc.constantFrom(token, undefined, 'a.b.c', `${token}x`),
        async ([side, route], sent, bearer) => {
          const base = side === 'registry' ? guarded.registryUrl : guarded.configUrl
          expect(await send(base, route, sent, bearer), `${route.method} ${route.path}`).toBeLessThan(500)
        }
      ),
      { numRuns: 600 }
    )
  },
  TIMEOUT_MS
)

test(
  'what is refused leaves nothing behind',
  async () => {
    const routes = (await everyRoute()).filter(([, { method }]) => method !== 'GET')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const heapAfter = async (requests: number): Promise<number> => {
      for (let i = 0; i < requests; i++) {
        const [side, route] = routes[i % routes.length]!
        const params = Array.from({ length: 6 }, (_, n) => `p${i}-${n}`)
        const sent: Wild = { params, query: `q=${i}`, headers: {}, body: Buffer.from(`{"broken-${i}`) }
        await send(side === 'registry' ? engine.registryUrl : engine.configUrl, route, sent)
      }
      collect()
      return process.memoryUsage().heapUsed
    }
    await heapAfter(500)
    const before = await heapAfter(500)
    const after = await heapAfter(2_000)
    // 2000 requests that each kept their path, query or body would be well beyond this.
    expect(after - before).toBeLessThan(1_000_000)
  },
  TIMEOUT_MS
)
