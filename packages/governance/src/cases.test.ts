import { readFileSync } from 'node:fs'
import { REFUSED, createContext } from '@node-chassis/core'
import type { Call, Gate, Instance, Outcome, Permit } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { admitAll, settleAll } from './chain.ts'
import { readSource } from './check/source.ts'
import { explainText } from './explain/text.ts'
import { createGovernance } from './governance.ts'
import type { GovernanceEngine } from './governance.ts'

// Defects and misunderstandings of users of these systems, each under its id.

const ALL = 'matches:\n  - apiPath: { prefix: / }'
const GROUP = { 'servicecomb.matchGroup.all': ALL }

interface Rig {
  readonly env: ReturnType<typeof simulatedEnv> & { readonly log: ReturnType<typeof recordingLogger> }
  readonly governance: GovernanceEngine
  set(values: Readonly<Record<string, string>>): void
}

function rig(values: Readonly<Record<string, string>>, [service, version] = ['shop', '1.0.0']): Rig {
  const env = { ...simulatedEnv(), log: recordingLogger() }
  const governance = createGovernance({
    env,
    self: { app: 'default', service: service ?? '', version: version ?? '' },
    routing: { initialPhase: 'zero' },
    sourceOf: (key) => (key.startsWith('servicecomb.') ? 'application.yaml' : undefined)
  })
  const set = (next: Readonly<Record<string, string>>): void =>
    governance.apply(new Map(Object.entries(next)))
  set(values)
  return { env, governance, set }
}

/** The settings of a file of the cases. */
function file(name: string): Record<string, string> {
  const text = readFileSync(new URL(`../test-data/cases/${name}`, import.meta.url), 'utf8')
  return Object.fromEntries(readSource(name, text).entries.map(({ key, text: value }) => [key, value]))
}

function call(more: Partial<Call> & { readonly headers?: Readonly<Record<string, string>> } = {}): Call {
  return {
    side: 'consumer',
    method: 'GET',
    path: '/',
    template: undefined,
    service: 'orders',
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: (name) => more.headers?.[name],
    query: () => undefined,
    hints: undefined,
    ...more
  }
}

function instance(id: string, version: string, properties: Readonly<Record<string, string>> = {}): Instance {
  return {
    id,
    service: 'orders',
    app: 'default',
    version,
    status: 'UP',
    endpoints: [`rest://10.0.0.1:${id.charCodeAt(0)}`],
    properties,
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined
  }
}

function answer(status: number, durationMs = 1): Outcome {
  return { phase: 'ANSWER', status, code: undefined, error: undefined, durationMs, started: true }
}

const LIMIT: Outcome = { ...answer(0, 500), phase: 'LIMIT', code: 'CHS_REQUEST_TIMEOUT' }

/** Who may take the call, all instances being of its target. */
function pick({ governance }: Rig, request: Call, listed: readonly Instance[]): string {
  const service = request.service ?? ''
  const instances = listed.map((one) => ({ ...one, service }))
  const group = governance.router(service)?.route(request, instances)
  return (group === undefined ? instances : group.members(instances)).map(({ id }) => id).join('+') || '-'
}

/** Asks a provider's gates; what they say of the request. */
function ask(
  { governance, env }: Rig,
  request: Call = call({ side: 'provider', service: 'web' })
): number | string {
  const { gates } = governance.providerPlan(request)
  const permits: Permit[] = []
  const passed = admitAll(gates, request, env.clock.now(), permits)
  if (passed < gates.length)
    return permits[passed] === REFUSED ? (gates[passed] as Gate).message : (permits[passed] ?? 0)
  settleAll(gates, request, permits, answer(200), env.clock.now())
  return 'ok'
}

function breaker(text: string): { rig: Rig; gate: Gate; heard: string[] } {
  const made = rig({ ...GROUP, 'servicecomb.circuitBreaker.all': text })
  const heard: string[] = []
  made.governance.on('breaker', ({ to, reason, failureRate, slowRate }) =>
    heard.push(`${to}: ${reason} (failed ${failureRate}, slow ${slowRate})`)
  )
  const gate = made.governance.providerPlan(call({ side: 'provider' })).gates[0] as Gate
  return { rig: made, gate, heard }
}

const COUNTED = 'slidingWindowType: COUNT_BASED\n'

describe('breaker', () => {
  const request = call({ side: 'provider' })

  test('B-003: failures that arrive after the breaker opened do not postpone half-open', () => {
    const { gate } = breaker(
      `${COUNTED}slidingWindowSize: 5\nminimumNumberOfCalls: 5\nwaitDurationInOpenState: 1000`
    )
    const permits = Array.from({ length: 10 }, () => gate.admit(request, 0))
    permits.forEach((permit, i) => gate.settle(request, permit, answer(503), i < 5 ? 0 : 900))
    expect(gate.admit(request, 1000)).toBe(REFUSED)
    expect(gate.admit(request, 1001)).not.toBe(REFUSED)
  })

  test.each([
    [60, 'CLOSED'],
    [50, 'OPEN']
  ])('B-004: one failed probe of two at a threshold of %i: %s', (threshold, state) => {
    const { gate, heard } = breaker(
      `${COUNTED}slidingWindowSize: 10\nminimumNumberOfCalls: 2\nfailureRateThreshold: ${threshold}\nwaitDurationInOpenState: 1000`
    )
    for (let i = 0; i < 2; i++) gate.settle(request, gate.admit(request, 0), answer(503), 0)
    for (const status of [503, 200]) gate.settle(request, gate.admit(request, 1001), answer(status), 1001)
    expect(heard.at(-1)).toMatch(new RegExp(`^${state}: .*failed 50`))
  })

  test('B-005: probes that succeed slowly reopen it; event, log and explain say why, with both rates', () => {
    const {
      rig: made,
      gate,
      heard
    } = breaker(
      `${COUNTED}slidingWindowSize: 10\nminimumNumberOfCalls: 2\npermittedNumberOfCallsInHalfOpenState: 2\nslowCallDurationThreshold: 100\nslowCallRateThreshold: 50\nwaitDurationInOpenState: 1000`
    )
    for (let i = 0; i < 2; i++) gate.settle(request, gate.admit(request, 0), answer(503), 0)
    for (let i = 0; i < 2; i++) gate.settle(request, gate.admit(request, 1001), answer(200, 150), 1001)
    expect(heard).toEqual([
      'OPEN: failure rate (failed 100, slow 0)',
      'HALF_OPEN: open time is over (failed 0, slow 0)',
      'OPEN: slow call rate (failed 0, slow 100)'
    ])
    expect(made.env.log.records.at(-1)).toMatchObject({
      reason: 'slow call rate',
      failureRate: 0,
      slowRate: 100
    })
    const explained = made.governance.explain(request, undefined)
    expect(explained.breakers).toMatchObject([
      { to: 'OPEN', reason: 'slow call rate', failureRate: 0, slowRate: 100 }
    ])
    expect(explainText(explained)).toContain(
      'HALF_OPEN > OPEN at 1970-01-01T00:00:00.000Z: slow call rate (failed 0%, slow 100%), open for 1000 ms'
    )
  })
})

describe('flow control', () => {
  const on = { 'servicecomb.flowcontrol.enabled': 'true' }
  const any = { 'servicecomb.flowcontrol.Provider.qps.limit.ANY': '1' }

  test('B-022: deleting a key at run time takes its limit away, adding it brings it back', () => {
    const made = rig({ ...on, ...any })
    const a = call({ side: 'provider', service: 'A' })
    const refused = 'provider request rejected by flow control.'
    expect([ask(made, a), ask(made, a)]).toEqual(['ok', refused])
    made.set(on)
    expect([ask(made, a), ask(made, a)]).toEqual(['ok', 'ok'])
    made.set({ ...on, ...any })
    made.env.clock.advance(1001)
    expect([ask(made, a), ask(made, a)]).toEqual(['ok', refused])
  })

  test('F-014: as written nothing is limited, one warning; with the switch 100, 20 and 500 per second', () => {
    const values = file('go-rate-limiting.yaml')
    const made = rig(values)
    expect(made.governance.problems).toMatchObject([{ severity: 'warning' }])
    expect(made.governance.consumerPlan(call()).gates).toEqual([])
    made.set({ ...values, ...on })
    const passed = (gates: readonly Gate[], request: Call, times: number): number =>
      Array.from({ length: times }, () => gates[0]?.admit(request, 0)).filter((permit) => permit === 0).length
    const consumer = made.governance.consumerPlan(call())
    expect(consumer.description).toBe('flowControl > loadBalance(RoundRobin)')
    expect(passed(consumer.gates, call(), 150)).toBe(100)
    expect(consumer.gates[0]).toMatchObject({
      status: 429,
      message: 'consumer request rejected by flow control.'
    })
    const { gates } = made.governance.providerPlan(call({ side: 'provider' }))
    expect(passed(gates, call({ side: 'provider', service: 'web' }), 50)).toBe(20)
    expect(passed(gates, call({ side: 'provider', service: 'other' }), 600)).toBe(500)
    expect(passed(gates, call({ side: 'provider', service: undefined }), 1)).toBe(0)
  })

  test('the window starts with the call that finds the last one over, and keeps counting what it refuses', () => {
    const made = rig({ ...on, 'servicecomb.flowcontrol.Consumer.qps.limit.orders': '2' })
    const gate = made.governance.consumerPlan(call()).gates[0] as Gate
    const at = (...times: number[]): boolean[] => times.map((now) => gate.admit(call(), now) === 0)
    expect(at(0, 0, 0, 1000, 1001, 1001, 1001)).toEqual([true, true, false, false, true, true, false])
  })
})

describe('governance', () => {
  test('B-023: policies that appear only after start', () => {
    const made = rig({})
    made.set({ 'servicecomb.rateLimiting.all': 'rate: 1' })
    expect([ask(made), ask(made)]).toEqual(['ok', 'ok'])
    made.set({ 'servicecomb.rateLimiting.all': 'rate: 1', ...GROUP })
    expect([ask(made), ask(made)]).toEqual(['ok', 'rate limited.'])
    const together = rig({ 'servicecomb.rateLimiting.all': 'rate: 1', ...GROUP })
    expect([ask(together), ask(together)]).toEqual(['ok', 'rate limited.'])
  })
})

describe('isolation', () => {
  const a = instance('a', '1.0.0')
  const b = instance('b', '1.0.0')
  const list = {
    target: { app: 'default', service: 'orders' },
    known: true,
    instances: [a, b],
    revision: '1'
  }
  const run = ({ governance }: Rig, outcome: Outcome, times: number): boolean => {
    const gate = governance.consumerPlan(call()).isolation?.gateOf(b)
    for (let i = 0; i < times; i++) {
      const permit = gate?.admit(call(), 0) ?? REFUSED
      if (permit !== REFUSED) gate?.settle(call(), permit, outcome, 0)
    }
    return gate?.wouldAdmit(0) ?? false
  }
  const policy = `${COUNTED}minimumNumberOfCalls: 2\nslidingWindowSize: 2`

  test.each([
    ['(1) as it is, in rotation', policy, false, true],
    ['(2) with readTimeoutIsFailure, isolated', policy, true, false],
    [
      '(3) with a slow call threshold below, isolated',
      `${policy}\nslowCallDurationThreshold: 400\nslowCallRateThreshold: 50`,
      false,
      false
    ]
  ])('B-027: an instance that always runs into the time limit %s', (_name, text, isFailure, stays) => {
    const values = {
      ...GROUP,
      'servicecomb.request.timeout': '500',
      'servicecomb.instanceIsolation.all': text,
      'servicecomb.governance.readTimeoutIsFailure': String(isFailure)
    }
    const made = rig(values)
    expect(run(made, LIMIT, 2)).toBe(stays)
    const { hints, isolation, settings } = made.governance.explain(call(), list)
    expect(settings[0]).toEqual({
      key: 'servicecomb.request.timeout',
      value: '500',
      source: 'application.yaml'
    })
    expect(hints.some((hint) => hint.includes('the time limit of 500 ms ends count as successes'))).toBe(
      stays
    )
    expect(isolation[1]).toMatchObject(
      stays
        ? {
            instance: 'b',
            state: 'CLOSED',
            because: '2 results: failed 0% (opens at 50%), slow 0% (opens at 100%)'
          }
        : { instance: 'b', state: 'OPEN' }
    )
  })

  test('B-029: answers 500 isolate nobody unless 500 is listed', () => {
    const text = `${COUNTED}minimumNumberOfCalls: 10\nslidingWindowSize: 10\nfailureRateThreshold: 20`
    const made = rig({ ...GROUP, 'servicecomb.instanceIsolation.all': text })
    expect(run(made, answer(500), 100)).toBe(true)
    expect(made.governance.explain(call(), list).hints.join()).toMatch(/answers 500 count as successes/)
    const listed = rig({
      ...GROUP,
      'servicecomb.instanceIsolation.all': `${text}\nrecordFailureStatus: [500, 502, 503]`
    })
    expect(run(listed, answer(500), 9)).toBe(true)
    expect(run(listed, answer(500), 1)).toBe(false)
  })

  test('B-028: outcomes are booked to the instance of the attempt alone', () => {
    const made = rig({
      ...GROUP,
      'servicecomb.instanceIsolation.all': `${COUNTED}minimumNumberOfCalls: 3\nslidingWindowSize: 3`
    })
    const unsent: Outcome = { ...answer(0), phase: 'UNSENT', code: 'CHS_CONNECT_TIMEOUT', started: false }
    expect(run(made, unsent, 3)).toBe(false)
    expect(made.governance.explain(call(), list).isolation).toMatchObject([
      { instance: 'a', state: 'CLOSED', because: expect.stringMatching(/^0 results/) as string },
      { instance: 'b', state: 'OPEN' }
    ])
  })
})

describe('rate limiting', () => {
  test('B-034: a caller that cannot be served in time is refused at once', () => {
    const made = rig({
      ...GROUP,
      'servicecomb.rateLimiting.all': 'rate: 1\nlimitRefreshPeriod: 10000\ntimeoutDuration: 5000'
    })
    expect([ask(made), ask(made)]).toEqual(['ok', 'rate limited.'])
  })

  test('B-035: waiters reserve permits of later cycles', () => {
    const made = rig({
      ...GROUP,
      'servicecomb.rateLimiting.all': 'rate: 3\nlimitRefreshPeriod: 10s\ntimeoutDuration: 12s'
    })
    expect(Array.from({ length: 7 }, () => ask(made))).toEqual([
      'ok',
      'ok',
      'ok',
      10_000,
      10_000,
      10_000,
      'rate limited.'
    ])
    made.env.clock.advance(10_000)
    expect(ask(made)).toBe(10_000)
  })
})

describe('routing', () => {
  test('B-049: the legacy dark launch stands behind the route rule, and an empty default group does nothing', () => {
    const made = rig({
      'servicecomb.routeRule.weather':
        '- {precedence: 1, route: [{weight: 100, tags: {version: 0.0.2}}]}\n- {precedence: 2, match: {headers: {city: {exact: chengdu, caseInsensitive: false}}}, route: [{weight: 100, tags: {version: 0.0.3}}]}',
      'servicecomb.darklaunch.policy.weather':
        '{"policyType":"RULE","ruleItems":[{"groupName":"g","groupCondition":"version=0.0.3","policyCondition":"city=beijing"}]}'
    })
    const instances = [instance('a', '0.0.2'), instance('b', '0.0.3')]
    const picks = ['beijing', 'chengdu', ''].map((city) =>
      pick(made, call({ service: 'weather', headers: city === '' ? {} : { city } }), instances)
    )
    expect(picks).toEqual(['a', 'b', 'a'])
    expect(made.governance.problems).toMatchObject([
      { severity: 'warning', key: 'servicecomb.darklaunch.policy.weather' }
    ])
  })

  test('B-050: rules go by the plain name of the service', () => {
    const made = rig({
      'servicecomb.routeRule.stock': '- {precedence: 1, route: [{weight: 100, tags: {version: 2.0.0}}]}'
    })
    const instances = [instance('a', '1.0.0'), instance('b', '2.0.0')].map((one) => ({
      ...one,
      app: 'store',
      service: 'stock'
    }))
    expect(pick(made, call({ service: 'stock' }), instances)).toBe('b')
    made.set({
      'servicecomb.routeRule.store:stock': '- {precedence: 1, route: [{weight: 100, tags: {version: 2.0.0}}]}'
    })
    expect(pick(made, call({ service: 'stock' }), instances)).toBe('a+b')
    expect(made.governance.problems).toMatchObject([
      { severity: 'warning', key: 'servicecomb.routeRule.store:stock' }
    ])
  })

  test('B-051: a changed rule takes effect for the next call', () => {
    const key = 'servicecomb.routeRule.orders'
    const to = (version: string): string =>
      `- {precedence: 1, route: [{weight: 100, tags: {version: ${version}}}]}`
    const instances = [instance('a', '1.0.0'), instance('b', '2.0.0')]
    const made = rig({ [key]: to('1.0.0') })
    const seen = [pick(made, call(), instances)]
    for (const values of [{ [key]: to('2.0.0') }, { [key]: '- broken: [' }, {}]) {
      made.set(values)
      seen.push(pick(made, call(), instances))
    }
    expect(seen).toEqual(['a', 'b', 'a+b', 'a+b'])
  })

  test('B-052: a rule without weight refuses the set; a legacy RULE policy has none', () => {
    const made = rig({
      'servicecomb.routeRule.orders':
        '- {precedence: 1, route: [{tags: {version: 1.0.0}}]}\n- {precedence: 2, route: [{weight: 100, tags: {version: 2.0.0}}]}',
      'servicecomb.darklaunch.policy.other':
        '{"policyType":"RULE","ruleItems":[{"groupName":"g","groupCondition":"version>=2","policyCondition":"user=a,b"}]}'
    })
    const instances = [instance('a', '1.0.0'), instance('b', '2.0.0')]
    expect(pick(made, call(), instances)).toBe('a+b')
    expect(made.governance.problems).toMatchObject([
      { severity: 'error', message: expect.stringMatching(/rule 1 route\[0\]: weight is missing/) as string }
    ])
    expect(pick(made, call({ service: 'other', headers: { user: 'b' } }), instances)).toBe('b')
    expect(pick(made, call({ service: 'other', headers: { user: 'c' } }), instances)).toBe('a')
  })
})

describe('files', () => {
  const chosen = ({ governance }: Rig, request: Call, kind: string): string | undefined =>
    governance.explain(request, undefined).policies.find((policy) => policy.kind === kind)?.chosen
  const settings = ({ governance }: Rig, request: Call, kind: string): unknown =>
    governance.explain(request, undefined).policies.find((policy) => policy.kind === kind)?.settings
  const served = (path: string): Call => call({ side: 'provider', path })

  test.each([
    ['F-004', 'microservice-legacy-fault-and-fallback.yaml'],
    ['F-010', 'chassis-go-address-list.yaml'],
    ['F-012', 'go-circuit-breaker.yaml'],
    ['F-013', 'go-load-balancing.yaml'],
    ['F-021', 'policy-key-at-wrong-level.yaml'],
    ['F-025', 'policy-old-link-fields.yaml'],
    ['F-023', 'group-broken-indent.yaml'],
    ['F-024', 'policy-fullwidth-colon.yaml']
  ])('%s: nothing in %s applies to anything', (_id, name) => {
    const { governance } = rig(file(name))
    const requests = ['/', '/login/v1', '/hello', '/timeConsumingOperation'].map((path) => call({ path }))
    for (const request of requests) {
      const { gates, retry, isolation } = governance.consumerPlan(request)
      expect({ gates, retry, isolation }).toEqual({ gates: [], retry: undefined, isolation: undefined })
      expect(governance.providerPlan({ ...request, side: 'provider' }).gates).toEqual([])
    }
  })

  test('F-013: balancers of Go files; retryOnSame is a fallback', () => {
    const { governance } = rig(file('go-load-balancing.yaml'))
    expect(governance.consumerPlan(call()).balancer).toBe('Random')
    expect(governance.consumerPlan(call({ service: 'others' })).balancer).toBe('WeightedResponse')
  })

  test('F-015: unquoted versions stay text; an instance without a tag counts as a match', () => {
    const made = rig(file('router-unquoted-versions.yaml'))
    const instances = [
      instance('a', '1.0', { project: 'x' }),
      instance('b', '2.0', { project: 'z' }),
      instance('c', '2.0'),
      instance('d', '1', { project: 'x' })
    ]
    expect(
      Array.from({ length: 4 }, () => pick(made, call({ service: 'paymentService' }), instances))
    ).toEqual(['a', 'b+c', 'a', 'b+c'])
  })

  test('F-022: the misindented header makes the item match everything', () => {
    const made = rig(file('group-header-misindented.yaml'))
    expect(settings(made, served('/anything'), 'rateLimiting')).toEqual({
      rate: 100,
      limitRefreshPeriodMs: 1000,
      timeoutDurationMs: 0
    })
    expect(chosen(made, call({ side: 'provider', method: 'POST', path: '/login' }), 'rateLimiting')).toBe(
      'userLoginAction'
    )
  })

  test('F-026: 10 per millisecond limits nobody', () => {
    const made = rig(file('policy-period-in-ms.yaml'))
    const results = Array.from({ length: 1000 }, () => {
      made.env.clock.advance(0.1)
      return ask(made)
    })
    expect(results.filter((result) => result === 'rate limited.')).toEqual([])
  })

  test('F-027: time based unless said otherwise; services names its processes', () => {
    const values = file('policy-window-type-missing.yaml')
    const request = served('/governance/circuitBreaker')
    expect(settings(rig(values, ['governance-client', '0.0.2']), request, 'circuitBreaker')).toMatchObject({
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 10,
      minimumNumberOfCalls: 10,
      failureRateThreshold: 20
    })
    const other = rig(values, ['other', '1.0'])
    expect(chosen(other, request, 'circuitBreaker')).toBeUndefined()
    expect(explainText(other.governance.explain(request, undefined))).toContain(
      "services 'governance-client' leaves out other:1.0"
    )
  })

  test('F-028: the smaller order wins; forceOpen refuses without sending', () => {
    const made = rig(file('policy-isolation-order.yaml'))
    const at = (path: string): string | undefined => chosen(made, call({ path }), 'instanceIsolation')
    expect([at('/govern/forceOpen/1'), at('/govern/other'), at('/pay')]).toEqual([
      'forceOpenFeign',
      'errorCode',
      'headerCode'
    ])
    const gate = made.governance
      .consumerPlan(call({ path: '/govern/forceOpen/1' }))
      .isolation?.gateOf(instance('a', '1'))
    expect(gate?.admit(call(), 0)).toBe(REFUSED)
    expect(gate).toMatchObject({
      status: 503,
      message: 'Policy forceOpenFeign forced open and deny requests'
    })
  })

  test('F-029: a circuitBreaker in the consumer acts on requests served; explain of a call says so', () => {
    const made = rig(file('policy-circuitbreaker-in-consumer.yaml'))
    expect(settings(made, served('/x'), 'circuitBreaker')).toMatchObject({
      minimumNumberOfCalls: 10,
      slidingWindowType: 'COUNT_BASED',
      recordFailureStatus: ['502', '503']
    })
    const { policies, plan } = made.governance.explain(call(), undefined)
    expect(plan).toBe('loadBalance(RoundRobin)')
    expect(policies).toContainEqual({
      kind: 'circuitBreaker',
      chosen: undefined,
      because: "this kind applies to the provider's side only",
      notChosen: [{ name: 'AllOperation', because: "this kind applies to the provider's side only" }]
    })
  })

  test('F-030: faults by service and by path', () => {
    const { governance } = rig(file('policy-fault-injection.yaml'))
    const gate = (request: Call): Gate | undefined => governance.consumerPlan(request).gates[0]
    const orders = gate(call({ path: '/x' }))
    expect(orders?.admit(call(), 0)).toBe(REFUSED)
    expect(orders).toMatchObject({ answersEmpty: true })
    const abort = gate(call({ service: 'other', path: '/abort' }))
    expect([1, 2, 3, 4].map(() => abort?.admit(call(), 0))).toEqual([0, REFUSED, 0, REFUSED])
    expect(abort).toMatchObject({ status: 421, answersEmpty: false, message: 'aborted by fault inject' })
    expect(gate(call({ service: 'other', path: '/delay' }))?.admit(call(), 0)).toBe(2000)
    expect(gate(call({ service: 'users', path: '/x' }))).toBeUndefined()
  })

  test('F-031: match type rpc goes by schema and operation, and explain says when a call names none', () => {
    const made = rig(file('policy-rpc-match-type.yaml'))
    const provider = call({
      side: 'provider',
      schema: 'GovernanceEndpoint',
      operation: 'helloRpc',
      path: '/governance/helloRpc'
    })
    expect(chosen(made, provider, 'rateLimiting')).toBe('demo-rateLimiting-rpc')
    const consumer = call({
      schema: 'GovernanceEndpoint',
      operation: 'retryRpc',
      path: '/governance/retryRpc'
    })
    expect(chosen(made, consumer, 'retry')).toBe('demo-retry-rpc')
    expect(chosen(made, { ...consumer, operation: 'other' }, 'retry')).toBeUndefined()
    expect(made.governance.explain(call(), undefined).hints.join()).toMatch(/names no schema and operation/)
  })

  test('F-032: a time limit per attempt only when it is asked for', () => {
    const values = file('policy-unused-kinds.yaml')
    const request = call({ path: '/timeLimiter' })
    const made = rig(values)
    expect(made.governance.consumerPlan(request).attemptLimitMs).toBeUndefined()
    expect(explainText(made.governance.explain(request, undefined))).toMatch(
      /timeLimiter: none, is applied only with/
    )
    made.set({ ...values, 'servicecomb.governance.timeLimiter': 'perAttempt' })
    expect(made.governance.consumerPlan(request)).toMatchObject({
      attemptLimitMs: 2000,
      description: 'loadBalance(RoundRobin) > timeLimiter(2000 ms)'
    })
    expect(made.governance.consumerPlan(call({ path: '/other' })).attemptLimitMs).toBeUndefined()
  })

  test('F-033: per value of a header: one at once, ten wait, the twelfth is refused', () => {
    const made = rig(file('policy-identifier-limit.yaml'))
    const of = (user: string): Call => call({ side: 'provider', headers: { 'user-id': user } })
    const results = Array.from({ length: 12 }, () => ask(made, of('u1')))
    expect(results).toEqual(['ok', 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 'rate limited.'])
    expect([ask(made, of('u2')), ask(made, call({ side: 'provider' }))]).toEqual(['ok', 'ok'])
  })

  test('F-034: empty protection switched off', () => {
    const made = rig(file('route-empty-protection.yaml'))
    const instances = [instance('a', '0.0.1'), instance('b', '0.0.2')]
    const picks = (canary: string, times: number): string[] =>
      Array.from({ length: times }, () =>
        pick(made, call({ service: 'provider', headers: canary === '' ? {} : { canary } }), instances)
      )
    expect(picks('close100', 2)).toEqual(['-', '-'])
    expect(picks('less100', 2)).toEqual(['a+b', 'a+b'])
    expect(picks('closeFallback', 2)).toEqual(['a', 'a'])
    expect(picks('half', 4)).toEqual(['a', '-', 'a', '-'])
    expect(picks('', 1)).toEqual(['a+b'])
  })

  test('F-035: a list in a local file is a rule', () => {
    const made = rig(file('route-local-list-form.yaml'))
    const instances = [instance('a', '1.0.0'), instance('b', '2.0.0')]
    const picks = (canary: string, times: number): string[] =>
      Array.from({ length: times }, () =>
        pick(made, call({ headers: canary === '' ? {} : { canary } }), instances)
      )
    expect(picks('new', 5)).toEqual(['b', 'b', 'a', 'b', 'b'])
    expect([picks('NEW', 1), picks('', 1)]).toEqual([['a+b'], ['a+b']])
  })

  test('F-036: both kinds of dark launch in one export', () => {
    const made = rig(file('kie-darklaunch-and-route.json'))
    const instances = [instance('a', '0.0.2'), instance('b', '0.0.3')]
    const to = (city: string): string =>
      pick(made, call({ service: 'weather', headers: city === '' ? {} : { city } }), instances)
    expect(['beijing', 'chengdu', ''].map(to)).toEqual(['a', 'b', 'a'])
    const named = instances.map((one) => ({ ...one, service: 'weather' }))
    const list = {
      target: { app: 'default', service: 'weather' },
      known: true,
      instances: named,
      revision: '1'
    }
    expect(made.governance.explain(call({ service: 'weather' }), list).route).toMatchObject({
      because: expect.stringContaining(
        'then servicecomb.darklaunch.policy.weather: no item matches'
      ) as string
    })
  })

  test('F-039: old examples of the governance API', () => {
    const made = rig(file('gov-api-old-examples.json'), ['ser3', '9.9'])
    const marker = (request: Call): boolean | undefined =>
      made.governance.explain(request, undefined).markers[0]?.matches
    expect(marker(call({ method: 'DELETE', path: '/health' }))).toBe(true)
    expect(marker(call({ path: '/metrics', headers: { 'x-user': 'partner' } }))).toBe(false)
    expect(made.governance.consumerPlan(call({ path: '/health' })).retry).toBeUndefined()
  })
})
