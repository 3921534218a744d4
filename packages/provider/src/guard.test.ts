import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createGuard } from './guard.ts'
import { ALL, fakeChassis, provide } from './provider.test-support.ts'

const BREAKER =
  'slidingWindowType: COUNT_BASED\nslidingWindowSize: 2\nminimumNumberOfCalls: 2\nfailureRateThreshold: 100'
const OPEN = { message: 'circuitBreaker is open.' }

test('a chassis hears of its guard; without a chassis there is none', () => {
  let guards = 0
  createGuard({ ...fakeChassis({}), guarded: () => void guards++ })
  expect(guards).toBe(1)
  // What JavaScript lets through: `governance()`.
  expect(() => createGuard(undefined as never)).toThrow(/pass what createChassis returned/)
  expect(() => createGuard({} as never)).toThrow(expect.objectContaining({ code: 'CHS_INVALID_ARGUMENT' }))
})

describe('refusals (governance.md 8.1)', () => {
  test.each([
    ['rateLimiting', 'rate: 1', 'rate limited.'],
    ['identifierRateLimiting', 'rate: 1\nidentifier: user-id', 'rate limited.'],
    ['circuitBreaker', 'forceOpen: true', 'circuitBreaker is open.'],
    ['bulkhead', 'maxConcurrentCalls: 0', 'bulkhead is full and does not permit further calls.']
  ])('%s', async (kind, policy, message) => {
    let handled = 0
    const chassis = fakeChassis({ ...ALL, [`servicecomb.${kind}.all`]: policy })
    const { url } = await provide(chassis, (_request, response) => {
      handled++
      response.end()
    })
    const headers = { 'user-id': 'u1' }
    await fetch(url, { headers })
    const before = handled
    const response = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(100_000) })
    expect(response.status).toBe(429)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-b3-traceid')).toMatch(/^[0-9a-f]{16}$/)
    expect(response.headers.get('retry-after')).toBeNull()
    expect(await response.text()).toBe(JSON.stringify({ message }))
    expect(handled).toBe(before)
  })

  test('a HEAD gets the status without the body, and its connection stays in use', async () => {
    const { port } = await provide(
      fakeChassis({ ...ALL, 'servicecomb.bulkhead.all': 'maxConcurrentCalls: 0' })
    )
    const socket = connect(port, '127.0.0.1').setEncoding('utf8')
    let text = ''
    socket.on('data', (part: string) => (text += part))
    socket.write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n')
    socket.write('OPTIONS / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve))
    const [head, optionsHead, optionsBody] = text.split('\r\n\r\n')
    expect([head?.slice(0, 12), optionsHead?.slice(0, 12)]).toEqual(['HTTP/1.1 429', 'HTTP/1.1 429'])
    expect(optionsBody).toBe('{"message":"bulkhead is full and does not permit further calls."}')
  })

  test('L12: one limiter for each value of the identifying header', async () => {
    const { url } = await provide(
      fakeChassis({ ...ALL, 'servicecomb.identifierRateLimiting.all': 'rate: 1\nidentifier: user-id' })
    )
    const statuses: number[] = []
    for (const user of ['u1', 'u1', 'u2', undefined, undefined]) {
      const headers: Record<string, string> = user === undefined ? {} : { 'user-id': user }
      statuses.push((await fetch(url, { headers })).status)
    }
    expect(statuses).toEqual([200, 429, 200, 200, 200])
  })

  test('a rate limit with a timeout makes the request wait for its permit', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.rateLimiting.all': 'rate: 1\ntimeoutDuration: 1000' })
    const { url, arrived } = await provide(chassis)
    await fetch(url)
    const waiting = fetch(url)
    await arrived(2)
    await chassis.env.clock.advanceAsync(1000)
    expect((await waiting).status).toBe(200)
    expect(chassis.settled).toHaveLength(2)
  })

  test('are logged once per policy and second', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.bulkhead.all': 'maxConcurrentCalls: 0' })
    const { url } = await provide(chassis)
    for (let i = 0; i < 3; i++) await fetch(url)
    chassis.env.clock.advance(1000)
    await fetch(url)
    const rule = 'servicecomb.bulkhead.all'
    expect(chassis.env.log.records).toMatchObject([
      { level: 40, rule, code: 'CHS_BULKHEAD_FULL', unsaid: 0 },
      { level: 40, rule, code: 'CHS_BULKHEAD_FULL', unsaid: 2 }
    ])
  })
})

describe('the breaker', () => {
  test('L05: what the rate limit refuses leaves its window as it was', async () => {
    const chassis = fakeChassis({
      ...ALL,
      'servicecomb.rateLimiting.all': 'rate: 1',
      'servicecomb.circuitBreaker.all': `${BREAKER}\nrecordFailureStatus: ["429", "503"]`
    })
    const { url } = await provide(chassis, (_request, response) => void response.writeHead(503).end())
    expect((await fetch(url)).status).toBe(503)
    const refused = await fetch(url)
    expect([refused.status, await refused.json()]).toEqual([429, { message: 'rate limited.' }])
    expect(chassis.transitions).toEqual([])
    chassis.env.clock.advance(1000)
    expect((await fetch(url)).status).toBe(503)
    // Two results, both failures: a third one in between would have opened it early, or kept it closed.
    expect(chassis.transitions).toEqual(['CLOSED>OPEN'])
  })

  test('L06: what the bulkhead refuses is not booked, not even with 429 in the list (D9)', async () => {
    const chassis = fakeChassis({
      ...ALL,
      'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1',
      'servicecomb.circuitBreaker.all': 'minimumNumberOfCalls: 1\nrecordFailureStatus: ["429"]'
    })
    const finish: (() => void)[] = []
    const { url, arrived } = await provide(chassis, (_request, response) => {
      finish.push(() => response.end('slow'))
    })
    const slow = fetch(url)
    await arrived(1)
    expect((await fetch(url)).status).toBe(429)
    expect(chassis.transitions).toEqual([])
    finish[0]?.()
    expect(await (await slow).text()).toBe('slow')
    expect(chassis.transitions).toEqual([])
  })

  test('opens on listed statuses and closes again, on the clock that it was given', async () => {
    const policy = `${BREAKER}\nwaitDurationInOpenState: 1000\npermittedNumberOfCallsInHalfOpenState: 2`
    const chassis = fakeChassis({ ...ALL, 'servicecomb.circuitBreaker.all': policy })
    let status = 503
    const { url } = await provide(chassis, (_request, response) => void response.writeHead(status).end())
    await fetch(url)
    await fetch(url)
    const refused = await fetch(url)
    expect([refused.status, await refused.json()]).toEqual([429, OPEN])
    status = 200
    chassis.env.clock.advance(1001)
    await fetch(url)
    await fetch(url)
    expect(chassis.transitions).toEqual(['CLOSED>OPEN', 'OPEN>HALF_OPEN', 'HALF_OPEN>CLOSED'])
  })

  test('L07: a change of its policy closes it', async () => {
    const values = (waitMs: number): Record<string, string> => ({
      ...ALL,
      'servicecomb.circuitBreaker.all': `${BREAKER}\nwaitDurationInOpenState: ${waitMs}`
    })
    const chassis = fakeChassis(values(1000))
    const { url } = await provide(chassis, (_request, response) => void response.writeHead(503).end())
    const statuses = async (): Promise<number[]> => [
      (await fetch(url)).status,
      (await fetch(url)).status,
      (await fetch(url)).status
    ]
    expect(await statuses()).toEqual([503, 503, 429])
    chassis.set(values(2000))
    expect(await statuses()).toEqual([503, 503, 429])
  })

  test('servicecomb.governance.statusHeader overrides the status (governance.md 5)', async () => {
    const chassis = fakeChassis({
      ...ALL,
      'servicecomb.circuitBreaker.all': BREAKER,
      'servicecomb.governance.statusHeader': 'X-HTTP-STATUS-CODE'
    })
    const { url } = await provide(
      chassis,
      (_request, response) => void response.setHeader('x-http-status-code', '503').end()
    )
    await fetch(url)
    await fetch(url)
    expect(chassis.transitions).toEqual(['CLOSED>OPEN'])
    expect(chassis.settled).toMatchObject([{ status: 503 }, { status: 503 }])
  })

  test('times a call from its permit to the end of its answer', async () => {
    const chassis = fakeChassis()
    const { url } = await provide(chassis, (_request, response) => {
      chassis.env.clock.advance(70)
      response.end()
    })
    await fetch(url)
    expect(chassis.settled).toMatchObject([
      { phase: 'ANSWER', status: 200, durationMs: 70, error: undefined }
    ])
  })
})

describe('errors that nobody handled (D20)', () => {
  const withStatus = (status: number): Error => Object.assign(new Error('coded'), { status })

  test.each<[string, unknown, number, boolean]>([
    ['an error', new Error('boom'), 500, true],
    ['a value that is no error', undefined, 500, true],
    ['an error with a status that is not listed', withStatus(500), 500, false],
    ['an error with a listed status', withStatus(503), 503, true],
    ['an error whose status is no error status', withStatus(200), 500, true],
    ['an error answered below 500', new Error('boom'), 404, false]
  ])('%s', async (_name, error, status, opens) => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.circuitBreaker.all': BREAKER })
    const { url } = await provide(chassis, (request, response, guard) => {
      guard.failed(request, error)
      response.writeHead(status).end()
    })
    await fetch(url)
    await fetch(url)
    expect(chassis.transitions).toEqual(opens ? ['CLOSED>OPEN'] : [])
  })

  test('an answer that is cut off by one counts too', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.circuitBreaker.all': BREAKER })
    const { url, over } = await provide(chassis, (request, response, guard) => {
      response.write('half an ans')
      guard.failed(request, new Error('boom'))
      response.destroy()
    })
    for (const count of [1, 2]) {
      await expect(fetch(url).then((response) => response.text())).rejects.toThrow()
      await over(count)
    }
    expect(chassis.transitions).toEqual(['CLOSED>OPEN'])
    expect(chassis.settled).toMatchObject([{ status: 500 }, { status: 500 }])
  })

  test('what a handler throws at once is noted and thrown on', async () => {
    const chassis = fakeChassis()
    const { guard, server, url } = await provide(chassis)
    const thrown: unknown[] = []
    server.removeAllListeners('request').on('request', (request, response) => {
      try {
        guard.handle(request, response, {}, () => {
          throw new Error('boom')
        })
      } catch (error) {
        thrown.push(error)
        response.writeHead(500).end()
      }
    })
    expect((await fetch(url)).status).toBe(500)
    expect(thrown).toHaveLength(1)
    expect(chassis.settled).toMatchObject([{ status: 500, error: thrown[0] }])
  })
})

describe('a request that comes by twice', () => {
  test('takes one permit of each gate and keeps its context', async () => {
    const chassis = fakeChassis({ ...ALL, 'servicecomb.bulkhead.all': 'maxConcurrentCalls: 1' })
    const { url } = await provide(chassis, (request, response, guard) => {
      chassis.context.set('seen', 'yes')
      guard.handle(request, response, {}, () => response.end(chassis.context.get('seen')))
    })
    expect(await (await fetch(url)).text()).toBe('yes')
    expect(await (await fetch(url)).text()).toBe('yes')
    expect(chassis.settled).toHaveLength(2)
  })
})

test('a first setting that cannot be used is thrown at each request, and nobody runs', async () => {
  const key = 'servicecomb.context.decodeInvocationContext'
  const { guard, server, url } = await provide(fakeChassis({ [key]: 'flase' }))
  server.removeAllListeners('request').on('request', (request, response) => {
    expect(() => guard.handle(request, response, {}, () => response.end('ran'))).toThrow(key)
    response.end('refused')
  })
  expect(await (await fetch(url)).text()).toBe('refused')
  expect(await (await fetch(url)).text()).toBe('refused')
})
