import { createHash } from 'node:crypto'
import { systemEnv, silentLogger } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import { createChassis } from 'node-chassis'
import { afterEach, describe, expect, test } from 'vitest'
import { ME, SERVICE_ID, idle, refuse, scene } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'
import type { Answer } from './scripted-engine.ts'
import { until } from './scripted-engine.ts'

const open: Scene[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
async function stage(...given: Parameters<typeof scene>): Promise<Scene> {
  const made = await scene(...given)
  open.push(made)
  return made
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const schemas = ['a', 'b', 'c'].map((id) => ({ id, content: `openapi: 3.0.0 # ${id}` }))
const uploads = (s: Scene): string[] =>
  s.seen('putSchema').map(({ path }) => path.slice(path.lastIndexOf('/') + 1))

/** The service is there already; it has these schemas. */
function known(s: Scene, listed: readonly object[]): void {
  s.routes.existence = () => ({ body: { serviceId: SERVICE_ID } })
  s.routes.listSchemas = () => ({ body: listed.length === 0 ? {} : { schemas: listed } })
}

describe('schemas (registry.md 6, 16.2, C1, C17; decisions.md N16)', () => {
  test('a new service: all are uploaded, one after the other, with their SHA-256', async () => {
    const progress: string[] = []
    const s = await stage({ schemas, onSchemaProgress: (done, total) => progress.push(`${done}/${total}`) })
    await s.register()
    expect(s.asked).toEqual([
      'existence',
      'createService',
      'putSchema',
      'putSchema',
      'putSchema',
      'createInstance'
    ])
    expect((JSON.parse(s.seen('createService')[0]!.body) as { service: object }).service).toMatchObject({
      schemas: ['a', 'b', 'c']
    })
    expect(s.seen('putSchema').map(({ path, body }) => [path, JSON.parse(body)])).toEqual(
      schemas.map(({ id, content }) => [
        `/v4/default/registry/microservices/${SERVICE_ID}/schemas/${id}`,
        { schemaId: id, summary: sha256(content), schema: content }
      ])
    )
    expect(progress).toEqual(['1/3', '2/3', '3/3'])
  })

  test('a known service: only what is missing, differs or has no content', async () => {
    const s = await stage({ schemas })
    known(s, [
      { schemaId: 'a', summary: sha256(schemas[0]!.content) },
      { schemaId: 'b', summary: 'another' },
      { schemaId: 'c' },
      { schemaId: 'd', summary: 'of an older version of us' }
    ])
    await s.register()
    expect(uploads(s)).toEqual(['b', 'c'])
  })

  test('schemas that cannot be listed are all uploaded', async () => {
    const s = await stage({ schemas })
    known(s, [])
    s.routes.listSchemas = () => refuse('400001')
    await s.register()
    expect(uploads(s)).toEqual(['a', 'b', 'c'])
  })

  test.each([
    ['400015', refuse('400015')],
    ['403001', refuse('403001', 'schema modify is disabled')],
    ['400100', refuse('400100')],
    ['500003', refuse('500003', 'etcdserver: request is too large')]
  ])(
    'B-041 a schema is refused (%s): registered all the same, one warning names it',
    async (_code, answer) => {
      const log = recordingLogger()
      const s = await stage({ schemas }, log)
      known(s, [])
      s.routes.putSchema = ({ path }) => (path.endsWith('/c') ? {} : answer)
      await s.register()
      expect(s.client.registrar.identity).toBeDefined()
      const warnings = log.records.filter(({ schemas: named }) => named !== undefined)
      expect(warnings).toMatchObject([
        { level: 40, schemas: ['a', 'b'], msg: expect.stringContaining('schema "a", "b"') as string }
      ])
      expect(warnings[0]!['msg']).toContain('servicecomb.service.version')
      await s.pass(15_000)
      expect(uploads(s)).toHaveLength(3)
    }
  )

  test.each(['400015', '403001'])('B-041 failOnSchemaDifference: %s fails the registration', async (code) => {
    const s = await stage({ schemas, failOnSchemaDifference: true })
    known(s, [])
    s.routes.putSchema = () => refuse(code)
    await expect(s.register()).rejects.toMatchObject({ code: 'CHS_REGISTRY_REFUSED', engineCode: code })
    expect(s.asked).not.toContain('createInstance')
  })

  test('the registry goes away in between: registering goes on, with what is still missing', async () => {
    const s = await stage({ schemas })
    const answers: Answer[] = [{}, 'drop']
    s.routes.putSchema = () => answers.shift() ?? {}
    const registered = s.client.registrar.register(ME, idle)
    s.clock.advance(0)
    await until(() => s.seen('putSchema').length === 2)
    await s.quiet()
    known(s, [{ schemaId: 'a', summary: sha256(schemas[0]!.content) }])
    s.clock.advance(1_100)
    await registered
    expect(uploads(s)).toEqual(['a', 'b', 'b', 'c'])
  })

  test('a lost lease uploads nothing; a registry that lost the service gets them again', async () => {
    const s = await stage({ schemas })
    await s.register()
    const heartbeats: Answer[] = [refuse('400017')]
    s.routes.heartbeat = () => heartbeats.shift() ?? {}
    await s.pass(15_000)
    expect(s.seen('createInstance')).toHaveLength(2)
    expect(uploads(s)).toHaveLength(3)
    heartbeats.push(refuse('400017'))
    const instances: Answer[] = [refuse('400012')]
    const create = s.routes.createInstance
    s.routes.createInstance = (seen) => instances.shift() ?? create(seen)
    await s.pass(15_000)
    expect(s.seen('createService')).toHaveLength(2)
    expect(uploads(s)).toHaveLength(6)
  })

  test.each([
    ['an id that no registry takes', [{ id: 'a/b', content: 'x' }], 'schema "a/b": an id is'],
    ['an id twice', [schemas[0]!, schemas[0]!], 'schema "a" is there twice'],
    ['an empty document', [{ id: 'a', content: '' }], 'schema "a" is empty'],
    ['1 MiB (C17)', [{ id: 'a', content: 'x'.repeat(1_048_576) }], 'schema "a" is 1 MiB or more'],
    [
      'more than a hundred',
      Array.from({ length: 101 }, (_, n) => ({ id: `s${n}`, content: 'x' })),
      '101 schemas; a service has at most 100'
    ]
  ])('refused before anything is sent: %s', (_name, given, message) => {
    const options = { env: systemEnv(silentLogger), addresses: ['http://127.0.0.1:1'], schemas: given }
    expect(() => createRegistryClient(options)).toThrow(`\`schemas\`: ${message}`)
  })
})

test('an application shows its contracts: the engine has them, a second start sends only the changed one', async () => {
  await using engine = await createEngine()
  const sent: string[] = []
  const start = async (order: object): Promise<void> => {
    const chassis = createChassis({
      service: { name: 'order', version: '1.0.0' },
      config: { 'servicecomb.registry.sc.address': engine.registryUrl },
      schemas: { order, pay: 'openapi: 3.0.0\n' },
      log: silentLogger
    })
    await chassis.start()
    await chassis.close()
  }
  const schemaOf = async (id: string): Promise<unknown> => {
    const root = `${engine.registryUrl}/v4/default/registry/microservices`
    const { services } = (await (await fetch(root)).json()) as { services: { serviceId: string }[] }
    for (const { serviceId } of services) {
      const answer = await fetch(`${root}/${serviceId}/schemas/${id}`)
      if (!answer.ok) continue
      sent.push(answer.headers.get('x-schema-summary') ?? '')
      return ((await answer.json()) as { schema: string }).schema
    }
    return undefined
  }
  await start({ openapi: '3.0.0' })
  expect(await schemaOf('order')).toBe('{"openapi":"3.0.0"}')
  await start({ openapi: '3.1.0' })
  expect(await schemaOf('order')).toBe('{"openapi":"3.1.0"}')
  expect(await schemaOf('pay')).toBe('openapi: 3.0.0\n')
  expect(sent.at(-1)).toBe(sha256('openapi: 3.0.0\n'))
})
