import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { createEngineHttp, createOutage } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { createKieClient } from './client.ts'
import type { KieClient, KieClientOptions } from './client.ts'
import { Dimension } from './dimension.ts'
import { timingOf } from './timing.ts'

interface Answer {
  readonly status?: number
  readonly revision?: string
  readonly data?: unknown
  readonly body?: string
  /** Never answered. */
  readonly hangs?: boolean
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A centre that answers as it is told; requests without an answer wait for ever. */
async function centre(
  answer: (query: URLSearchParams, n: number) => Answer
): Promise<{ url: string; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = []
  const server: Server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const query = new URL(req.url ?? '', 'http://x').searchParams
    asked.push(query)
    const { status = 200, revision, data = [], body, hangs = false } = answer(query, asked.length)
    if (hangs) return
    if (revision !== undefined) res.setHeader('X-Kie-Revision', revision)
    res.writeHead(status)
    res.end(
      status === 304 ? undefined : (body ?? JSON.stringify({ total: (data as unknown[]).length, data }))
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const kv = (key: string, value: string, more: object = {}): object => ({
  id: key,
  key,
  value,
  value_type: 'text',
  status: 'enabled',
  update_time: 1,
  update_revision: 1,
  ...more
})

interface Rig {
  readonly asked: URLSearchParams[]
  readonly changes: Record<string, string>[]
  readonly warnings: string[]
  readonly dimension: Dimension
  poll(): Promise<number>
}

/** One dimension against a list of answers, the last of which repeats. */
async function rig(answers: readonly Answer[], timing: Parameters<typeof timingOf>[0] = {}): Promise<Rig> {
  const { url, asked } = await centre((_query, n) => answers[Math.min(n, answers.length) - 1] ?? {})
  const log = recordingLogger()
  const env = { ...simulatedEnv(), log }
  const http = createEngineHttp({
    env,
    engine: 'configuration centre',
    addresses: [url],
    addressKey: 'servicecomb.kie.serverUri',
    unavailable: 'CHS_CONFIG_UNAVAILABLE',
    readinessPath: '/v1/health'
  })
  closers.push(() => http.close())
  const changes: Record<string, string>[] = []
  const warnings: string[] = []
  const dimension: Dimension = new Dimension({
    env,
    http,
    path: '/v1/default/kie/kv',
    name: 'app',
    labels: { app: 'a', environment: '' },
    exact: true,
    timing: timingOf(timing, log),
    warn: (message) => void warnings.push(message),
    outage: createOutage(log),
    onChange: () => void changes.push(Object.fromEntries(dimension.values))
  })
  const signal = new AbortController().signal
  return { asked, changes, warnings, dimension, poll: () => dimension.poll(signal) }
}

async function polls(r: Rig, count: number): Promise<number[]> {
  const delays: number[] = []
  for (let i = 0; i < count; i++) delays.push(await r.poll())
  return delays
}

const revisions = (r: Rig): string[] =>
  r.asked.map((query) => `${query.get('revision')}${query.has('wait') ? ' waits' : ''}`)

describe('one dimension', () => {
  test('G4: enabled to disabled takes the key out', async () => {
    const r = await rig([
      { revision: '1', data: [kv('k', '1')] },
      { revision: '2', data: [kv('k', '1', { status: 'disabled' })] }
    ])
    await polls(r, 3)
    expect(r.changes).toEqual([{ k: '1' }, {}])
  })

  test('G15: identical data under a new revision: no event, one confirm read, then the new revision', async () => {
    const same = [kv('k', '1')]
    const r = await rig([
      { revision: '1', data: same },
      { revision: '1', data: same },
      { revision: '2', data: same },
      { revision: '2', data: same },
      { status: 304 }
    ])
    await polls(r, 5)
    expect(r.changes).toHaveLength(1)
    expect(revisions(r)).toEqual(['-1', '-1', '1 waits', '-1', '2 waits'])
    expect(r.asked[2]?.get('wait')).toBe('10s')
  })

  test('G15b: old data under a new revision: the confirm read finds the new one, and is confirmed itself', async () => {
    const [old, fresh] = [[kv('k', '1')], [kv('k', '2')]]
    const r = await rig([
      { revision: '1', data: old },
      { revision: '1', data: old },
      { revision: '2', data: old },
      { revision: '2', data: fresh },
      { revision: '2', data: fresh },
      { status: 304 }
    ])
    expect(await polls(r, 6)).toEqual(Array(6).fill(1000))
    expect(r.changes).toEqual([{ k: '1' }, { k: '2' }])
    expect(revisions(r)).toEqual(['-1', '-1', '1 waits', '-1', '-1', '2 waits'])
  })

  test('G16, G20: 304 and 429 change nothing', async () => {
    const r = await rig([
      { revision: '7', data: [kv('k', '1')] },
      { revision: '7', data: [kv('k', '1')] },
      { status: 304 },
      { status: 429 },
      { status: 304 }
    ])
    expect(await polls(r, 5)).toEqual(Array(5).fill(1000))
    expect(revisions(r).slice(2)).toEqual(['7 waits', '7 waits', '7 waits'])
    expect(r.changes).toHaveLength(1)
  })

  test('G17: without X-Kie-Revision the data counts, the revision stays, a warning says so', async () => {
    const r = await rig([{ data: [kv('k', '1')] }])
    await polls(r, 3)
    expect(r.changes).toEqual([{ k: '1' }])
    expect(revisions(r)).toEqual(['-1', '-1', '-1 waits'])
    expect(r.warnings[0]).toContain('no X-Kie-Revision')
  })

  test('G18: a revision that falls is accepted', async () => {
    const r = await rig([
      { revision: '100' },
      { revision: '100' },
      { revision: '3' },
      { revision: '3' },
      { status: 304 }
    ])
    await polls(r, 5)
    expect(revisions(r).at(-1)).toBe('3 waits')
  })

  test('G19: after 500 about 3, 12 and 27 s; data kept, then the counter begins anew', async () => {
    const good = { revision: '1', data: [kv('k', '1')] }
    const bad = { status: 500, body: 'server got a panic' }
    const r = await rig([good, bad, bad, bad, good, bad])
    const delays = await polls(r, 6)
    for (const [n, about] of [3000, 12_000, 27_000, undefined, 3000].entries()) {
      if (about === undefined) continue
      expect(delays[n + 1]).toBeGreaterThanOrEqual(about * 0.8)
      expect(delays[n + 1]).toBeLessThanOrEqual(about * 1.2)
    }
    expect(r.changes).toEqual([{ k: '1' }])
    expect(r.dimension.values.get('k')).toBe('1')
  })

  test('N18: an answer that is no list is a failure', async () => {
    const r = await rig([
      { revision: '1', data: [kv('k', '1')] },
      { revision: '9', body: 'null' },
      { revision: '9', body: '<html>' }
    ])
    const delays = await polls(r, 3)
    expect(delays[1]).toBeGreaterThan(2000)
    expect(delays[2]).toBeGreaterThan(9000)
    expect(r.dimension.values.get('k')).toBe('1')
  })

  test('G25: an empty list that the confirm read does not show deletes nothing', async () => {
    const full = { revision: '1', data: [kv('k', '1')] }
    const r = await rig([full, full, { revision: '2' }, full])
    await polls(r, 4)
    expect(r.changes).toEqual([{ k: '1' }])
  })

  test('G26: an empty list that is confirmed deletes', async () => {
    const full = { revision: '1', data: [kv('k', '1')] }
    const r = await rig([full, full, { revision: '2' }, { revision: '2' }])
    await polls(r, 4)
    expect(r.changes).toEqual([{ k: '1' }, {}])
  })

  test('G26b: the same for a list that lost some documents', async () => {
    const both = { revision: '1', data: [kv('a', '1'), kv('b', '2')] }
    const one = { revision: '2', data: [kv('a', '1')] }
    const r = await rig([both, both, one, both, both, one, one])
    await polls(r, 5)
    expect(r.changes).toHaveLength(1)
    await polls(r, 2)
    expect(r.changes).toEqual([{ a: '1', b: '2' }, { a: '1' }])
  })

  test('without long polling it asks at the interval and never waits', async () => {
    const r = await rig([{ revision: '1' }, { revision: '1' }, { status: 304 }], {
      longPolling: false,
      intervalMs: 15_000
    })
    expect(await polls(r, 3)).toEqual([1000, 15_000, 15_000])
    expect(revisions(r)).toEqual(['-1', '-1', '1'])
  })
})

function client(
  addresses: string[],
  options: Partial<KieClientOptions> = {}
): { kie: KieClient; env: ReturnType<typeof simulatedEnv> } {
  const env = simulatedEnv()
  const kie = createKieClient({ env, addresses, app: 'shop', service: 'order', version: '1.0.0', ...options })
  closers.push(() => kie.close())
  return { kie, env }
}

const alive = (): AbortSignal => new AbortController().signal

/** Which layer a request asks for. */
function layerOf(query: URLSearchParams): string {
  const labels = query.getAll('label')
  for (const name of ['version', 'service', 'app'])
    if (labels.some((label) => label.startsWith(`${name}:`))) return name
  return 'custom'
}

describe('the client', () => {
  test('G1: one list per layer, environment always sent, all but the custom one exact', async () => {
    const { url, asked } = await centre(() => ({ revision: '0' }))
    await client([url]).kie.start(alive())
    const seen = asked.map((query) =>
      [query.getAll('label').toSorted().join(), query.get('match'), query.get('revision')].join(' ')
    )
    expect(seen.toSorted()).toEqual([
      'app:shop,environment: exact -1',
      'app:shop,environment:,service:order exact -1',
      'app:shop,environment:,service:order,version:1.0.0 exact -1',
      'public:  -1'
    ])
  })

  test('G2: custom beats version beats service beats app, in one event', async () => {
    const values: Record<string, string> = { app: '1', service: '2', version: '3', custom: '4' }
    for (const [gone, expected] of [
      [[], '4'],
      [['custom'], '3'],
      [['custom', 'version'], '2']
    ] as const) {
      const { url } = await centre((query) => {
        const layer = layerOf(query)
        return {
          revision: '1',
          data: (gone as readonly string[]).includes(layer) ? [] : [kv('k', values[layer] ?? '')]
        }
      })
      const { kie } = client([url])
      let events = 0
      kie.onChange(() => void events++)
      await kie.start(alive())
      expect([kie.values.get('k'), events]).toEqual([expected, 1])
    }
  })

  test('sourceOf names the layer', async () => {
    const { url } = await centre((query) => ({
      revision: '1',
      data: layerOf(query) === 'service' ? [kv('k', '1')] : []
    }))
    const { kie } = client([url])
    await kie.start(alive())
    expect([kie.sourceOf('k'), kie.sourceOf('none')]).toEqual(['kie (service)', undefined])
  })

  test('G14: fileSource', async () => {
    const { url } = await centre((query) => ({
      revision: '1',
      data: layerOf(query) === 'app' ? [kv('k', '1'), kv('f.yaml', 'k: 9')] : []
    }))
    const { kie } = client([url], { fileSource: ['f.yaml'] })
    await kie.start(alive())
    expect(Object.fromEntries(kie.values)).toEqual({ k: '9', 'f.yaml': 'k: 9' })
  })

  test('G24: away at start: once, or three times when the first pull is required; the loops go on', async () => {
    let up = false
    const { url, asked } = await centre(() =>
      up ? { revision: '1', data: [kv('k', '1')] } : { status: 503 }
    )
    const once = client([url], { dimensions: ['app'] })
    await expect(once.kie.start(alive())).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
    expect(asked).toHaveLength(1)
    up = true
    const arrived = new Promise((resolve) => once.kie.onChange(resolve))
    once.env.clock.advance(1000)
    expect(await arrived).toEqual(new Map([['k', '1']]))

    up = false
    asked.length = 0
    const required = client([url], { dimensions: ['app'], firstPullRequired: true })
    const started = expect(required.kie.start(alive())).rejects.toMatchObject({
      code: 'CHS_CONFIG_UNAVAILABLE'
    })
    while (asked.length < 3) {
      await new Promise(setImmediate)
      required.env.clock.advance(1000)
    }
    await started
    expect(asked).toHaveLength(3)
  })

  test('a refusal is the caller’s fault and names the centre’s code', async () => {
    const body = '{"errorCode":"400001","errorMessage":"invalid parameter(s)","detail":"bad label"}'
    const { url } = await centre(() => ({ status: 400, body }))
    await expect(client([url]).kie.start(alive())).rejects.toMatchObject({
      code: 'CHS_CONFIG_REFUSED',
      engineCode: '400001',
      message: expect.stringContaining('bad label') as string
    })
  })

  test('G29: close during a long poll ends it, without an event', async () => {
    let waiting: () => void = () => {}
    const polled = new Promise<void>((resolve) => (waiting = resolve))
    const { url } = await centre((query) => {
      if (query.has('wait')) waiting()
      return query.has('wait') ? { hangs: true } : { revision: '1', data: [kv('k', '1')] }
    })
    const { kie, env } = client([url], { dimensions: ['app'] })
    await kie.start(alive())
    let events = 0
    kie.onChange(() => void events++)
    const moving = setInterval(() => env.clock.advance(1000), 5)
    await polled
    clearInterval(moving)
    await kie.close()
    await kie.close()
    expect([events, env.clock.pending]).toEqual([0, 0])
  })

  test('labels the centre would refuse for ever are refused at once, with the key', () => {
    expect(() => client(['http://127.0.0.1:1'], { service: 'a b' })).toThrow(/`servicecomb\.service\.name`/)
    expect(() => client(['http://127.0.0.1:1'], { environment: '-' })).toThrow(
      /`servicecomb\.service\.environment`/
    )
  })
})

test('N18: an interval below one second is raised, and the unit named', () => {
  const log = recordingLogger()
  expect(timingOf({ intervalMs: 10 }, log)).toMatchObject({ intervalMs: 1000 })
  expect(timingOf({ waitS: 600 }, log)).toMatchObject({ waitS: 50 })
  expect(log.records[0]?.['msg']).toContain('`servicecomb.kie.refreshInterval` is in milliseconds')
})
