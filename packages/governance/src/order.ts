import type { Kind, KindOptions } from './kinds.ts'
import type { Policy } from './policy.ts'

/** What a consumer's call meets, the outermost first (governance.md 7). */
export const CONSUMER_ORDER = [
  // Outside everything: an injected fault is neither retried nor booked, or it would isolate healthy instances (L04).
  'faultInjection',
  // Outside the balancer: every attempt must be free to choose another instance.
  'retry',
  // Inside retry: picks anew for each attempt, within the group that the route rule chose once for the call (N5).
  'loadbalance',
  // Behind the choice, for it judges the chosen instance; inside retry, so that the next attempt can go elsewhere.
  'instanceIsolation',
  // Innermost: holds a slot only while the instance works; its refusals are not booked by isolation around it (D9).
  'instanceBulkhead',
  // Around the sending alone: what it ends is a time limit of the attempt, as `servicecomb.request.timeout` is. Opt-in.
  'timeLimiter'
] as const satisfies readonly Kind[]

/** What a provider's request meets, the outermost first (governance.md 7). */
export const PROVIDER_ORDER = [
  // Before the others: cheapest to refuse, and one greedy caller must not use up the permits of all.
  'identifierRateLimiting',
  // Outside the breaker: what is refused for its number says nothing about the handler's health (L05).
  'rateLimiting',
  // Outside the bulkhead: an open breaker must not let calls queue for a slot.
  'circuitBreaker',
  // Innermost: a slot is held exactly while the handler works.
  'bulkhead'
] as const satisfies readonly Kind[]

/** What a gateway's request meets: served first, then passed on, so a retry costs no second permit (D18). */
export const GATEWAY_ORDER = [...PROVIDER_ORDER, ...CONSUMER_ORDER] as const

/** The chosen policy of each kind. */
export type Chosen = { readonly [K in Kind]?: Policy<K> }

/** One line, in the order things happen: `retry(maxAttempts=3) > loadBalance(RoundRobin) > …`. */
export function print(
  order: readonly Kind[],
  chosen: Chosen,
  balancer?: string,
  flowControl = false
): string {
  // Behind the faults that consumers inject, in front of everything that providers ask (governance.md 7, Appendix A).
  const limited = order[0] === 'faultInjection' ? 1 : 0
  return order
    .flatMap((kind, i) => [
      flowControl && i === limited ? 'flowControl' : undefined,
      kind === 'loadbalance' ? `loadBalance(${balancer ?? 'RoundRobin'})` : printStage(kind, chosen)
    ])
    .filter((stage) => stage !== undefined)
    .join(' > ')
}

const SUMMARIES: { readonly [K in Kind]?: (options: KindOptions[K]) => string } = {
  faultInjection: (o) => `${o.forceClosed ? 'forceClosed' : `${o.type} ${o.percentage}%`}`,
  retry: (o) => `maxAttempts=${o.maxAttempts}`,
  instanceIsolation: (o) => force(o) ?? `failureRate=${o.failureRateThreshold}`,
  instanceBulkhead: (o) => `maxConcurrentCalls=${o.maxConcurrentCalls}`,
  timeLimiter: (o) => `${o.timeoutDurationMs} ms`,
  identifierRateLimiting: (o) => `${o.identifier}, rate=${o.rate}`,
  rateLimiting: (o) => `rate=${o.rate}`,
  circuitBreaker: (o) => force(o) ?? `failureRate=${o.failureRateThreshold}`,
  bulkhead: (o) => `maxConcurrentCalls=${o.maxConcurrentCalls}`
}

function printStage<K extends Kind>(kind: K, chosen: Chosen): string | undefined {
  const policy = chosen[kind]
  const summary = SUMMARIES[kind]
  return policy === undefined || summary === undefined ? undefined : `${kind}(${summary(policy.options)})`
}

function force(options: KindOptions['circuitBreaker']): string | undefined {
  return options.forceOpen ? 'forceOpen' : options.forceClosed ? 'forceClosed' : undefined
}
