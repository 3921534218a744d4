import { createContextAccess, createWireWriter, silentLogger, systemEnv } from '@node-chassis/core'
import type { ConfigReader, Instance, InstanceList, InstanceSource } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'
import { createInvoker } from '@node-chassis/invoker'
import type { Invoker } from '@node-chassis/invoker'

/** "All governance active": ten rules, every policy kind a consumer has, dark launch with two versions. */
function policies(): Map<string, string> {
  const values = new Map<string, string>()
  for (let i = 0; i < 9; i++) {
    values.set(`servicecomb.matchGroup.other${i}`, `matches:\n  - apiPath:\n      prefix: /other${i}`)
    values.set(`servicecomb.retry.other${i}`, 'maxAttempts: 2')
  }
  values.set(
    'servicecomb.matchGroup.orders',
    'matches:\n  - apiPath:\n      prefix: /orders\n    method: [GET]'
  )
  values.set('servicecomb.retry.orders', 'maxAttempts: 2\nretryOnResponseStatus: [502, 503]')
  values.set('servicecomb.instanceIsolation.orders', 'minimumNumberOfCalls: 10\nfailureRateThreshold: 50')
  values.set('servicecomb.instanceBulkhead.orders', 'maxConcurrentCalls: 1000')
  values.set('servicecomb.loadbalance.orders', 'rule: RoundRobin')
  values.set('servicecomb.faultInjection.orders', 'type: abort\npercentage: 0\nerrorCode: 500')
  values.set('servicecomb.rateLimiting.orders', 'rate: 1000000')
  values.set('servicecomb.circuitBreaker.orders', 'minimumNumberOfCalls: 10')
  values.set('servicecomb.bulkhead.orders', 'maxConcurrentCalls: 1000')
  values.set(
    'servicecomb.routeRule.order',
    '- precedence: 1\n  route:\n    - weight: 50\n      tags: {version: 1.0.0}\n    - weight: 50\n      tags: {version: 2.0.0}'
  )
  return values
}

function sourceOf(list: InstanceList): InstanceSource {
  return { current: () => list, pull: () => Promise.resolve(list), onChange: () => () => {} }
}

function readerOf(values: ReadonlyMap<string, string>): ConfigReader {
  return {
    values,
    get: (key) => values.get(key),
    text: (_key, fallback) => fallback,
    number: (_key, fallback) => fallback,
    boolean: (_key, fallback) => fallback,
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
}

export interface BenchWorld {
  readonly invoker: Invoker
  /** What `governance.consumerPlan` made, to show that everything is in force. */
  readonly plan: string
  /** The same two context headers for the baseline. */
  readonly headers: readonly string[]
}

export function benchWorld(ports: readonly number[]): BenchWorld {
  const env = systemEnv(silentLogger)
  const self = { app: 'default', name: 'shop', service: 'shop', version: '1.0.0' }
  const values = policies()
  const governance = createGovernance({ env, self })
  governance.apply(values)
  const instances: Instance[] = ports.map((port, i) => ({
    id: `instance${i}`,
    service: 'order',
    app: 'default',
    version: i === 0 ? '2.0.0' : '1.0.0',
    status: 'UP',
    endpoints: [`rest://127.0.0.1:${port}`],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined
  }))
  const target = { app: 'default', service: 'order' }
  const context = createContextAccess()
  const writer = createWireWriter(env, { service: 'shop', serviceId: 's1', instanceId: 'i1' }, 'both')
  const invoker = createInvoker({
    env,
    self,
    source: sourceOf({ target, known: true, instances, revision: '1' }),
    governance,
    config: readerOf(values),
    context,
    contextHeaders: (call, framework) => writer.headers(call.context, 'order', framework)
  })
  invoker.ready()
  const { plan } = invoker.explain('order', { path: '/orders/42' })
  return { invoker, plan, headers: writer.headers(context.current(), 'order', undefined) }
}
