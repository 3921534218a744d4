import type { Call, Instance } from '@node-chassis/core'
import type { CircuitBreakerOptions } from '../circuit-breaker/options.ts'
import type { ConsumerPlan, GovernanceExplanation } from '../contracts.ts'
import { compileStatusRule } from '../failures.ts'
import { IsolationGate } from '../instance-isolation/gate.ts'
import type { Policy } from '../policy.ts'

type IsolationExplanation = GovernanceExplanation['isolation'][number]

/** Why each instance is isolated, or is not (N32). */
export function explainIsolation(
  plan: ConsumerPlan,
  options: CircuitBreakerOptions | undefined,
  instances: readonly Instance[]
): IsolationExplanation[] {
  const { isolation } = plan
  if (isolation === undefined || options === undefined) return []
  return instances.map((instance) => {
    const gate = isolation.gateOf(instance)
    if (!(gate instanceof IsolationGate))
      return { instance: instance.id, state: 'OPEN', because: 'forceOpen refuses every call' }
    const { state, total, minimum, failureRate, slowRate } = gate.read()
    const rates = `failed ${round(failureRate)}% (opens at ${options.failureRateThreshold}%), slow ${round(slowRate)}% (opens at ${options.slowCallRateThreshold}%)`
    const because =
      state === 'OPEN'
        ? `isolated until ${options.waitDurationInOpenStateMs} ms after it opened`
        : total < minimum
          ? `${total} results so far, judged from ${minimum} on; ${rates}`
          : `${total} results: ${rates}`
    return { instance: instance.id, state, because }
  })
}

const DEFAULT_LIMIT_MS = 30_000

/** What an isolation policy will never see of its instances' trouble (B-027, B-029). */
export function isolationHints(
  { key, options }: Policy<'instanceIsolation'>,
  values: ReadonlyMap<string, string>,
  readTimeoutIsFailure: boolean,
  service: string | undefined
): string[] {
  const hints: string[] = []
  const limitMs = limitFor(values, service)
  if (!readTimeoutIsFailure && options.slowCallDurationThresholdMs >= limitMs) {
    hints.push(
      `${key}: calls that the time limit of ${limitMs} ms ends count as successes and isolate nobody; set servicecomb.governance.readTimeoutIsFailure=true, or slowCallDurationThreshold below ${limitMs} with a slowCallRateThreshold`
    )
  }
  if (!compileStatusRule(options.recordFailureStatus)(500)) {
    hints.push(
      `${key}: answers 500 count as successes (recordFailureStatus is ${options.recordFailureStatus.join(', ')}); add "500" or "5xx" if they shall isolate`
    )
  }
  return hints
}

/** The limit of an attempt to a service as `servicecomb.request.*` has it (transport.md 1). */
function limitFor(values: ReadonlyMap<string, string>, service: string | undefined): number {
  const own = service === undefined ? undefined : values.get(`servicecomb.request.${service}.timeout`)
  const limit = Number(own ?? values.get('servicecomb.request.timeout') ?? DEFAULT_LIMIT_MS)
  return Number.isFinite(limit) && limit > 0 ? limit : DEFAULT_LIMIT_MS
}

/** A path matcher under match type rpc never matches a call that does not say what it calls (F-031). */
export function namesHint(call: Call, usesNames: boolean): string[] {
  if (!usesNames || (call.schema !== undefined && call.operation !== undefined)) return []
  return [
    'servicecomb.governance…matchType is rpc for some operations, but this call names no schema and operation: their policies cannot match it'
  ]
}

function round(rate: number): number {
  return Math.round(rate * 10) / 10
}
