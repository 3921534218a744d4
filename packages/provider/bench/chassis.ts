import { createContextAccess, silentLogger, systemEnv } from '@node-chassis/core'
import type { ChassisHandle, ConfigReader } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'

/** Every gate of a provider, none of which refuses what the bench sends. */
export const ALL_GATES: Readonly<Record<string, string>> = {
  'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
  'servicecomb.identifierRateLimiting.all': 'rate: 100000000\nidentifier: x-user',
  'servicecomb.rateLimiting.all': 'rate: 100000000',
  'servicecomb.circuitBreaker.all': 'failureRateThreshold: 50',
  'servicecomb.bulkhead.all': 'maxConcurrentCalls: 100000'
}

/** Refuses all but the first request. */
export const REFUSING: Readonly<Record<string, string>> = {
  ...ALL_GATES,
  'servicecomb.rateLimiting.all': 'rate: 1\nlimitRefreshPeriod: 1h'
}

/** A chassis without engines. */
export function benchChassis(settings: Readonly<Record<string, string>>): ChassisHandle {
  const env = systemEnv(silentLogger)
  const governance = createGovernance({ env, self: { app: 'default', service: 'bench', version: '1.0.0' } })
  const values = new Map(Object.entries(settings))
  governance.apply(values)
  const config: ConfigReader = {
    values,
    get: (key) => values.get(key),
    text: (key, fallback) => values.get(key) ?? fallback,
    number: (key, fallback) => Number(values.get(key) ?? fallback),
    boolean: (key, fallback) => (values.get(key) ?? String(fallback)) === 'true',
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
  return {
    env,
    identity: { app: 'default', name: 'bench', version: '1.0.0', environment: '' },
    instanceId: undefined,
    state: 'ready',
    config,
    context: createContextAccess(),
    provider: {
      planFor: (call) => governance.providerPlan(call),
      contextEntries: (call) => governance.contextEntries(call)
    }
  }
}
