import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import type { Upstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { instance, rejection, scriptedIsolation, retryPolicy, startKit } from './invoker-kit.ts'
import type { Kit } from './invoker-kit.ts'

// What users of these systems met, reduced; each under its number in the collection of cases.

const ALL = { 'servicecomb.matchGroup.all': 'matches:\n  - apiPath:\n      prefix: /' }

function governed(
  policies: Record<string, string>,
  more: { readTimeoutIsFailure?: boolean } = {}
): GovernanceEngine {
  const governance = createGovernance({
    env: systemEnv(silentLogger),
    self: { app: 'default', service: 'shop', version: '1.0.0' },
    ...more
  })
  governance.apply(new Map(Object.entries({ ...ALL, ...policies })))
  return governance
}

/** Answers as told and counts. */
async function counted(
  answer: (request: IncomingMessage, response: ServerResponse) => void
): Promise<Upstream & { readonly hits: () => number }> {
  let hits = 0
  const upstream = await startUpstream((request, response) => {
    hits++
    answer(request, response)
  })
  return Object.assign(upstream, { hits: () => hits })
}

const status =
  (code: number) =>
  (_request: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(code).end()

async function calls(kit: Kit, times: number, service = 'order'): Promise<(number | string)[]> {
  const results: (number | string)[] = []
  for (let i = 0; i < times; i++) {
    results.push(
      await kit.invoker.call(service, '/').then(
        (answer) => answer.status,
        (error: { code: string }) => error.code
      )
    )
  }
  return results
}

describe('invoker', () => {
  test('B-026: an address that is no service passes through untouched', async () => {
    await using slow = await counted((request, response) => {
      const ours = request.headers['x-cse-context']
      setTimeout(() => response.writeHead(503).end(`context ${String(ours ?? 'none')}`), 300)
    })
    await using kit = startKit({
      settings: { 'servicecomb.request.timeout': '100' },
      governance: governed({ 'servicecomb.retry.all': 'maxAttempts: 2' }),
      contextHeaders: () => ['x-cse-context', '{}']
    })
    const response = await kit.invoker.fetch(`http://127.0.0.1:${slow.port}/x`)
    expect([response.status, await response.text()]).toEqual([503, 'context none'])
    expect(slow.hits()).toBe(1)
    expect(kit.source.pulls).toBe(0)
    expect(kit.invoker.metrics().services).toEqual([])
    expect(() => kit.invoker.explain('http://127.0.0.1:8080')).toThrow(/is no service name/)
  })
})

describe('isolation', () => {
  const WINDOW =
    'minimumNumberOfCalls: 2\nslidingWindowSize: 2\nslidingWindowType: COUNT_BASED\nwaitDurationInOpenState: 60000'

  async function hanging(policy: string, readTimeoutIsFailure: boolean) {
    const ok = await counted(status(200))
    const hangs = await counted(() => {})
    const kit = startKit({
      instances: [instance('a', ok.port), instance('b', hangs.port)],
      governance: governed({ 'servicecomb.instanceIsolation.all': policy }, { readTimeoutIsFailure }),
      settings: { 'servicecomb.request.timeout': '150' }
    })
    const results = await calls(kit, 12)
    const isolated = kit.invoker.explain('order').candidates.filter(({ because }) => /isolated/.test(because))
    await Promise.all([kit[Symbol.asyncDispose](), ok.close(), hangs.close()])
    return {
      timeouts: results.filter((one) => one === 'CHS_REQUEST_TIMEOUT').length,
      asked: hangs.hits(),
      isolated: isolated.map((one) => one.instance)
    }
  }

  test.each<[string, string, boolean, { timeouts: number; isolated: string[] }]>([
    ['(1) a read timeout is a success', WINDOW, false, { timeouts: 6, isolated: [] }],
    ['(2) readTimeoutIsFailure', WINDOW, true, { timeouts: 2, isolated: ['b'] }],
    [
      '(3) a slow success',
      `${WINDOW}\nslowCallDurationThreshold: 100\nslowCallRateThreshold: 50`,
      false,
      { timeouts: 2, isolated: ['b'] }
    ]
  ])('B-027 %s', async (_name, policy, readTimeoutIsFailure, expected) => {
    expect(await hanging(policy, readTimeoutIsFailure)).toEqual({ ...expected, asked: expected.timeouts })
  })

  test.each([
    ['the default list: neither isolated', '', 50],
    ['500 is listed: isolated after its window', '\nrecordFailureStatus: [500, 502, 503]', 10]
  ])('B-029 %s', async (_name, more, asked) => {
    await using a = await counted(status(500))
    await using b = await counted(status(200))
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port)],
      governance: governed({
        'servicecomb.instanceIsolation.all': `minimumNumberOfCalls: 10\nslidingWindowSize: 10\nslidingWindowType: COUNT_BASED\nfailureRateThreshold: 20\nwaitDurationInOpenState: 60000${more}`,
        'servicecomb.circuitBreaker.all': 'minimumNumberOfCalls: 2\nslidingWindowSize: 2'
      })
    })
    await calls(kit, 100)
    expect(a.hits()).toBe(asked)
    expect(kit.invoker.metrics().services[0]?.ended.refused).toBe(0)
  })
})

describe('isolation, failover off', () => {
  test('B-028, failover.unsent=false: the black hole costs three connect limits, its neighbour has no failure', async () => {
    await using ok = await counted(status(200))
    await using hole = await startRawUpstream(() => {})
    const blackHole = instance('b', 0, { endpoints: [`rest://127.0.0.1:${hole.port}?sslEnabled=true`] })
    await using kit = startKit({
      instances: [instance('a', ok.port), blackHole],
      settings: {
        'servicecomb.invoker.failover.unsent': 'false',
        'servicecomb.rest.client.connection.timeoutInMillis': '50'
      },
      governance: governed({
        'servicecomb.retry.all': 'maxAttempts: 1',
        'servicecomb.instanceIsolation.all':
          'minimumNumberOfCalls: 3\nslidingWindowSize: 3\nslidingWindowType: COUNT_BASED\nwaitDurationInOpenState: 60000'
      })
    })
    const opened: string[] = []
    kit.invoker.on('isolated', ({ instance: id }) => void opened.push(id))
    expect(new Set(await calls(kit, 100))).toEqual(new Set([200]))
    expect(opened).toEqual(['b'])
    const [order] = kit.invoker.metrics().services
    const of = (id: string) => order?.instances.find((one) => one.instance === id)?.ended
    expect([of('a')?.success, of('b')?.unsent]).toEqual([100, 3])
    expect(Object.values(of('a') ?? {}).reduce((sum, count) => sum + count, 0)).toBe(100)
  })
})

describe('retry', () => {
  test('B-047 (c): 101 calls with a second between them, when nobody ends it', async () => {
    await using upstream = await counted(status(503))
    const env = systemEnv(silentLogger)
    const pauses: number[] = []
    await using kit = startKit({
      // The pauses are counted, not waited for.
      env: {
        ...env,
        clock: {
          ...env.clock,
          after(ms, run, hold) {
            // The limit of a connect is a second as well; nobody waits for that one.
            const pause = ms === 1000 && hold === true
            if (pause) pauses.push(ms)
            return env.clock.after(pause ? 0 : ms, run, hold)
          }
        }
      },
      instances: [instance('a', upstream.port)],
      governance: governed({ 'servicecomb.retry.all': 'maxAttempts: 100\nwaitDuration: 1000' })
    })
    expect((await kit.invoker.call('order', '/')).status).toBe(503)
    expect([upstream.hits(), pauses.length]).toEqual([101, 100])
  })

  test('B-044: a slow reader is served by the connection of the second attempt; abort ends that one', async () => {
    const size = 5 << 20
    let nth = 0
    let closed: (() => void) | undefined
    const cut = new Promise<void>((resolve) => (closed = resolve))
    await using upstream = await counted((_request, response) => {
      if (++nth % 2 === 1) {
        response.writeHead(503).end('no')
        return
      }
      // More than the buffers between the two hold: the second one can only close because its reader left.
      if (nth === 4) response.once('close', () => closed?.())
      response.end(Buffer.alloc(size))
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy({ maxAttempts: 1, retryOnSame: 1 }) }
    })
    const { body } = await kit.invoker.request('http://order/')
    let read = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      read += chunk.length
      // A reader that lets the loop turn before it takes more: what is not taken has to wait upstream.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([read, nth]).toEqual([size, 2])

    const leaving = await kit.invoker.request('http://order/')
    leaving.body.once('error', () => {})
    await once(leaving.body, 'readable')
    leaving.body.destroy()
    await cut
    expect(nth).toBe(4)
  })

  test('B-045: legacy retry keys alone do nothing and are named; with a policy every call succeeds', async () => {
    const legacy = {
      'servicecomb.loadbalance.retryEnabled': 'true',
      'servicecomb.loadbalance.retryOnNext': '1',
      'servicecomb.loadbalance.retryOnSame': '0'
    }
    const governance = governed(legacy)
    const named = governance.problems.filter(({ key }) => key.startsWith('servicecomb.loadbalance.retry'))
    expect(named.map(({ key, severity }) => [key, severity])).toEqual(
      expect.arrayContaining([
        ['servicecomb.loadbalance.retryEnabled', 'warning'],
        ['servicecomb.loadbalance.retryOnNext', 'warning']
      ])
    )
    await using bad = await counted(status(503))
    await using ok = await counted(status(200))
    const instances = [instance('bad', bad.port), instance('ok', ok.port)]
    await using without = startKit({ instances, governance })
    expect((await calls(without, 20)).filter((one) => one === 503)).toHaveLength(10)
    // A connect limit, nothing sent, is listed as well.
    await using hole = await startRawUpstream(() => {})
    const blackHole = instance('hole', 0, { endpoints: [`rest://127.0.0.1:${hole.port}?sslEnabled=true`] })
    await using kit = startKit({
      instances: [instance('bad', bad.port), instance('ok', ok.port), blackHole],
      settings: { 'servicecomb.rest.client.connection.timeoutInMillis': '50' },
      governance: governed({ ...legacy, 'servicecomb.retry.all': 'maxAttempts: 2' })
    })
    expect(new Set(await calls(kit, 20))).toEqual(new Set([200]))
  })

  test('B-046: maxAttempts counts retries: A A and then the two others once each', async () => {
    const order: string[] = []
    const upstreams = await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        counted((_request, response) => {
          order.push(id)
          response.writeHead(503).end(id)
        })
      )
    )
    await using kit = startKit({
      instances: upstreams.map(({ port }, i) => instance(String(i), port)),
      governance: governed({ 'servicecomb.retry.all': 'maxAttempts: 3\nretryOnSame: 1' })
    })
    const answer = await kit.invoker.call('order', '/')
    expect(order).toHaveLength(4)
    expect(order[0]).toBe(order[1])
    expect(new Set(order).size).toBe(3)
    expect([answer.status, answer.text()]).toEqual([503, order[3]])
    await Promise.all(upstreams.map((one) => one.close()))
  })

  test.each([
    ['provider', [2, 1]],
    // Misspelt: it matches nobody.
    ['privder', [1, 1]]
  ])('B-048: a policy for the target %s', async (serviceName, [provider, other]) => {
    await using upstream = await counted(status(503))
    await using beside = await counted(status(503))
    const group = `matches:\n  - apiPath:\n      prefix: /\n    serviceName: ${serviceName}`
    await using kit = startKit({
      governance: governed({
        'servicecomb.matchGroup.only': group,
        'servicecomb.retry.only': 'maxAttempts: 1\nretryOnSame: 1'
      })
    })
    kit.source.set('provider', [instance('a', upstream.port, { service: 'provider' })])
    kit.source.set('other', [instance('b', beside.port, { service: 'other' })])
    await calls(kit, 1, 'provider')
    await calls(kit, 1, 'other')
    expect([upstream.hits(), beside.hits()]).toEqual([provider, other])
    if (serviceName === 'privder') {
      expect(JSON.stringify(kit.invoker.explain('provider').policies)).toContain('privder')
    }
  })
})

describe('transport', () => {
  test('B-053: the caller leaves while an earlier answer is being dropped', async () => {
    const isolation = scriptedIsolation()
    let stopped: (() => void) | undefined
    const ended = new Promise<void>((resolve) => (stopped = resolve))
    let begun: (() => void) | undefined
    const dropping = new Promise<void>((resolve) => (begun = resolve))
    await using upstream = await counted((_request, response) => {
      response.writeHead(503, { 'content-length': 1 << 20 })
      response.once('close', () => stopped?.())
      response.write('slow', () => begun?.())
    })
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { isolation, retry: retryPolicy({ pauseMs: () => 1000 }) }
    })
    const failures: unknown[] = []
    const note = (error: unknown): void => void failures.push(error)
    process.on('unhandledRejection', note).on('uncaughtException', note)
    const controller = new AbortController()
    const call = rejection(kit.invoker.call('order', '/', { signal: controller.signal }))
    await dropping
    controller.abort(new Error('enough'))
    expect((await call).message).toBe('enough')
    await ended
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note).off('uncaughtException', note)
    expect(failures).toEqual([])
    expect(isolation.bookings).toEqual([{ instance: 'a', phase: undefined, status: undefined }])
    expect(upstream.hits()).toBe(1)
  })

  test('B-055 (a): a provider that never answers costs the limit, and it is a read timeout', async () => {
    await using hangs = await counted(() => {})
    await using kit = startKit({
      instances: [instance('a', hangs.port)],
      settings: { 'servicecomb.request.order.timeout': '200' }
    })
    const before = process.hrtime.bigint()
    const error = await rejection(kit.invoker.call('order', '/'))
    const ms = Number(process.hrtime.bigint() - before) / 1e6
    expect(error).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT', statusCode: 408 })
    // Not before its time; undici's own timer would take a second. How exact it is the load bench says.
    expect(ms).toBeGreaterThanOrEqual(199)
  })
})
