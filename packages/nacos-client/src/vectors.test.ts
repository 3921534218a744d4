import { readFileSync } from 'node:fs'
import type { Registration } from '@node-chassis/core'
import { seededRandom } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { parseServers } from './address.ts'
import { configSignature, derivedKey, namingSignature } from './auth/signature.ts'
import { nextLoginS } from './auth/tokens.ts'
import { changedIn, listeningText } from './config/listening.ts'
import { md5Of } from './config/md5.ts'
import { remedyOf } from './grpc/failure.ts'
import { chooseProtocol } from './link/choose.ts'
import { jittered, pauseMs } from './link/pauses.ts'
import { namespaceOf } from './names.ts'
import { believe } from './naming/believe.ts'
import { toInstance } from './naming/host.ts'
import type { Host } from './naming/host.ts'
import { refreshMs } from './naming/refresh.ts'
import { ownRegistration } from './naming/registration.ts'

// The vectors of nacos.md 14, as they are.
interface Case {
  readonly input: never
  readonly expect: unknown
}
const { vectors } = JSON.parse(
  readFileSync(new URL('../test-data/client.json', import.meta.url), 'utf8')
) as {
  vectors: { id: string; title: string; cases: Case[] }[]
}

function vector(id: string, check: (input: never, expected: never) => void): void {
  const { title, cases } = vectors.find((one) => one.id === id)!
  describe(`${id} ${title}`, () => {
    test.each(cases.map((one, at) => [at + 1, one] as const))('case %i', (_at, one) =>
      check(one.input, one.expect as never)
    )
  })
}

interface ListenLine {
  readonly dataId: string
  readonly group: string
  readonly md5: string
  readonly tenant: string
}

// A poll of ours has one namespace; lines of several are made one by one.
vector('U1', (input: readonly ListenLine[], expected: string) => {
  const lines = input.map(({ dataId, group, md5, tenant }) =>
    listeningText([{ key: { dataId, group }, md5 }], tenant)
  )
  expect(lines.join('')).toBe(expected)
})

vector('U2', (input: string, expected: unknown) => expect(changedIn(input)).toEqual(expected))

vector('U3', (input: string | null, expected: string) => expect(md5Of(input ?? undefined)).toBe(expected))

vector('U4', (input: { tenant: string; group: string; now: number; secretKey: string }, expected: string) =>
  expect(configSignature(input.secretKey, input.tenant, input.group, input.now)).toBe(expected)
)

vector('U5', (input: { service: string; now: number; secretKey: string }, expected: object) =>
  expect(namingSignature(input.secretKey, input.service, input.now)).toEqual(expected)
)

vector(
  'U6',
  (input: { secretKey: string; date: string; region: string; product: string }, expected: string) =>
    expect(derivedKey(input.secretKey, input.date, input.region, input.product)).toBe(expected)
)

vector('U7', (input: string, expected: readonly object[]) => {
  const servers = parseServers([input], { key: 'servicecomb.nacos.serverAddr' })
  expect(servers.map(({ http, grpc }) => ({ http, grpc }))).toEqual(expected)
})

vector('U8', ({ ttl }: { ttl: number }, { earliest, latest }: { earliest: number; latest: number }) => {
  const random = seededRandom(8)
  const moments = Array.from({ length: 1_000 }, () => nextLoginS(random, ttl))
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(earliest)
  expect(Math.max(...moments)).toBeLessThanOrEqual(latest)
  // The whole range is used: a fleet does not log in at one moment.
  expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(0.9 * (latest - earliest))
})

vector(
  'U9',
  (input: { servers: number; tries?: number; try?: number }, expected: number | readonly number[]) => {
    if (input.tries === undefined) return expect(pauseMs(input.try!, input.servers)).toBe(expected)
    const pauses = Array.from({ length: input.tries }, (_, at) => pauseMs(at + 1, input.servers))
    expect(pauses).toEqual(expected)
  }
)

test('U9 ours adds a jitter of 0 to 50 %', () => {
  const random = seededRandom(9)
  const pauses = Array.from({ length: 1_000 }, () => jittered(random, 100))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(100)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(150)
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(45)
})

vector('U10', (input: Host, expected: Record<string, unknown> | null) => {
  const instance = toInstance({ app: 'default', service: 'order' }, input)
  if (expected === null) return expect(instance).toBeUndefined()
  const { serviceName, instanceId, ...rest } = expected
  expect(instance).toMatchObject({ service: serviceName, id: instanceId, ...rest })
  expect(instance?.zone).toBe(rest['zone'])
})

interface Own {
  readonly service: { readonly name: string; readonly version: string }
  readonly host: string
  readonly port: number
  readonly tls?: boolean
  readonly properties?: Readonly<Record<string, string>>
  readonly dataCenter?: { readonly name: string; readonly region: string; readonly availableZone: string }
  readonly status: Registration['status']
}

vector(
  'U11',
  ({ service, host, port, tls = false, properties = {}, dataCenter, status }: Own, expected: object) => {
    const registration: Registration = {
      app: 'default',
      service: service.name,
      version: service.version,
      environment: '',
      description: '',
      serviceProperties: {},
      instanceProperties: properties,
      endpoints: [`rest://${host}:${port}${tls ? '?sslEnabled=true' : ''}`],
      hostName: 'h',
      status,
      region: dataCenter?.region,
      zone: dataCenter?.availableZone,
      dataCenter: dataCenter?.name
    }
    const place = { group: 'DEFAULT_GROUP', cluster: 'DEFAULT', weight: 1, metadata: {} }
    expect(ownRegistration(registration, place, status)).toEqual(expected)
  }
)

const VERDICTS: Readonly<Record<string, string>> = {
  'keep until connected for 10 s, then confirm': 'keep-and-confirm-later'
}

vector(
  'U12',
  (
    input: { cached: number; pushed?: number; confirmed?: number; connectedForMs?: number; hosts?: null },
    expected: string
  ) => {
    const { cached, pushed, confirmed, connectedForMs = 60_000 } = input
    expect(believe({ cached, pushed, confirmed, connectedForMs })).toBe(VERDICTS[expected] ?? expected)
  }
)

const CHOICES: Readonly<Record<string, string>> = {
  'http-v1 for listening and naming, until a 410 or 404 says otherwise': 'http-v1'
}

vector('U13', (input: Parameters<typeof chooseProtocol>[0], expected: string) =>
  expect(chooseProtocol(input)).toBe(CHOICES[expected] ?? expected)
)

vector('U14', (input: string, expected: Record<string, string | null>) => {
  expect({ httpV1Config: null, ...defined(namespaceOf(input)) }).toEqual(expected)
})

test('U14 nothing and blanks mean public too', () => expect(namespaceOf(' public ')).toEqual(namespaceOf('')))

// The words of the vectors and what this client calls them. A transport's end is the link's business, not a code's.
const REMEDIES: Readonly<Record<string, string>> = {
  'server starting: close, next address after the pause': 'next-address',
  'connection unknown: reconnect, set up, redo': 'reconnect',
  'not supported by this server: do not retry': 'unsupported',
  'publisher unknown: reconnect once; if it repeats, a programming error (label module)': 'reconnect-once',
  'log in again once, then fail': 'login',
  'fail, do not retry': 'fail',
  'over the limit: retry after at least 1 s': 'wait-1s',
  'configuration does not exist': 'missing',
  'retry after 100 ms, three times': 'retry-100ms'
}

describe('U15 what a gRPC failure means', () => {
  const { cases } = vectors.find(({ id }) => id === 'U15')!
  const coded = cases.filter(({ input }) => 'errorCode' in (input as object))
  // The two others, `grpcStatus 14` and a stream that ends with status 0, are played in link/link.test.ts (X2).
  test('two cases have no code', () => expect(cases.length - coded.length).toBe(2))
  test.each(coded.map(({ input, expect: words }) => [JSON.stringify(input), input, String(words)] as const))(
    '%s',
    (_name, input, words) => {
      const { type = 'InstanceResponse', errorCode } = input as { type?: string; errorCode: number }
      expect(remedyOf(type, errorCode)).toBe(REMEDIES[words])
    }
  )
})

describe('U16 refresh of a subscribed service next to pushes', () => {
  test.each([
    [0, 60_000],
    [1, 2_000],
    [6, 60_000]
  ])('%i failures: %i ms', (failures, expected) => expect(refreshMs(failures)).toBe(expected))
  test('the cases are those of the vectors', () => {
    const { cases } = vectors.find(({ id }) => id === 'U16')!
    expect(cases.map((one) => one.expect)).toEqual([60_000, 2_000, 60_000])
  })
})

function defined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
