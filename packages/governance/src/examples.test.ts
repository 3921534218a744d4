import { readFileSync, readdirSync } from 'node:fs'
import { REFUSED, createContext } from '@node-chassis/core'
import type { Call, Gate, Instance, Outcome } from '@node-chassis/core'
import { seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { checkPolicies } from './check/check.ts'
import { readSource } from './check/source.ts'
import { createGovernance } from './governance.ts'
import type { GovernanceEngine } from './governance.ts'

const folder = new URL('../../../examples/policies/', import.meta.url)
const page = readFileSync(new URL('../../../docs/governance.md', import.meta.url), 'utf8')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

function governed(name: string): GovernanceEngine {
  const governance = createGovernance({
    env: simulatedEnv(),
    self: { app: 'default', service: 'shop', version: '1.0.0' },
    routing: { initialPhase: 'zero' }
  })
  governance.apply(new Map(readSource(name, textOf(name)).entries.map(({ key, text }) => [key, text])))
  return governance
}

function call(more: Partial<Call> & { readonly headers?: Readonly<Record<string, string>> } = {}): Call {
  return {
    side: 'consumer',
    method: 'GET',
    path: '/',
    template: undefined,
    service: 'stock',
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: (header) => more.headers?.[header],
    query: () => undefined,
    hints: undefined,
    ...more
  }
}

const served = (path: string, more: Parameters<typeof call>[0] = {}): Call =>
  call({ side: 'provider', service: 'web', path, ...more })

function instance(id: string, version: string, service: string): Instance {
  return {
    id,
    service,
    app: 'default',
    version,
    status: 'UP',
    endpoints: [],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined
  }
}

function answer(status: number, durationMs = 1): Outcome {
  return { phase: 'ANSWER', status, code: undefined, error: undefined, durationMs, started: true }
}

function asked(gate: Gate | undefined, request: Call, times: number, now = 0): number[] {
  return Array.from({ length: times }, () => gate?.admit(request, now) ?? NaN)
}

const refusals = (permits: readonly number[]): number => permits.filter((permit) => permit === REFUSED).length

describe('docs/governance.md', () => {
  test.each(files)('shows %s as it is', (name) => {
    expect(page).toContain(`\`\`\`yaml\n${textOf(name)}\`\`\``)
  })

  test.each(files)('chassis policy check has nothing against %s', (name) => {
    const { findings } = checkPolicies([{ name, text: textOf(name) }])
    expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([])
  })
})

describe('what the examples decide', () => {
  test('rate-limiting.yaml', () => {
    const governance = governed('rate-limiting.yaml')
    const [gate] = governance.providerPlan(served('/pay/1')).gates
    expect(refusals(asked(gate, served('/pay/1'), 120))).toBe(20)
    expect(governance.providerPlan(served('/other')).gates).toEqual([])
  })

  test('identifier-rate-limiting.yaml', () => {
    const [gate] = governed('identifier-rate-limiting.yaml').providerPlan(served('/')).gates
    const of = (user: string): Call => served('/', { headers: { 'user-id': user } })
    expect(asked(gate, of('a'), 12)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, REFUSED])
    expect(asked(gate, of('b'), 1)).toEqual([0])
    expect(asked(gate, served('/'), 3)).toEqual([0, 0, 0])
  })

  test('circuit-breaker.yaml', () => {
    const request = served('/orders/1')
    const [gate] = governed('circuit-breaker.yaml').providerPlan(request).gates
    const run = (status: number, times: number, now: number): void => {
      for (let i = 0; i < times; i++) gate?.settle(request, gate.admit(request, now), answer(status), now)
    }
    run(200, 5, 0)
    run(500, 5, 0)
    expect(asked(gate, request, 1, 5000)).toEqual([REFUSED])
    run(200, 2, 5001)
    expect(refusals(asked(gate, request, 5, 5001))).toBe(0)
  })

  test('bulkhead.yaml', () => {
    const request = served('/reports', { method: 'POST' })
    const governance = governed('bulkhead.yaml')
    const [gate] = governance.providerPlan(request).gates
    expect(asked(gate, request, 3)).toEqual([expect.any(Number), expect.any(Number), -2])
    expect(governance.providerPlan(served('/reports')).gates).toEqual([])
  })

  test('retry.yaml', () => {
    const governance = governed('retry.yaml')
    const { retry } = governance.consumerPlan(call())
    expect(retry).toMatchObject({ maxAttempts: 2, retryOnSame: 1 })
    expect([502, 503, 500].map((status) => retry?.retriable(answer(status)))).toEqual([true, true, false])
    const pause = retry?.pauseMs(2, seededRandom(1)) ?? NaN
    expect(pause >= 100 && pause <= 300).toBe(true)
    expect(governance.consumerPlan(call({ method: 'POST' })).retry).toBeUndefined()
    expect(governance.consumerPlan(call({ service: 'other' })).retry).toBeUndefined()
  })

  test('instance-isolation.yaml', () => {
    const { isolation } = governed('instance-isolation.yaml').consumerPlan(call())
    const [slow, well] = ['a', 'b'].map((id) => isolation?.gateOf(instance(id, '1.0.0', 'stock')))
    for (let i = 0; i < 10; i++) {
      slow?.settle(call(), slow.admit(call(), 0), answer(200, 2001), 0)
      well?.settle(call(), well.admit(call(), 0), answer(200, 2000), 0)
    }
    expect([slow?.wouldAdmit(10_000), slow?.wouldAdmit(10_001), well?.wouldAdmit(0)]).toEqual([
      false,
      true,
      true
    ])
  })

  test('instance-bulkhead.yaml', () => {
    const { instanceBulkhead } = governed('instance-bulkhead.yaml').consumerPlan(call())
    expect(refusals(asked(instanceBulkhead?.gateOf(instance('a', '1', 'stock')), call(), 10))).toBe(2)
    expect(refusals(asked(instanceBulkhead?.gateOf(instance('b', '1', 'stock')), call(), 8))).toBe(0)
  })

  test('fault-injection.yaml', () => {
    const governance = governed('fault-injection.yaml')
    const [gate] = governance.consumerPlan(call()).gates
    expect(asked(gate, call(), 4)).toEqual([0, REFUSED, 0, REFUSED])
    expect(gate?.status).toBe(503)
    expect(governance.consumerPlan(call({ service: 'other' })).gates).toEqual([])
  })

  test('loadbalance.yaml', () => {
    const governance = governed('loadbalance.yaml')
    const balancers = ['/search/x', '/other'].map((path) => governance.consumerPlan(call({ path })).balancer)
    expect(balancers).toEqual(['Random', 'RoundRobin'])
  })

  test('time-limiter.yaml', () => {
    const governance = governed('time-limiter.yaml')
    const limits = ['/slow/x', '/other'].map((path) => governance.consumerPlan(call({ path })).attemptLimitMs)
    expect(limits).toEqual([2000, undefined])
  })

  test('mapper.yaml', () => {
    const governance = governed('mapper.yaml')
    const entries = governance.contextEntries(served('/', { headers: { 'x-lane': 'gray' } }))
    expect(Object.fromEntries(entries ?? [])).toEqual({ lane: 'gray', entry: 'GET' })
    expect(governance.contextEntries(served('/'))).toBeUndefined()
  })

  test('markers.yaml', () => {
    const governance = governed('markers.yaml')
    const rule = (request: Call): string | undefined => governance.providerPlan(request).gates[0]?.rule
    const bulk = 'servicecomb.rateLimiting.bulk'
    expect(rule(served('/orders/7/bulk', { method: 'POST' }))).toBe(bulk)
    expect(rule(served('/orders', { headers: { 'x-items': '100' }, query: () => 'false' }))).toBe(bulk)
    expect(rule(served('/orders', { headers: { 'x-items': '99' }, query: () => 'false' }))).toBe(
      'servicecomb.rateLimiting.all'
    )
  })

  test('route-rule.yaml', () => {
    const router = governed('route-rule.yaml').router('orders')
    const instances = [instance('a', '1.0.0', 'orders'), instance('b', '2.0.0', 'orders')]
    const to = (headers: Record<string, string>): string =>
      router
        ?.route(call({ service: 'orders', headers }), instances)
        .members(instances)
        .map(({ id }) => id)
        .join() ?? ''
    expect(to({ 'x-user': 'tester' })).toBe('b')
    const others = Array.from({ length: 100 }, () => to({}))
    expect(others.filter((id) => id === 'b')).toHaveLength(10)
  })

  test('flow-control.yaml', () => {
    const governance = governed('flow-control.yaml')
    expect(refusals(asked(governance.consumerPlan(call()).gates[0], call(), 7))).toBe(2)
    const [gate] = governance.providerPlan(served('/')).gates
    expect(refusals(asked(gate, served('/'), 5))).toBe(3)
    expect(refusals(asked(gate, served('/', { service: 'mobile' }), 5))).toBe(2)
  })

  test('dark-launch.yaml', () => {
    const router = governed('dark-launch.yaml').router('weather')
    const instances = [instance('a', '0.0.2', 'weather'), instance('b', '0.0.3', 'weather')]
    const to = (city: string): string | undefined =>
      router?.route(call({ service: 'weather', headers: { city } }), instances).members(instances)[0]?.id
    expect([to('chengdu'), to('beijing')]).toEqual(['b', 'a'])
  })
})
