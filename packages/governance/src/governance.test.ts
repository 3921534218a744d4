import { REFUSED } from '@node-chassis/core'
import type { Call, Gate, Instance } from '@node-chassis/core'
import { recordingLogger, simulatedClock, seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { recordedCall } from '../test-data/call.ts'
import type { RecordedRequest } from '../test-data/call.ts'
import { vectors } from '../test-data/load.ts'
import { recordedOutcome } from '../test-data/outcome.ts'
import { createGovernance } from './governance.ts'
import type { GovernanceEngine } from './governance.ts'

const SELF = { app: 'default', service: 'myself', version: '1.0' }
const ALL = 'matches:\n  - apiPath: {prefix: /}'
const BREAKER = 'slidingWindowType: COUNT_BASED\nslidingWindowSize: 2\nminimumNumberOfCalls: 2'

function engine(values: Record<string, string> = {}): GovernanceEngine {
  const governance = createGovernance({ env: simulatedEnv(), self: SELF })
  governance.apply(new Map(Object.entries(values)))
  return governance
}

function instanceOf(id: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    service: 'svc',
    app: 'default',
    version: '1.0.0',
    status: 'UP',
    endpoints: [`rest://127.0.0.1:${8080}`],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined,
    ...more
  }
}

const consumerCall = (request: RecordedRequest = { apiPath: '/x' }): Call => recordedCall(request, 'consumer')
const providerCall = (request: RecordedRequest = { apiPath: '/x' }): Call => recordedCall(request, 'provider')

describe('selection', () => {
  test.each(vectors('select').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const values: Record<string, string> = {}
    for (const [name, { order }] of Object.entries(vector.policies as Record<string, { order: number }>)) {
      values[`servicecomb.retry.${name}`] = `order: ${order}`
    }
    for (const [name, text] of Object.entries(vector.groups as Record<string, string>)) {
      values[`servicecomb.matchGroup.${name}`] = text
    }
    const rule = engine(values).consumerPlan(consumerCall({ apiPath: '', ...vector.req })).retry?.rule
    expect(rule?.slice('servicecomb.retry.'.length) ?? null).toBe(vector.expect)
  })
})

describe('lifecycle', () => {
  test.each(vectors('lifecycle').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const governance = engine()
    const values = new Map<string, string>()
    const instances = new Map<string, Instance>()
    const instance = (id: string): Instance => {
      if (!instances.has(id)) instances.set(id, instanceOf(id))
      return instances.get(id)!
    }
    for (const [action, ...rest] of vector.steps as [string, ...unknown[]][]) {
      if (action === 'set') {
        for (const [key, text] of Object.entries(rest[0] as Record<string, string | null>)) {
          if (text === null) values.delete(key)
          else values.set(key, text)
        }
        governance.apply(new Map(values))
      } else if (action === 'breaker') {
        const [kind, request, ending, expected] = rest as [string, Req, string, string]
        expect(breakerStep(governance, kind, request, instance(request.instanceId ?? ''), ending)).toBe(
          expected
        )
      } else if (action === 'limiter') {
        const [kind, request, expected] = rest as [string, Req, string]
        const gate = gateOf(governance, kind, request)
        if (expected === 'none' && gate !== undefined) {
          // No identity, no limit: however often it asks within the cycle.
          expect([1, 2, 3].map(() => gate.admit(providerCall(request), 0))).toEqual([0, 0, 0])
        } else {
          const permit = gate?.admit(providerCall(request), 0)
          expect(permit === undefined ? 'none' : permit === REFUSED ? 'reject' : 'ok').toBe(expected)
        }
      } else if (action === 'retry') {
        const [request, expected] = rest as [Req, string]
        const attempts = governance.consumerPlan(consumerCall(request)).retry?.maxAttempts
        expect(attempts === undefined ? 'none' : `attempts ${attempts}`).toBe(expected)
      } else {
        const [request, expected] = rest as [Req, string]
        const gate = governance.consumerPlan(consumerCall(request)).gates[0]
        const permit = gate?.admit(consumerCall(request), 0)
        expect(permit === undefined ? 'none' : permit === 0 ? 'pass' : 'hit').toBe(expected)
      }
    }
  })

  interface Req extends RecordedRequest {
    readonly instanceId?: string
  }

  function gateOf(governance: GovernanceEngine, kind: string, request: Req): Gate | undefined {
    const { gates } = governance.providerPlan(providerCall(request))
    return gates.find(({ rule }) => rule.startsWith(`servicecomb.${kind}.`))
  }

  function breakerStep(
    governance: GovernanceEngine,
    kind: string,
    request: Req,
    instance: Instance,
    ending: string
  ): string {
    const gate =
      kind === 'circuitBreaker'
        ? gateOf(governance, kind, request)
        : governance.consumerPlan(consumerCall(request)).isolation?.gateOf(instance)
    if (gate === undefined) return 'none'
    const call = consumerCall(request)
    const permit = gate.admit(call, 0)
    if (permit !== REFUSED) gate.settle(call, permit, recordedOutcome(ending === 'ok' ? '200' : '503'), 0)
    return `${permit === REFUSED ? 'reject' : 'permit'}/${(gate as Gate & { state: string }).state}`
  }
})

describe('plans', () => {
  test('without policies every call shares one plan', () => {
    const governance = engine()
    const plan = governance.consumerPlan(consumerCall({ apiPath: '/a' }))
    expect(plan).toBe(governance.consumerPlan(consumerCall({ apiPath: '/b', method: 'POST' })))
    expect([plan.description, plan.gates, plan.retry]).toEqual(['loadBalance(RoundRobin)', [], undefined])
  })

  test('prints what a call meets, in the order it is met', () => {
    const values = {
      'servicecomb.matchGroup.a': ALL,
      'servicecomb.retry.a': 'maxAttempts: 3',
      'servicecomb.instanceIsolation.a': 'minimumNumberOfCalls: 5',
      'servicecomb.loadbalance.a': 'rule: Random',
      'servicecomb.rateLimiting.a': 'rate: 5',
      'servicecomb.circuitBreaker.a': '{}',
      'servicecomb.bulkhead.a': 'maxConcurrentCalls: 7'
    }
    const governance = engine(values)
    expect(governance.consumerPlan(consumerCall()).description).toBe(
      'retry(maxAttempts=3) > loadBalance(Random) > instanceIsolation(failureRate=50)'
    )
    expect(governance.providerPlan(providerCall()).description).toBe(
      'rateLimiting(rate=5) > circuitBreaker(failureRate=50) > bulkhead(maxConcurrentCalls=7)'
    )
  })

  test('a plan that a call began with outlives the next configuration', () => {
    const values = { 'servicecomb.matchGroup.a': ALL, 'servicecomb.retry.a': 'maxAttempts: 3' }
    const governance = engine(values)
    const plan = governance.consumerPlan(consumerCall())
    governance.apply(new Map())
    expect([plan.retry?.maxAttempts, governance.consumerPlan(consumerCall()).retry]).toEqual([3, undefined])
  })

  test('the revision counts changes, not deliveries', () => {
    const values = { 'servicecomb.matchGroup.a': ALL, 'servicecomb.retry.a': '{}' }
    const governance = engine(values)
    const { revision } = governance
    governance.apply(new Map(Object.entries(values)))
    expect(governance.revision).toBe(revision)
    governance.apply(new Map())
    expect(governance.revision).toBe(revision + 1)
  })

  test('legacy keys: strategy and retryOnSame, for all and for one target', () => {
    const governance = engine({
      'servicecomb.matchGroup.a': ALL,
      'servicecomb.retry.a': '{}',
      'servicecomb.loadbalance.strategy.name': 'Random',
      'servicecomb.loadbalance.order.strategy.name': 'SessionStickiness',
      'servicecomb.loadbalance.order.retryOnSame': '2'
    })
    const order = governance.consumerPlan(consumerCall({ apiPath: '/x', serviceName: 'order' }))
    const other = governance.consumerPlan(consumerCall({ apiPath: '/x', serviceName: 'other' }))
    expect([order.balancer, order.retry?.retryOnSame]).toEqual(['SessionStickiness', 2])
    expect([other.balancer, other.retry?.retryOnSame]).toEqual(['Random', 0])
    expect(governance.problems).toEqual([])
  })

  test('exact means the template too, the other operators only the path', () => {
    const governance = engine({
      'servicecomb.matchGroup.a': 'matches:\n  - apiPath: {exact: "/users/{id}"}',
      'servicecomb.retry.a': '{}'
    })
    const call = { ...consumerCall({ apiPath: '/users/7' }), template: '/users/{id}' }
    expect(governance.consumerPlan(call).retry?.rule).toBe('servicecomb.retry.a')
    expect(governance.consumerPlan(consumerCall({ apiPath: '/users/7' })).retry).toBeUndefined()
  })

  test('match type rpc matches names instead of paths', () => {
    const governance = engine({
      'servicecomb.governance.matchType': 'rpc',
      'servicecomb.matchGroup.a': 'matches:\n  - apiPath: {exact: order.api.get}',
      'servicecomb.retry.a': '{}'
    })
    const call = { ...consumerCall({ apiPath: '/x', serviceName: 'order' }), schema: 'api', operation: 'get' }
    expect(governance.consumerPlan(call).retry?.rule).toBe('servicecomb.retry.a')
    expect(governance.consumerPlan({ ...call, operation: 'put' }).retry).toBeUndefined()
  })

  test('forceOpen refuses with 429, forceClosed asks nobody, and forceOpen wins (D8)', () => {
    const plan = (text: string): readonly Gate[] =>
      engine({ 'servicecomb.matchGroup.a': ALL, 'servicecomb.circuitBreaker.a': text }).providerPlan(
        providerCall()
      ).gates
    const [gate] = plan('forceOpen: true\nforceClosed: true')
    expect([gate?.admit(providerCall(), 0), gate?.code, gate?.status]).toEqual([
      REFUSED,
      'CHS_FORCED_OPEN',
      429
    ])
    expect(plan('forceClosed: true')).toEqual([])
  })

  test('custom matchers are asked by name; an unregistered one never matches and is reported once', () => {
    const log = recordingLogger()
    const env = { clock: simulatedClock(), random: seededRandom(1), log }
    const governance = createGovernance({ env, self: SELF })
    governance.apply(
      new Map([
        [
          'servicecomb.matchGroup.a',
          'matches:\n  - customMatcher: {customMatcherHandler: vip, customMatcherParameters: gold}'
        ],
        ['servicecomb.retry.a', '{}']
      ])
    )
    const call = consumerCall({ apiPath: '/x', headers: { 'x-tier': 'gold' } })
    expect([governance.consumerPlan(call).retry, governance.consumerPlan(call).retry]).toEqual([
      undefined,
      undefined
    ])
    expect(log.records.filter((record) => record['matcher'] === 'vip')).toHaveLength(1)
    governance.registerMatcher('vip', (asked, parameters) => asked.header('x-tier') === parameters)
    expect(governance.consumerPlan(call).retry?.rule).toBe('servicecomb.retry.a')
  })
})

describe('problems', () => {
  test('an invalid policy is named with the reason, and told once', () => {
    const log = recordingLogger()
    const env = { clock: simulatedClock(), random: seededRandom(1), log }
    const governance = createGovernance({ env, self: SELF })
    const bad: [string, string][] = [
      ['servicecomb.matchGroup.a', ALL],
      ['servicecomb.retry.a', 'maxAttempts: x']
    ]
    governance.apply(new Map(bad))
    governance.apply(new Map([...bad, ['servicecomb.retry.b', '- a']]))
    expect(governance.problems).toEqual([
      {
        key: 'servicecomb.retry.a',
        severity: 'error',
        message: "ignored: maxAttempts: 'x' is no whole number"
      },
      {
        key: 'servicecomb.retry.b',
        severity: 'error',
        message: 'ignored: a mapping of fields is needed, not a list'
      }
    ])
    expect(log.records.filter((record) => record['key'] === 'servicecomb.retry.a')).toHaveLength(1)
  })

  test('a policy without its group and old settings are warned of', () => {
    const governance = engine({
      'servicecomb.retry.lonely': '{}',
      'servicecomb.matchGroup.m': ALL,
      'servicecomb.mapper.m': 'target: {a: $M}',
      'servicecomb.faultInjection.enabled': 'true',
      'servicecomb.loadbalance.retryEnabled': 'true',
      'servicecomb.circuitBreaker.Consumer.order.sleepWindowInMilliseconds': '100'
    })
    expect(governance.problems.map(({ key, severity }) => [key, severity])).toEqual([
      ['servicecomb.retry.lonely', 'warning'],
      ['servicecomb.loadbalance.retryEnabled', 'warning'],
      ['servicecomb.circuitBreaker.Consumer.order.sleepWindowInMilliseconds', 'warning']
    ])
  })
})

describe('isolation', () => {
  const values = {
    'servicecomb.matchGroup.a': ALL,
    'servicecomb.instanceIsolation.a': `${BREAKER}\nwaitDurationInOpenState: 1000`
  }

  function fail(governance: GovernanceEngine, instance: Instance, times = 2): void {
    const gate = governance.consumerPlan(consumerCall()).isolation!.gateOf(instance)
    for (let i = 0; i < times; i++)
      gate.settle(consumerCall(), gate.admit(consumerCall(), 0), recordedOutcome('503'), 0)
  }

  test('opens per instance, tells the picker, and announces it once', () => {
    const governance = engine(values)
    const isolated: unknown[] = []
    governance.on('isolated', (event) => isolated.push(event))
    const gates = governance.consumerPlan(consumerCall()).isolation!
    const before = gates.revision
    const [a, b] = [instanceOf('a'), instanceOf('b')]
    fail(governance, a)
    expect([gates.gateOf(a).wouldAdmit(0), gates.gateOf(b).wouldAdmit(0)]).toEqual([false, true])
    expect([gates.gateOf(a).blockedUntil, gates.revision > before]).toEqual([1000, true])
    expect(isolated).toEqual([
      { rule: 'servicecomb.instanceIsolation.a', service: 'svc', instanceId: 'a', waitMs: 1000 }
    ])
  })

  test('a new record of the same process keeps its gate; another endpoint or a later start does not (N25)', () => {
    const governance = engine(values)
    fail(governance, instanceOf('a'))
    const gates = governance.consumerPlan(consumerCall()).isolation!
    expect(gates.gateOf(instanceOf('a', { status: 'DOWN' })).wouldAdmit(0)).toBe(false)
    expect(gates.gateOf(instanceOf('a', { registeredAt: 5 })).wouldAdmit(0)).toBe(true)
    fail(governance, instanceOf('a', { registeredAt: 5 }))
    expect(gates.gateOf(instanceOf('a', { registeredAt: 5, endpoints: ['rest://x:1'] })).wouldAdmit(0)).toBe(
      true
    )
  })

  test('idle gates go when another is made, but none that is open (D11)', () => {
    const env = simulatedEnv()
    const governance = createGovernance({ env, self: SELF })
    const long = { ...values, 'servicecomb.instanceIsolation.a': `${BREAKER}\nwaitDurationInOpenState: 1h` }
    governance.apply(new Map(Object.entries(long)))
    const gates = governance.consumerPlan(consumerCall()).isolation!
    const [open, idle] = [instanceOf('open'), instanceOf('idle')]
    fail(governance, open)
    fail(governance, idle, 1)
    const first = gates.gateOf(idle)
    env.clock.advance(600_000)
    gates.gateOf(instanceOf('new'))
    expect(gates.gateOf(idle)).not.toBe(first)
    expect(gates.gateOf(open).wouldAdmit(600_000)).toBe(false)
  })

  test('forgotten means forgotten', () => {
    const governance = engine(values)
    const instance = instanceOf('a')
    fail(governance, instance)
    const gates = governance.consumerPlan(consumerCall()).isolation!
    gates.forget(instance)
    expect(gates.gateOf(instance).wouldAdmit(0)).toBe(true)
  })

  test('forceOpen refuses without a breaker and says which policy it was', () => {
    const governance = engine({ ...values, 'servicecomb.instanceIsolation.a': 'forceOpen: true' })
    const gates = governance.consumerPlan(consumerCall()).isolation!
    const gate = gates.gateOf(instanceOf('a'))
    expect([gates.forceOpen, gates.code, gate.admit(consumerCall(), 0), gate.message]).toEqual([
      true,
      'CHS_FORCED_OPEN',
      REFUSED,
      'Policy a forced open and deny requests'
    ])
  })
})

describe('explain', () => {
  test('what a source holds back is out of force, with its reason (N32)', () => {
    const because = 'its status is disabled'
    const withheld = ['retry.pay', 'matchGroup.late', 'retry.all', 'unrelated.setting'].map((key) => ({
      key: `servicecomb.${key}`,
      source: 'kie (app)',
      because
    }))
    const governance = createGovernance({ env: simulatedEnv(), self: SELF, withheld: () => withheld })
    governance.apply(
      new Map([
        ['servicecomb.matchGroup.all', ALL],
        ['servicecomb.retry.all', 'maxAttempts: 1'],
        ['servicecomb.bulkhead.late', '{}']
      ])
    )
    const { policies, markers } = governance.explain(consumerCall(), undefined)
    const retry = policies.find(({ kind }) => kind === 'retry')
    // Another source has it too: that one is in force.
    expect(retry?.chosen).toBe('all')
    expect(retry?.notChosen).toEqual([{ name: 'pay', because: `${because} in kie (app)` }])
    expect(markers.find(({ name }) => name === 'late')).toMatchObject({
      matches: false,
      because: `${because} in kie (app)`
    })
    const served = governance.explain(providerCall(), undefined)
    expect(served.policies.find(({ kind }) => kind === 'bulkhead')?.notChosen).toEqual([
      { name: 'late', because: `its matchGroup: ${because} in kie (app)` }
    ])
  })

  test('says which policy applies, which do not, and why', () => {
    const governance = engine({
      'servicecomb.matchGroup.pay':
        'matches:\n  - apiPath: {prefix: /pay}\n    headers: {x-tier: {exact: gold}}',
      'servicecomb.matchGroup.all': ALL,
      'servicecomb.matchGroup.other': 'services: other\nmatches: [{}]',
      'servicecomb.retry.pay': 'order: -1',
      'servicecomb.retry.all': '{}',
      'servicecomb.retry.other': '{}',
      'servicecomb.retry.lonely': '{}',
      'servicecomb.retry.bad': 'maxAttempts: 0',
      'servicecomb.rateLimiting.all': 'rate: 1'
    })
    const { policies, plan } = governance.explain(consumerCall({ apiPath: '/pay/1' }), undefined)
    const retry = policies.find(({ kind }) => kind === 'retry')!
    expect(retry.chosen).toBe('all')
    expect(Object.fromEntries(retry.notChosen.map(({ name, because }) => [name, because]))).toEqual({
      bad: 'ignored: maxAttempts: must be at least 1',
      pay: 'not header x-tier exact gold',
      lonely: "there is no matchGroup 'lonely'",
      other: "its matchGroup: services 'other' leaves out myself:1.0"
    })
    expect(policies.find(({ kind }) => kind === 'rateLimiting')?.notChosen).toEqual([
      { name: 'all', because: "this kind applies to the provider's side only" }
    ])
    expect(plan).toBe('retry(maxAttempts=3) > loadBalance(RoundRobin)')
  })
})
