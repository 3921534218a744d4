import type { Fields } from '../fields.ts'

/** `servicecomb.loadbalance.<policy>` (governance.md 6.9). */
export interface LoadBalanceOptions {
  /** `RoundRobin`, `Random`, `WeightedResponse`; another text is RoundRobin, undefined counts as no policy. */
  readonly rule: string | undefined
}

export function parseLoadBalance(fields: Fields): LoadBalanceOptions {
  return { rule: fields.givenText('rule', undefined) }
}
