import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { createEngineAuth } from '@node-chassis/transport'
import { afterEach, expect, test } from 'vitest'
import { createKieClient } from './client.ts'
import type { KieClientOptions } from './client.ts'
import { scriptedCentre } from './scripted-centre.test-support.ts'
import type { Answer, Asked } from './scripted-centre.test-support.ts'

// How the client is connected: config.md 5.6, 5.7, Appendix B.

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Server {
  readonly url: string
  /** `METHOD path` and the token. */
  readonly asked: () => readonly string[]
  close(): Promise<void>
}

const EMPTY: Answer = { body: '{"total":0,"data":[]}', revision: '1' }

async function server(answer: (asked: Asked) => Answer, port = 0): Promise<Server> {
  const made = await scriptedCentre(answer, port)
  const close = async (): Promise<void> => made[Symbol.asyncDispose]()
  closers.push(close)
  const line = ({ method, url, headers }: Asked): string =>
    `${method} ${url.split('?')[0]} ${String(headers['authorization'] ?? '')}`.trim()
  return { url: made.url, asked: () => made.asked.map(line), close }
}

const portOf = ({ url }: Server): number => Number(new URL(url).port)

function client(addresses: readonly string[], more: Partial<KieClientOptions> = {}) {
  const log = recordingLogger()
  const env = { ...simulatedEnv(), random: { next: () => 0.5, below: () => 0 }, log }
  const kie = createKieClient({
    env,
    addresses,
    app: 'shop',
    service: 'order',
    version: '1.0.0',
    timing: { longPolling: false },
    ...more
  })
  closers.push(() => kie.close())
  const warned = (): string[] => log.records.filter(({ level }) => level === 40).map(({ msg }) => String(msg))
  return { kie, env, log, warned }
}

const alive = (): AbortSignal => new AbortController().signal

/** Moves time on by seconds until it is so. */
async function until(clock: { advance(ms: number): void }, condition: () => boolean): Promise<void> {
  while (!condition()) {
    clock.advance(500)
    // Sockets work in between.
    for (let turn = 0; turn < 20 && !condition(); turn++) await new Promise(setImmediate)
  }
}

test('G21: 401 then 200: one token refresh shared by all layers', async () => {
  let issued = 0
  let good = 1
  const sc = await server(() => ({ body: `{"token":"t.${++issued}"}` }))
  const centre = await server(({ headers }) =>
    headers['authorization'] === `Bearer t.${good}` ? EMPTY : { status: 401 }
  )
  const clock = simulatedEnv().clock
  const auth = createEngineAuth({
    env: { ...simulatedEnv(), clock },
    credentials: { account: { name: 'shop', password: 'Secret-1' } },
    registry: [sc.url]
  })
  const { kie } = client([centre.url], { env: { ...simulatedEnv(), clock }, auth })
  await kie.start(alive())
  expect(sc.asked()).toHaveLength(1)
  expect(centre.asked()).toEqual(Array.from({ length: 4 }, () => 'GET /v1/default/kie/kv Bearer t.1'))
  good = 2
  await until(clock, () => centre.asked().length >= 12)
  expect(sc.asked()).toHaveLength(2)
  const tokens = centre
    .asked()
    .slice(4, 12)
    .map((line) => line.split(' ').at(-1) ?? '')
  expect(tokens.toSorted((a, b) => a.localeCompare(b))).toEqual([
    't.1',
    't.1',
    't.1',
    't.1',
    't.2',
    't.2',
    't.2',
    't.2'
  ])
})

test('G22: an address that refuses connections: isolated after 3 failures, probed every 15 s, restored on health 200', async () => {
  const gone = await server(() => EMPTY)
  const fine = await server(() => EMPTY)
  await gone.close()
  const { kie, env, log, warned } = client([gone.url, fine.url], { dimensions: ['app'] })
  await kie.start(alive())
  await until(env.clock, () => warned().some((text) => text.includes('is isolated')))
  const probes = (): number => log.records.filter(({ msg }) => String(msg).includes('stays isolated')).length
  const from = env.clock.now()
  await until(env.clock, () => probes() === 1)
  expect(env.clock.now() - from).toBeLessThanOrEqual(16_000)
  const again = await server(() => EMPTY, portOf(gone))
  await until(env.clock, () => again.asked().some((line) => line === 'GET /v1/health'))
  await until(env.clock, () => again.asked().some((line) => line === 'GET /v1/default/kie/kv'))
  expect(warned().filter((text) => text.includes('is isolated'))).toHaveLength(1)
})

test('G23: both isolated: the full list is still tried', async () => {
  const gone = [await server(() => EMPTY), await server(() => EMPTY)]
  for (const each of gone) await each.close()
  const { kie, env, warned } = client(
    gone.map(({ url }) => url),
    { dimensions: ['app'] }
  )
  await expect(kie.start(alive())).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  await until(env.clock, () => warned().filter((text) => text.includes('is isolated')).length === 2)
  const again = await server(
    ({ url }) => (url.startsWith('/v1/health') ? { status: 503 } : EMPTY),
    portOf(gone[1]!)
  )
  await until(env.clock, () => again.asked().some((line) => line === 'GET /v1/default/kie/kv'))
})

test('addresses that were found are used too', async () => {
  const one = await server(() => EMPTY)
  const other = await server(() => EMPTY)
  const { kie } = client([one.url], { dimensions: ['app'] })
  await kie.offer([other.url])
  await kie.start(alive())
  await kie.close()
  expect([one.asked(), other.asked()]).toEqual([['GET /v1/default/kie/kv'], ['GET /v1/health']])
})
