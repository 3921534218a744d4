import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { createEngineHttp, createOutage } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { made } from '../configuration.test-support.ts'
import { createKieClient } from './client.ts'
import type { KieClientOptions } from './client.ts'
import { Dimension } from './dimension.ts'
import { kieOptions } from './options.ts'
import { scriptedCentre } from './scripted-centre.test-support.ts'
import type { Answer, ScriptedCentre } from './scripted-centre.test-support.ts'
import { timingOf } from './timing.ts'
import type { KieTiming } from './timing.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const list = (values: Record<string, string>, revision = '1'): Answer => ({
  revision,
  body: JSON.stringify({
    total: Object.keys(values).length,
    data: Object.entries(values).map(([key, value]) => ({
      id: key,
      key,
      value,
      value_type: 'text',
      status: 'enabled'
    }))
  })
})

interface Rig {
  readonly dimension: Dimension
  readonly clock: ReturnType<typeof simulatedEnv>['clock']
  readonly said: () => string
  /** Addresses that answer again. */
  readonly recovered: string[]
  readonly changes: Record<string, string>[]
  poll(): Promise<number>
}

/** One layer of a client over these addresses. */
function rig(
  addresses: readonly string[],
  timing: Partial<KieTiming> = {},
  place?: KieClientOptions['place']
): Rig {
  const log = recordingLogger()
  const env = { ...simulatedEnv(), log }
  const recovered: string[] = []
  const http = createEngineHttp({
    env,
    engine: 'configuration centre',
    addresses,
    addressKey: 'servicecomb.kie.serverUri',
    unavailable: 'CHS_CONFIG_UNAVAILABLE',
    readinessPath: '/v1/health',
    place,
    onRecovered: (address) => void recovered.push(address)
  })
  closers.push(() => http.close())
  const changes: Record<string, string>[] = []
  const dimension = new Dimension({
    env,
    http,
    path: '/v1/default/kie/kv',
    name: 'app',
    labels: { app: 'a', environment: '' },
    exact: true,
    timing: timingOf(timing, log),
    warn: (message) => log.warn(message),
    outage: createOutage(log),
    onChange: () => void changes.push(Object.fromEntries(dimension.values))
  })
  const { signal } = new AbortController()
  const said = (): string => log.records.map(({ msg }) => msg).join('\n')
  return { dimension, clock: env.clock, said, recovered, changes, poll: () => dimension.poll(signal) }
}

async function centre(script: Parameters<typeof scriptedCentre>[0], port = 0): Promise<ScriptedCentre> {
  const made = await scriptedCentre(script, port)
  closers.push(async () => made[Symbol.asyncDispose]())
  return made
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('addresses (config.md 5.6)', () => {
  test('G22: one that refuses is isolated after three failures, probed after 15 s, and restored', async () => {
    const port = await freePort()
    const good = await centre(() => list({ k: '1' }))
    const r = rig([`http://127.0.0.1:${port}`, good.url])
    for (let n = 0; n < 6; n++) expect(await r.poll()).toBe(1000)
    expect(r.said()).toContain(`http://127.0.0.1:${port} is isolated`)
    const before = good.asked.length
    for (let n = 0; n < 4; n++) await r.poll()
    expect(good.asked).toHaveLength(before + 4)
    const back = await centre(() => list({ k: '1' }), port)
    r.clock.advance(15_000)
    await expect.poll(() => r.said()).toContain(`http://127.0.0.1:${port} answers again`)
    expect(back.asked.map(({ url }) => url)).toEqual(['/v1/health'])
    expect(r.recovered).toEqual([`http://127.0.0.1:${port}`])
    for (let n = 0; n < 4; n++) await r.poll()
    expect(back.asked).toHaveLength(3)
  })

  test('G23: all isolated: every address is still tried', async () => {
    const ports = [await freePort(), await freePort()]
    const r = rig(ports.map((port) => `http://127.0.0.1:${port}`))
    for (let n = 0; n < 4; n++) expect(await r.poll()).toBeGreaterThan(2000)
    for (const port of ports) expect(r.said()).toContain(`http://127.0.0.1:${port} is isolated`)
    const back = await centre(() => list({ k: '1' }), ports[1])
    expect(await r.poll()).toBe(1000)
    expect([back.asked.length, r.dimension.values.get('k')]).toEqual([1, '1'])
  })

  test('addresses of the own region and zone come first, others step in', async () => {
    const [near, far, nowhere] = [
      await centre(() => list({})),
      await centre(() => list({})),
      await centre(() => list({}))
    ]
    const place = { region: 'r1', zone: 'z1' }
    const nearUrl = `${near.url}?region=r1&availableZone=z1`
    const r = rig([nowhere.url, `${far.url}?region=r1&availableZone=z2`, nearUrl], {}, place)
    for (let n = 0; n < 6; n++) await r.poll()
    expect([near.asked.length, far.asked.length, nowhere.asked.length]).toEqual([6, 0, 0])
    await near[Symbol.asyncDispose]()
    for (let n = 0; n < 6; n++) expect(await r.poll()).toBe(1000)
    expect(far.asked.length + nowhere.asked.length).toBe(6)
  })

  test('the own place is that of servicecomb.datacenter', () => {
    using local = made({
      'application.yaml':
        'servicecomb: {kie.serverUri: "http://a:1", datacenter: {region: r1, availableZone: z1}, snapshot.enabled: false}'
    })
    const identity = { app: 'a', name: 's', version: '1.0.0', environment: '' }
    const options = kieOptions({ env: simulatedEnv(), config: local.config, identity })
    expect(options).toMatchObject({ place: { region: 'r1', zone: 'z1' } })
    expect(options.snapshotDir).toBeUndefined()
  })
})

describe('what users met', () => {
  const identity = { app: 'a', name: 's', version: '1.0.0', environment: '' }

  test.each([
    ['a', { 'application.yaml': 'servicecomb.kie.enableLongPolling: false' }, 15_000, ''],
    ['b', { 'chassis.yaml': 'servicecomb.config.client: {refreshInterval: 30, refreshMode: 1}' }, 30_000, ''],
    [
      'c',
      { 'application.yaml': 'servicecomb.kie: {enableLongPolling: false, refreshInterval: 15}' },
      1_000,
      'is in milliseconds'
    ]
  ])('B-006 %s: the unit of the refresh interval', (_id, files, intervalMs, warning) => {
    using local = made(files)
    const log = recordingLogger()
    const { timing } = kieOptions({ env: simulatedEnv(), config: local.config, identity })
    expect(timingOf(timing ?? {}, log)).toMatchObject({ intervalMs, longPolling: false })
    expect(log.records.map(({ msg }) => msg).join()).toContain(warning)
  })

  test('B-006 a: sixteen requests a minute, none of which waits', async () => {
    const { url, asked } = await centre(({ query }) =>
      query.get('revision') === '1' ? { status: 304 } : list({})
    )
    const r = rig([url], { longPolling: false })
    const delays: number[] = []
    for (let n = 0; n < 5; n++) delays.push(await r.poll())
    // Four layers, each every 15 s; the first list is confirmed.
    expect(delays).toEqual([1000, 15_000, 15_000, 15_000, 15_000])
    expect(asked.some(({ query }) => query.has('wait'))).toBe(false)
  })

  test('B-007: 500 twice during long polls: values stay, no event, then the change; the counter begins anew', async () => {
    const slow = { status: 500, body: '{"errorCode":"500001","detail":"context deadline exceeded"}' }
    const answers = [
      list({ k: '1' }),
      list({ k: '1' }),
      slow,
      slow,
      { status: 304 },
      list({ k: '2' }, '2'),
      list({ k: '2' }, '2'),
      slow
    ]
    const { url } = await centre((_asked, n) => answers[n - 1] ?? slow)
    const r = rig([url])
    const delays: number[] = []
    for (let n = 0; n < 8; n++) delays.push(await r.poll())
    const about = [1000, 1000, 3000, 12_000, 1000, 1000, 1000, 3000]
    delays.forEach((delay, n) => {
      const slack = about[n] === 1000 ? 0 : 0.2
      expect(Math.abs(delay / about[n]! - 1)).toBeLessThanOrEqual(slack + 1e-3)
    })
    expect(r.changes).toEqual([{ k: '1' }, { k: '2' }])
  })

  test('B-008: a wait of 60 s is sent as 50 s; a reset meanwhile is a failure that costs nothing but a pause', async () => {
    const answers: Answer[] = [list({ k: '1' }), list({ k: '1' })]
    const { url, asked } = await centre((_asked, n) => answers[n - 1] ?? { cut: true })
    const r = rig([url], { waitS: 60 })
    await r.poll()
    await r.poll()
    expect(await r.poll()).toBeGreaterThanOrEqual(2400)
    expect(asked.at(-1)?.query.get('wait')).toBe('50s')
    expect(r.said()).toContain('from 1 to 50: 60 becomes 50')
    expect(r.dimension.values.get('k')).toBe('1')
  })

  test('B-009: xml, ini, json and unknown types are one value each', async () => {
    const data = [
      ['app.xml', 'xml', '<a b="1"/>'],
      ['x.ini', 'ini', '[s]\na=1'],
      ['y.json', 'json', '{"a":1}'],
      ['z', 'toml', 'a = 1']
    ].map(([key, value_type, value]) => ({ id: key, key, value, value_type, status: 'enabled' }))
    const { url } = await centre(() => ({ revision: '1', body: JSON.stringify({ data }) }))
    const r = rig([url])
    await r.poll()
    expect(Object.fromEntries(r.dimension.values)).toEqual({
      'app.xml': '<a b="1"/>',
      'x.ini': '[s]\na=1',
      'y.json': '{"a":1}',
      z: 'a = 1'
    })
    expect(r.said().match(/unknown value type/g)).toHaveLength(1)
  })

  test.each([
    ['a', '{"errorCode":"500001","errorMessage":"x"}'],
    ['b', '{"total":0,"data":null}'],
    ['c', '{"total":0,"data":[]}server got a panic, plz check log.'],
    ['d', '']
  ])('B-010 %s: a 200 that is no list is a failure', async (_id, body) => {
    const { url, asked } = await centre((_asked, n) =>
      n <= 2 ? list({ k: '1' }, '7') : { revision: '9', body }
    )
    const r = rig([url])
    for (let n = 0; n < 2; n++) await r.poll()
    expect(await r.poll()).toBeGreaterThanOrEqual(2400)
    await r.poll()
    expect([r.dimension.values.get('k'), asked.at(-1)?.query.get('revision')]).toEqual(['1', '7'])
  })

  test('B-012: a poll that hangs is given up after its wait and 10 s; the next address has the change', async () => {
    let hung: (() => void) | undefined
    let changed = false
    const hanging = await centre(({ query }) => {
      if (!query.has('wait')) return list({ k: '1' })
      hung?.()
      return { hangs: true }
    })
    const healthy = await centre(({ query }) =>
      changed ? list({ k: '2' }, '2') : query.has('wait') ? { status: 304 } : list({ k: '1' })
    )
    const r = rig([hanging.url, healthy.url])
    await r.poll()
    await r.poll()
    // The addresses take turns: the first or the second of these polls finds the one that hangs.
    for (let left = 2; left > 0; left--) {
      const hangs = new Promise<'hangs'>((resolve) => (hung = () => resolve('hangs')))
      const turn = r.poll()
      if ((await Promise.race([turn, hangs])) !== 'hangs') continue
      changed = true
      r.clock.advance(19_999)
      expect(r.dimension.values.get('k')).toBe('1')
      r.clock.advance(1)
      expect(await turn).toBe(1000)
      break
    }
    const { query } = healthy.asked.at(-1)!
    expect([query.get('wait'), query.get('revision'), r.dimension.values.get('k')]).toEqual(['10s', '1', '2'])
  })
})

describe('files of the centre', () => {
  const fixture = (name: string): unknown => {
    const lines = readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'files.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const found = lines
      .map((line) => JSON.parse(line) as { name: string; text: string })
      .find((file) => file.name === name)
    return JSON.parse(found!.text)
  }

  test('F-037: what the getting-started example creates reaches nobody; the fourth document does, as a boolean', async () => {
    const documents = fixture('kie-created-by-doc-example.json') as Record<string, unknown>[]
    const stored = documents.map((document, n) => ({
      id: String(n),
      value_type: 'text',
      status: 'disabled',
      ...document
    }))
    const { url } = await centre(({ query }) => {
      const wanted = query.getAll('label').map((label) => label.split(':', 2))
      // As the server does: an exact match has these labels and no others.
      const data = stored.filter((document) => {
        const labels = Object.entries((document as { labels?: Record<string, string> }).labels ?? {})
        const exact = query.get('match') !== 'exact' || labels.length === wanted.length
        return (
          exact &&
          wanted.every(([name, value]) => labels.some((label) => label[0] === name && label[1] === value))
        )
      })
      return { revision: '4', body: JSON.stringify({ total: data.length, data }) }
    })
    const client = createKieClient({
      env: simulatedEnv(),
      addresses: [url],
      app: 'shop',
      service: 'order',
      version: '1.0.0'
    })
    closers.push(() => client.close())
    using local = made({})
    local.config.attach(client)
    await client.start(new AbortController().signal)
    expect(Object.fromEntries(client.values)).toEqual({ feature: 'on' })
    expect(local.config.boolean('feature', false)).toBe(true)
  })
})

test('B-011: a deleted key reveals the layer below, as one change of the effective value', async () => {
  const answers: Record<string, Record<string, string>> = { app: { x: 'app' }, service: { x: 'service' } }
  let revision = 1
  const { url } = await centre(({ query }) => {
    const layer = query.getAll('label').some((label) => label.startsWith('service:')) ? 'service' : 'app'
    return list(answers[layer] ?? {}, String(revision))
  })
  using local = made({ 'application.yaml': 'x: file' })
  const env = simulatedEnv()
  const client = createKieClient({
    env,
    addresses: [url],
    app: 'shop',
    service: 'order',
    version: '1.0.0',
    dimensions: ['app', 'service']
  })
  closers.push(() => client.close())
  local.config.attach(client)
  await client.start(new AbortController().signal)
  const heard: (string | undefined)[] = []
  local.config.onChange('x', ({ keys, after }) => heard.push(`${keys.join()}=${after.get('x')}`))
  const gone = async (layer: string, expected: string): Promise<void> => {
    answers[layer] = {}
    revision++
    await expect
      .poll(() => {
        env.clock.advance(1_000)
        return local.config.get('x')
      })
      .toBe(expected)
  }
  await gone('service', 'app')
  await gone('app', 'file')
  expect(heard).toEqual(['x=app', 'x=file'])
})
