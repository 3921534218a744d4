import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { RecordingLogger, SimulatedClock } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { documentsOf, formOf } from './config/documents.ts'
import { md5Of } from './config/md5.ts'
import type { Json } from './grpc/payload.ts'
import { createNacosConfig } from './nacos-config.ts'
import type { NacosConfig, NacosConfigOptions } from './nacos-config.ts'
import { scriptedNacos, until } from './scripted-nacos.test-support.ts'
import type { Answer, Request, ScriptedNacos, Script } from './scripted-nacos.test-support.ts'

const OK = { resultCode: 200, errorCode: 0, success: true }
const never = new AbortController().signal
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Documents of a server, by dataId. */
type Documents = Map<string, { readonly content: string; readonly type?: string; readonly more?: Json }>

interface Desk {
  readonly nacos: ScriptedNacos
  readonly config: NacosConfig
  readonly clock: SimulatedClock
  readonly log: RecordingLogger
}

function serving(documents: Documents): (request: Request, fallback: () => Answer) => Answer {
  return ({ type, body }, fallback) => {
    const md5 = (dataId: string): string => md5Of(documents.get(dataId)?.content)
    if (type === 'ConfigBatchListenRequest') {
      const contexts = body['configListenContexts'] as { dataId: string; group: string; md5: string }[]
      const changed = contexts.filter((one) => md5(one.dataId) !== one.md5)
      return ['ConfigChangeBatchListenResponse', { ...OK, changedConfigs: changed }]
    }
    const found = documents.get(String(body['dataId']))
    if (type !== 'ConfigQueryRequest' || found === undefined) return fallback()
    const { content, type: contentType = 'text', more = {} } = found
    return ['ConfigQueryResponse', { ...OK, content, contentType, md5: md5Of(content), ...more }]
  }
}

async function desk(
  documents: Documents,
  dataIds: readonly string[],
  options: Partial<NacosConfigOptions> = {},
  script: Script = {}
): Promise<Desk> {
  const nacos = await scriptedNacos({ abilities: {}, grpc: serving(documents), ...script })
  closers.push(() => nacos.close())
  return { nacos, ...configOf(nacos, dataIds, options) }
}

function configOf(
  nacos: ScriptedNacos,
  dataIds: readonly string[],
  options: Partial<NacosConfigOptions> = {}
): Omit<Desk, 'nacos'> {
  const clock = simulatedClock()
  const log = recordingLogger()
  const config = createNacosConfig({
    env: { clock, random: seededRandom(1), log },
    addresses: [nacos.address],
    grpcPort: nacos.grpcPort,
    transport: 'grpc',
    documents: dataIds.map((dataId) => ({ dataId, group: 'DEFAULT_GROUP' })),
    readers: { yaml: pairs(': '), properties: pairs('=') },
    ...options
  })
  closers.push(() => config.close())
  return { config, clock, log }
}

/** Enough of YAML and of properties for these tests. */
function pairs(between: string): (text: string) => Map<string, string> {
  return (text) =>
    new Map(
      text.split('\n').map((line) => {
        const [key = '', value] = line.split(between)
        if (value === undefined) throw new Error(`no "${between.trim()}" in line ${line}`)
        return [key, value]
      })
    )
}

/** Lets time pass; what a while brings about goes through real sockets, which need their turns, before the next begins. */
async function passing(clock: SimulatedClock, ms: number, enough: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !enough(); left -= 500) {
    await clock.advanceAsync(500)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
}

function notify(nacos: ScriptedNacos, dataId: string): void {
  nacos.connections
    .at(-1)!
    .push('ConfigChangeNotifyRequest', { requestId: dataId, dataId, group: 'DEFAULT_GROUP' })
}

describe('which documents, and how they are read (nacos.md 7.3)', () => {
  test('shared < extension < prefix < prefix.ext < prefix-profile.ext', () => {
    const key = (dataId: string, group = 'G'): { dataId: string; group: string } => ({ dataId, group })
    expect(
      documentsOf({
        prefix: 'shop',
        fileExtension: 'yaml',
        profiles: ['dev', 'eu'],
        group: 'G',
        shared: [key('s0', 'X'), key('s1')],
        extension: [key('e0')]
      }).map(({ dataId }) => dataId)
    ).toEqual(['s0', 's1', 'e0', 'shop', 'shop.yaml', 'shop-dev.yaml', 'shop-eu.yaml'])
  })

  test.each([
    ['shop.yaml', 'text', 'properties', 'yaml'],
    ['shop.YML', undefined, 'properties', 'yaml'],
    ['shop.json', 'text', 'properties', 'yaml'],
    ['shop.properties', 'yaml', 'yaml', 'properties'],
    ['shop', 'yaml', 'properties', 'yaml'],
    ['shop', 'text', 'properties', 'properties'],
    ['shop', undefined, 'yaml', 'yaml'],
    ['com.acme.shop', 'text', 'properties', 'properties'],
    ['yaml', 'text', 'properties', 'properties'],
    ['notes.txt', 'text', 'properties', 'one-setting'],
    ['page', 'html', 'properties', 'one-setting']
  ])('%s of type %s, extension %s: %s', (dataId, type, extension, form) =>
    expect(formOf(dataId, type, extension)).toBe(form)
  )

  test('later documents win, and each value says where it is from', async () => {
    const documents: Documents = new Map([
      ['a.yaml', { content: 'x: a\ny: a' }],
      ['b', { content: 'y=b\nz=b' }],
      ['c.txt', { content: 'as it is' }]
    ])
    const { config } = await desk(documents, ['a.yaml', 'b', 'c.txt', 'missing.yaml'])
    await config.start(never)
    expect(Object.fromEntries(config.values)).toEqual({ x: 'a', y: 'b', z: 'b', 'c.txt': 'as it is' })
    expect(['x', 'y', 'c.txt', 'none'].map((key) => config.sourceOf(key))).toEqual([
      'nacos (a.yaml)',
      'nacos (b)',
      'nacos (c.txt)',
      undefined
    ])
    expect(config.answering).toBe(true)
    expect(config.transport).toMatch(/^grpc 127/)
  })
})

describe('changes', () => {
  test('a change, one that says nothing new, a text that cannot be read, a removal', async () => {
    const documents: Documents = new Map([['a.yaml', { content: 'x: 1' }]])
    const { nacos, config, log } = await desk(documents, ['a.yaml'])
    await config.start(never)
    const told: string[] = []
    config.onChange((values) => told.push(values.get('x') ?? 'gone'))
    const change = async (content: string | undefined, queries: number): Promise<void> => {
      if (content === undefined) documents.delete('a.yaml')
      else documents.set('a.yaml', { content })
      notify(nacos, 'a.yaml')
      await until(() => nacos.of('ConfigQueryRequest').length === queries, `query ${queries}`)
    }
    await change('x: 2', 2)
    await until(() => told.length === 1, 'the change')
    await change('x: 2', 3)
    await change('x= 3', 4)
    await until(
      () => log.records.some(({ msg }) => String(msg).includes('its last good content stays')),
      'the warning'
    )
    expect(config.values.get('x')).toBe('2')
    await change(undefined, 5)
    await until(() => told.length === 2, 'the removal')
    expect(told).toEqual(['2', 'gone'])
  })

  test('everything is listened to anew each five minutes, which heals a notification that was lost', async () => {
    const documents: Documents = new Map([['a.yaml', { content: 'x: 1' }]])
    const { nacos, config, clock } = await desk(documents, ['a.yaml'])
    await config.start(never)
    await until(() => nacos.of('ConfigBatchListenRequest').length === 2, 'listening with the MD5')
    documents.set('a.yaml', { content: 'x: 2' })
    await passing(clock, 300_000, () => config.values.get('x') === '2')
    await until(() => config.values.get('x') === '2', 'the change')
  })

  test('a server that goes on calling the same content changed is asked ever more rarely (hazard 11)', async () => {
    const { nacos, config, clock } = await desk(
      new Map(),
      ['a.yaml'],
      {},
      {
        grpc: ({ type, body }, fallback) => {
          if (type === 'ConfigBatchListenRequest')
            return [
              'ConfigChangeBatchListenResponse',
              { ...OK, changedConfigs: body['configListenContexts'] }
            ]
          if (type !== 'ConfigQueryRequest') return fallback()
          // Never the MD5 that was listened with.
          return ['ConfigQueryResponse', { ...OK, content: 'x: 1', md5: md5Of(String(nacosQueries++)) }]
        }
      }
    )
    let nacosQueries = 0
    await config.start(never)
    await passing(clock, 10_000, () => false)
    expect(nacos.of('ConfigQueryRequest').length).toBeLessThan(12)
    expect(config.values.get('x')).toBe('1')
  })
})

describe('what is refused', () => {
  test('an encrypted document: at start with an error, later by keeping what was good', async () => {
    const cipher = { content: 'c1ph3r', more: { encryptedDataKey: 'k' } }
    const documents: Documents = new Map([['a.yaml', cipher]])
    const refused = await desk(documents, ['a.yaml'])
    const error = await refused.config.start(never).catch((reason: unknown) => reason as Error)
    expect(error).toMatchObject({ code: 'CHS_CONFIG_REFUSED' })
    expect((error as Error).message).toContain('a.yaml')
    expect(refused.config.values.size).toBe(0)

    documents.set('a.yaml', { content: 'x: 1' })
    const { nacos, config, log } = await desk(documents, ['a.yaml'])
    await config.start(never)
    documents.set('a.yaml', cipher)
    notify(nacos, 'a.yaml')
    await until(() => log.records.some(({ msg }) => String(msg).includes('encrypted')), 'the warning')
    expect(config.values.get('x')).toBe('1')
    expect(JSON.stringify(log.records)).not.toContain('c1ph3r')
  })

  test('rights that are missing', async () => {
    const { config } = await desk(
      new Map(),
      ['a.yaml'],
      {},
      {
        grpc: ({ type }, fallback) =>
          type === 'ConfigBatchListenRequest'
            ? ['ErrorResponse', { resultCode: 500, errorCode: 403, message: 'authorization failed!' }]
            : fallback()
      }
    )
    await expect(config.start(never)).rejects.toMatchObject({ code: 'CHS_CONFIG_REFUSED', engineCode: '403' })
  })

  test.each(['a b', 'a/b', '', 'x'.repeat(257)])('the dataId %j never leaves the process', async (dataId) => {
    const nacos = await scriptedNacos()
    closers.push(() => nacos.close())
    expect(() => configOf(nacos, [dataId])).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key: 'servicecomb.nacos.config' })
    )
  })
})

describe('documents cse-label-route-*', () => {
  const rule = (dataId: string): [string, { content: string }] => [dataId, { content: `${dataId}: 1` }]
  const contexts = (...dataIds: string[]): Json[] =>
    dataIds.map((dataId) => ({ groupKey: `${dataId}+G+public`, changedType: 'ADD_CONFIG' }))

  test('told by a server of 3.x; those that went while nobody listened are dropped', async () => {
    const documents: Documents = new Map([
      rule('cse-label-route-a'),
      rule('cse-label-route-b'),
      rule('cse-label-route-c')
    ])
    let known = ['cse-label-route-a', 'cse-label-route-b']
    const pattern = 'public>>G>>cse-label-route-*'
    const { nacos, config, clock } = await desk(
      documents,
      [],
      { routesGroup: 'G' },
      {
        abilities: { fuzzyWatch: true },
        grpc: (request, fallback) => {
          if (request.type !== 'ConfigFuzzyWatchRequest') return serving(documents)(request, fallback)
          expect(request.body).toMatchObject({ groupKeyPattern: pattern, watchType: 'WATCH' })
          const { connection } = request
          const sync = { requestId: '1', groupKeyPattern: pattern }
          setImmediate(() => {
            connection.push('ConfigFuzzyWatchSyncRequest', {
              ...sync,
              syncType: 'FUZZY_WATCH_INIT_NOTIFY',
              contexts: contexts(...known)
            })
            connection.push('ConfigFuzzyWatchSyncRequest', {
              ...sync,
              syncType: 'FINISH_FUZZY_WATCH_INIT_NOTIFY'
            })
          })
          return fallback()
        }
      }
    )
    await config.start(never)
    expect([...config.values.keys()]).toEqual(['cse-label-route-a', 'cse-label-route-b'])
    nacos.connections[0]!.push('ConfigFuzzyWatchChangeNotifyRequest', {
      requestId: '2',
      groupKey: 'cse-label-route-c+G+public',
      changeType: 'CONFIG_CHANGED'
    })
    await until(() => config.values.has('cse-label-route-c'), 'the new one')
    known = ['cse-label-route-c']
    documents.delete('cse-label-route-a')
    documents.delete('cse-label-route-b')
    nacos.connections[0]!.endStream()
    await until(() => config.transport === undefined, 'the loss')
    clock.advance(150)
    await until(() => config.values.size === 1, 'what is left')
    expect([...config.values.keys()]).toEqual(['cse-label-route-c'])
  })

  test('asked of 2.x each 30 s, page by page', async () => {
    const all = Array.from({ length: 120 }, (_, i) => `cse-label-route-${String(i).padStart(3, '0')}`)
    const documents: Documents = new Map(all.map(rule))
    let found = all.slice(0, 119)
    const { nacos, config, clock } = await desk(
      documents,
      [],
      { routesGroup: 'G', namespace: 'team' },
      {
        http: ({ path: at, query }) => {
          if (at === '/nacos/v1/console/namespaces') return { status: 200, body: 'true' }
          if (at !== '/nacos/v1/cs/configs' || query.get('search') !== 'blur') return undefined
          expect([query.get('dataId'), query.get('group'), query.get('tenant')]).toEqual([
            'cse-label-route-*',
            'G',
            'team'
          ])
          const page = Number(query.get('pageNo'))
          const pageItems = found
            .slice(100 * (page - 1), 100 * page)
            .map((dataId) => ({ dataId, content: 'ignored' }))
          return {
            status: 200,
            body: JSON.stringify({ totalCount: found.length, pagesAvailable: 2, pageItems })
          }
        }
      }
    )
    await config.start(never)
    expect(config.values.size).toBe(119)
    found = all
    const searches = nacos.httpRequests.length
    await until(() => nacos.of('ConfigBatchListenRequest').length === 2, 'listening with the MD5s')
    await passing(clock, 31_000, () => config.values.size === 120)
    await until(() => config.values.size === 120, 'the new one')
    expect(nacos.httpRequests.length - searches).toBe(2)
  })
})

test('a start while no server answers: the settings of an earlier process, with the MD5 of what was delivered', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'nacos-'))
  closers.push(() => rm(dir, { recursive: true }))
  const documents: Documents = new Map([['a.yaml', { content: 'x: 1' }]])
  const snapshot = { snapshotDir: dir, appName: 'shop' }
  const { nacos, config } = await desk(documents, ['a.yaml'], snapshot)
  await config.start(never)
  await config.close()
  await nacos.stopGrpc()
  const later = configOf(nacos, ['a.yaml'], snapshot)
  await expect(later.config.start(never)).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  expect(later.config.values.get('x')).toBe('1')
  expect(later.config.answering).toBe(false)
  const queries = nacos.of('ConfigQueryRequest').length
  await nacos.startGrpc()
  await later.clock.advanceAsync(400)
  await until(() => later.config.answering, 'the server')
  await until(
    () => nacos.of('ConfigBatchListenRequest').at(-1)?.connection === nacos.connections.at(-1),
    'listening'
  )
  // It says itself that nothing changed meanwhile.
  expect(nacos.of('ConfigQueryRequest')).toHaveLength(queries)
  documents.set('a.yaml', { content: 'x: 2' })
  notify(nacos, 'a.yaml')
  await until(() => later.config.values.get('x') === '2', 'the change')
})

describe('over HTTP', () => {
  test('v1: the first poll does not wait, later ones do; a change is read', async () => {
    const documents: Documents = new Map([['a.yaml', { content: 'x: 1' }]])
    let wake: () => void = () => {}
    const polls: (string | undefined)[] = []
    const { nacos, config } = await desk(
      documents,
      ['a.yaml'],
      { transport: 'http' },
      {
        grpcDown: true,
        http({ method, path: at, headers, form }) {
          if (at === '/nacos/v1/ns/service/list') return { status: 200, body: '{"count":0}' }
          if (at === '/nacos/v1/cs/configs' && method === 'GET')
            return {
              status: 200,
              body: documents.get('a.yaml')!.content,
              headers: { 'Content-MD5': md5Of(documents.get('a.yaml')!.content), 'Config-Type': 'yaml' }
            }
          if (at !== '/nacos/v1/cs/configs/listener') return undefined
          polls.push(headers['long-pulling-timeout-no-hangup'] as string | undefined)
          const same = form.get('Listening-Configs')?.includes(md5Of(documents.get('a.yaml')!.content))
          if (same === true && polls.length > 2) {
            // The answer waits for the change.
            wake()
            return { status: 200, body: '' }
          }
          return { status: 200, body: same === true ? '' : 'a.yaml%02DEFAULT_GROUP%01\n' }
        }
      }
    )
    await config.start(never)
    expect(config.values.get('x')).toBe('1')
    await new Promise<void>((resolve) => (wake = resolve))
    documents.set('a.yaml', { content: 'x: 2' })
    await until(() => config.values.get('x') === '2', 'the change')
    expect(polls.slice(0, 3)).toEqual(['true', undefined, undefined])
    expect(nacos.connections).toHaveLength(0)
  })

  test('v3 where v1 is gone: looked at each 30 s', async () => {
    let content = 'x: 1'
    const { config, clock } = await desk(
      new Map(),
      ['a.yaml', 'none.yaml'],
      { transport: 'http' },
      {
        grpcDown: true,
        http({ path: at, query }) {
          if (at.startsWith('/nacos/v1')) return { status: 410, body: '{"code":40000}' }
          if (at === '/nacos/v3/admin/core/state/readiness') return { status: 200, body: 'ok' }
          if (query.get('dataId') !== 'a.yaml')
            return { status: 200, body: '{"code":20004,"message":"resource not found","data":null}' }
          return {
            status: 200,
            body: JSON.stringify({ code: 0, data: { content, contentType: 'yaml', md5: md5Of(content) } })
          }
        }
      }
    )
    await config.start(never)
    expect(config.transport).toBe('http v3')
    expect(config.values.get('x')).toBe('1')
    content = 'x: 2'
    await passing(clock, 34_000, () => config.values.get('x') === '2')
    await until(() => config.values.get('x') === '2', 'the change')
  })
})
