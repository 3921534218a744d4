import type { Call, Gate } from '@node-chassis/core'
import type { ConsumerPlan } from './contracts.ts'
import type { FailureOptions } from './failures.ts'
import type { FlowControl } from './flow-control/flow-control.ts'
import { balancerFor, balancerNamed } from './legacy-balancing.ts'
import type { BalancingSettings, LegacyBalancing } from './legacy-balancing.ts'
import type { Selector } from './markers/selector.ts'
import { CONSUMER_ORDER, PROVIDER_ORDER, print } from './order.ts'
import type { Chosen } from './order.ts'
import { PlanCache } from './plan-cache.ts'
import type { Policy } from './policy.ts'
import type { Processors } from './processors.ts'
import { ConfiguredRetry } from './retry/policy.ts'

export interface ProviderPlan {
  readonly gates: readonly Gate[]
  readonly description: string
}

/** Ready plans for every call that a process makes: one cache for each combination of balancing settings. */
export function consumerPlans(
  selector: Selector,
  processors: Processors,
  balancing: LegacyBalancing,
  failures: FailureOptions,
  flowControl: FlowControl
): (call: Call) => ConsumerPlan {
  const cacheFor = (settings: BalancingSettings): PlanCache<ConsumerPlan> =>
    new PlanCache(selector, (ranks) =>
      buildConsumerPlan(
        chosenBy(selector, ranks),
        processors,
        settings,
        balancing.known,
        failures,
        flowControl.consumer
      )
    )
  const { global, scopes } = balancing
  const common = cacheFor(global)
  if (scopes.size === 0) return (call) => common.planOf(call)
  const caches = new Map([[global.balancer, new Map([[global.retryOnSame, common]])]])
  return (call) => {
    const service = call.service ?? ''
    const balancer = balancerFor(balancing, service, call.schema, call.operation)
    const retryOnSame = scopes.get(service)?.retryOnSame ?? global.retryOnSame
    let byRetries = caches.get(balancer)
    if (byRetries === undefined) caches.set(balancer, (byRetries = new Map()))
    let cache = byRetries.get(retryOnSame)
    if (cache === undefined) byRetries.set(retryOnSame, (cache = cacheFor({ balancer, retryOnSame })))
    return cache.planOf(call)
  }
}

/** Ready plans for every request that a process serves. */
export function providerPlans(
  selector: Selector,
  processors: Processors,
  { provider: limiter }: FlowControl
): (call: Call) => ProviderPlan {
  const cache = new PlanCache<ProviderPlan>(selector, (ranks) => {
    const chosen = chosenBy(selector, ranks)
    const gates = [limiter, ...PROVIDER_ORDER.map((kind) => processors.gate(chosen[kind]))]
    return {
      gates: gates.filter((gate) => gate !== undefined),
      description: print(PROVIDER_ORDER, chosen, undefined, limiter !== undefined)
    }
  })
  return (call) => cache.planOf(call)
}

/** The policy of each kind that a choice stands for. */
function chosenBy(selector: Selector, ranks: readonly number[]): Chosen {
  const chosen: Record<string, Policy> = {}
  selector.sorted.forEach((list, kind) => {
    const policy = list[ranks[kind] as number]
    if (policy !== undefined) chosen[policy.kind] = policy
  })
  return chosen
}

function buildConsumerPlan(
  chosen: Chosen,
  processors: Processors,
  settings: BalancingSettings,
  known: ReadonlySet<string>,
  failures: FailureOptions,
  limiter: Gate | undefined
): ConsumerPlan {
  const { faultInjection, retry, loadbalance } = chosen
  const fault = processors.gate(faultInjection)
  const rule = loadbalance?.options.rule
  // A policy that names no rule counts as none (6.9).
  const balancer = rule === undefined ? settings.balancer : balancerNamed(rule, known)
  return {
    gates: [fault, limiter].filter((gate) => gate !== undefined),
    retry: retry && new ConfiguredRetry(retry.key, retry.options, failures, settings.retryOnSame),
    isolation: processors.instanceGates(chosen.instanceIsolation),
    instanceBulkhead: processors.instanceGates(chosen.instanceBulkhead),
    attemptLimitMs: chosen.timeLimiter?.options.timeoutDurationMs,
    balancer,
    description: print(CONSUMER_ORDER, chosen, balancer, limiter !== undefined)
  }
}
