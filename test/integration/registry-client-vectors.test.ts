import type { Env } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { startUpstream } from '@node-chassis/testing'
import { createEngineAuth } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { scriptedEngine, until } from './scripted-engine.ts'
import type { Answer } from './scripted-engine.ts'
import { ORDER, SERVICE_ID, found, refuse, scene, wireInstance } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'
import { application, at, heldLists, nextList } from './registry-client-application.ts'
import { scriptedSockets } from './scripted-sockets.ts'

// Client vectors of registry.md 20.7. What the invoker does with a list (C-5, C-13) is seen in a whole application.

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})
async function stage(...given: Parameters<typeof scene>): Promise<Scene> {
  const made = await scene(...given)
  open.push(made)
  return made
}
// The limits of the scene, so that it knows of logins under way.
const withAccount = (env: Env) => ({
  auth: createEngineAuth({ env, credentials: { account: ACCOUNT }, timeoutMs: 4_999, connectTimeoutMs: 999 })
})
const SECURE = 'rest://[::1]:80?sslEnabled=True'
const ACCOUNT = { name: 'shop', password: 'Secret-1' }
const instanceIdOf = (body: string): string =>
  (JSON.parse(body) as { instance: { instanceId: string } }).instance.instanceId
const revs = (s: Scene): (string | undefined)[] =>
  s.seen('batch').map((seen) => (JSON.parse(seen.body) as { services: { rev?: string }[] }).services[0]?.rev)

describe('client vectors (registry.md 20.7)', () => {
  test('C-1 existence 400012, create, schema, instance: registered, in this order', async () => {
    const s = await stage({ schemas: [{ id: 'hello', content: 'openapi: 3.0.0' }] })
    await s.register()
    expect(s.asked).toEqual(['existence', 'createService', 'putSchema', 'createInstance'])
    expect(s.client.registrar.identity).toMatchObject({ serviceId: SERVICE_ID })
  })

  test('C-2 heartbeat 400017: registers again at once with the same id', async () => {
    const s = await stage()
    await s.register()
    s.routes.heartbeat = () => refuse('400017')
    await s.pass(15_000)
    expect(s.seen('heartbeat')).toHaveLength(1)
    const [first, second] = s.seen('createInstance')
    expect(instanceIdOf(second!.body)).toBe(instanceIdOf(first!.body))
  })

  test('C-3 heartbeat refused once, then 200: stays registered, no new POST', async () => {
    const s = await stage()
    const lost: unknown[] = []
    s.client.events.on('lost', (event) => lost.push(event))
    await s.register()
    const answers: Answer[] = ['drop', {}]
    s.routes.heartbeat = () => answers.shift() ?? {}
    for (let beat = 0; beat < 3; beat++) await s.pass(15_000)
    expect(s.seen('heartbeat')).toHaveLength(3)
    expect(s.seen('createInstance')).toHaveLength(1)
    expect(lost).toEqual([])
  })

  test.each([
    ['304', { status: 304, headers: { 'X-Resource-Revision': 'r1' } } as Answer],
    ['500', refuse('500003')],
    ['429', { status: 429 } as Answer],
    ['closed connection', 'drop' as Answer],
    ['timeout', 'hang' as Answer]
  ])('C-4 discovery 200 rev r1, then %s: the list stays, rev=r1 is sent', async (_name, answer) => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    const before = await s.client.instances.pull(ORDER)
    s.routes.find = () => answer
    const asked = s.client.instances.pull(ORDER).catch(() => undefined)
    await until(() => s.seen('find').length === 2)
    if (answer === 'hang') s.clock.advance(5_000)
    await asked
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    expect(s.seen('find').map((seen) => seen.query.get('rev'))).toEqual(['', 'r1', 'r1'])
    expect(s.client.instances.current(ORDER)).toBe(before)
  })

  test('C-4 the same by batch: 304 of one name, 500, 429', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    const before = await s.client.instances.pull(ORDER)
    const answers: Answer[] = [
      { body: { services: { notModified: [0] } } },
      refuse('500003'),
      { status: 429 }
    ]
    s.routes.batch = () => answers.shift() ?? { body: { services: { notModified: [0] } } }
    for (let poll = 1; poll <= 4; poll++) {
      await s.pass(15_000)
      expect(s.seen('batch')).toHaveLength(poll)
    }
    expect(revs(s)).toEqual(['r1', 'r1', 'r1', 'r1'])
    expect(s.client.instances.current(ORDER)).toBe(before)
  })

  test('C-5 two instances, then an empty list: they serve while they can be reached, then no more', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const two = [
      await startUpstream((_, answer) => void answer.end('a')),
      await startUpstream((_, answer) => void answer.end('b'))
    ]
    lists.set('order', [at('a', two[0]!.port), at('b', two[1]!.port)])
    const chassis = await application(s.engine.url, lists)
    open.push(chassis)
    expect((await chassis.call('order', '/')).status).toBe(200)
    const emptied = nextList(chassis)
    lists.set('order', [])
    lists.tell('order')
    expect(await emptied).toMatchObject({ known: true, instances: [] })
    const served = new Set<string>()
    for (let n = 0; n < 6; n++) served.add((await chassis.call('order', '/')).text())
    expect(served).toEqual(new Set(['a', 'b']))
    for (const one of two) await one.close()
    await expect
      .poll(async () => {
        const error = await chassis.call('order', '/').catch((failure: unknown) => failure)
        return (error as { code?: string }).code
      })
      .toBe('CHS_NO_INSTANCE')
  })

  test('C-6 batch 405: GET per service, and no batch again', async () => {
    const s = await stage()
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    s.routes.batch = () => ({ status: 405, headers: { Allow: 'GET' }, body: 'Method Not Allowed' })
    await s.pass(15_000)
    expect(s.seen('find')).toHaveLength(2)
    await s.pass(15_000)
    expect(s.seen('find')).toHaveLength(3)
    expect(s.seen('batch')).toHaveLength(1)
  })

  test('C-7 401205 once, then 200: one token request, sent again, no error to the caller', async () => {
    const s = await stage(withAccount)
    let issued = 0
    s.routes.token = () => ({ body: { token: `token-${++issued}` } })
    await s.register()
    expect(s.seen('token')).toHaveLength(1)
    await s.pass(15_000)
    const answers: Answer[] = [refuse('401205')]
    s.routes.find = () => answers.shift() ?? found('r1', wireInstance('i1'))
    const list = await s.client.instances.pull(ORDER)
    expect(list.instances).toHaveLength(1)
    expect(s.seen('token')).toHaveLength(2)
    expect(JSON.parse(s.seen('token')[0]!.body)).toEqual(ACCOUNT)
    expect(s.seen('find').map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2'
    ])
  })

  test('C-8 token 404: nothing is shown, and no login for 20 minutes', async () => {
    const s = await stage(withAccount)
    await s.register()
    for (let minute = 0; minute < 19; minute++) for (let n = 0; n < 4; n++) await s.pass(15_000)
    expect(s.seen('token')).toHaveLength(1)
    expect(s.seen('heartbeat').length).toBeGreaterThan(70)
    const shown = s.engine.requests.filter(({ headers }) => headers.authorization !== undefined)
    expect(shown).toEqual([])
    for (let n = 0; n < 8; n++) await s.pass(15_000)
    expect(s.seen('token')).toHaveLength(2)
  })

  test.each([
    ['readiness 200', 200],
    ['readiness 404 (the connection counts)', 404]
  ])('C-9 two addresses, the first breaks: three failures isolate it; %s frees it', async (_name, ready) => {
    let broken = true
    const first = await scriptedEngine((seen) => {
      if (broken) return 'drop'
      return seen.path.endsWith('/readiness') ? { status: ready } : {}
    })
    const s = await stage()
    const log = recordingLogger()
    const client = await stage({ addresses: [first.url, s.engine.url] }, log)
    await client.register()
    for (let beat = 1; beat <= 8; beat++) {
      await client.pass(15_000)
      expect(s.seen('heartbeat')).toHaveLength(beat)
    }
    expect(first.requests.filter((seen) => !seen.path.endsWith('/readiness'))).toHaveLength(3)
    broken = false
    await client.pass(15_000)
    await until(() => log.records.some(({ msg }) => msg === `registry address ${first.url} answers again`))
    const before = first.matching(/heartbeat/).length
    await client.pass(15_000)
    await client.pass(15_000)
    expect(first.matching(/heartbeat/).length).toBe(before + 1)
    await first.close()
  })

  test('C-10 odd frames: no crash, one pull each; those that come meanwhile share one', async () => {
    const s = await stage({ watch: true })
    const { sockets } = scriptedSockets(s.engine)
    s.routes.find = () => found('r1', wireInstance('i1'))
    await s.client.instances.pull(ORDER)
    await s.register()
    await until(() => sockets.length === 1 && s.seen('batch').length === 1)
    let rev = 1
    s.routes.batch = () => ({
      body: { services: { updated: [{ index: 0, rev: `r${++rev}`, instances: [wireInstance('i1')] }] } }
    })
    const frames = [
      JSON.stringify({ action: 'EXPIRE', key: { serviceName: 'order', appId: 'shop' }, instance: {} }),
      JSON.stringify({ action: 'CREATE', what: { is: ['this'] }, key: { serviceName: 'order' } }),
      '{"action": "UPD',
      'null',
      '[]'
    ]
    for (const [at, frame] of frames.entries()) {
      sockets[0]!.socket.send(frame)
      await until(() => s.seen('batch').length === at + 2)
      await s.quiet()
    }
    expect(s.client.instances.current(ORDER)?.revision).toBe('r6')
    for (const frame of frames) sockets[0]!.socket.send(frame)
    await until(() => s.client.instances.current(ORDER)?.revision === 'r8')
    await s.quiet()
    expect(s.seen('batch').length).toBe(8)
    expect(sockets[0]!.isClosed).toBe(false)
  })

  test('C-11 the watch says "service does not exist": registers again, connects again', async () => {
    const s = await stage({ watch: true })
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 1)
    s.routes.createService = () => ({ body: { serviceId: 'service-2' } })
    sockets[0]!.socket.send('service does not exist')
    sockets[0]!.socket.terminate()
    await until(() => sockets.length === 2)
    expect(sockets.map(({ path }) => path)).toEqual([
      `/v4/default/registry/microservices/${SERVICE_ID}/watcher`,
      '/v4/default/registry/microservices/service-2/watcher'
    ])
    const [first, second] = s.seen('createInstance')
    expect(instanceIdOf(second!.body)).toBe(instanceIdOf(first!.body))
  })

  test('C-12 the heartbeat socket closes with 4001: registers again; with 1006: a beat by PUT at once', async () => {
    const s = await stage({ heartbeatMode: 'socket' })
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 1)
    const { instanceId } = s.client.registrar.identity!
    expect(sockets[0]!.path).toBe(
      `/v4/default/registry/microservices/${SERVICE_ID}/instances/${instanceId}/heartbeat`
    )
    sockets[0]!.socket.close(4001, 'heartbeat reporting failed because the instance does not exist')
    await until(() => s.seen('createInstance').length === 2)
    expect(instanceIdOf(s.seen('createInstance')[1]!.body)).toBe(instanceId)
    await s.quiet()
    await s.pass(3_000)
    await until(() => sockets.length === 2)
    expect(s.seen('heartbeat')).toHaveLength(0)
    sockets[1]!.socket.terminate()
    await until(() => s.seen('heartbeat').length === 1)
    await s.quiet()
    await s.pass(15_000)
    expect(s.seen('heartbeat')).toHaveLength(2)
    expect(s.seen('createInstance')).toHaveLength(2)
  })

  test('C-13 endpoints: all are shown; one without a port is not called, the others are', async () => {
    const s = await stage()
    const lists = heldLists(s)
    const chassis = await application(s.engine.url, lists, {
      config: { 'servicecomb.references.assumeRest': true }
    })
    open.push(chassis)
    const endpoints = ['rest:1.1.1.1:80', 'rest://h', 'http://h:1?x=%zz', '[::1]:8080', SECURE]
    lists.set(
      'order',
      endpoints.map((endpoint, n) => wireInstance(`i${n + 1}`, { endpoints: [endpoint] }))
    )
    const heard = nextList(chassis)
    chassis.explain('order', { path: '/' })
    const { instances } = (await heard) as { instances: { endpoints: string[] }[] }
    expect(instances.map((one) => one.endpoints)).toEqual(endpoints.map((endpoint) => [endpoint]))
    const { candidates } = chassis.explain('order', { path: '/' })
    expect(candidates.map(({ instance, endpoint, candidate }) => [instance, endpoint, candidate])).toEqual([
      ['i1', 'rest:1.1.1.1:80', true],
      ['i2', undefined, false],
      // What the filter of schemes makes of it is the invoker's choice: it takes `http` as it takes `rest`. The query that
      // is no query does no harm.
      ['i3', 'http://h:1?x=%zz', true],
      ['i4', '[::1]:8080', true],
      ['i5', SECURE, true]
    ])
  })

  test.each([
    ['absent', { serviceId: 'o1' }],
    ['null', { instances: null }]
  ])('C-14 instances %s: an empty list', async (_name, body) => {
    const s = await stage()
    s.routes.find = () => ({ headers: { 'X-Resource-Revision': 'r0' }, body })
    expect(await s.client.instances.pull(ORDER)).toEqual({
      target: ORDER,
      known: true,
      instances: [],
      revision: 'r0'
    })
  })

  test('C-14 a status of another world is not UP, the others are fine', async () => {
    const s = await stage()
    s.routes.find = () =>
      found(
        'r1',
        wireInstance('i1', { status: 'WEIRD' }),
        wireInstance('i2'),
        wireInstance('i3', { status: undefined })
      )
    const list = await s.client.instances.pull(ORDER)
    expect(list.instances.map(({ id, status }) => [id, status])).toEqual([
      ['i1', 'DOWN'],
      ['i2', 'UP'],
      ['i3', 'DOWN']
    ])
  })

  test('C-15 shutdown: status DOWN, then DELETE, no heartbeat afterwards', async () => {
    const s = await stage()
    await s.register()
    await s.client.registrar.setStatus('DOWN')
    await s.client.registrar.deregister()
    await s.pass(120_000)
    expect(s.asked.slice(-2)).toEqual(['status', 'remove'])
    expect(s.seen('status')[0]!.query.get('value')).toBe('DOWN')
    expect(s.seen('heartbeat')).toEqual([])
  })
})
