import type { GovernanceProblem } from './contracts.ts'

// Families of Java that nothing reads any more (governance.md Appendix A), and what to use in their place.
const FAMILIES: readonly (readonly [begins: string, advice: string])[] = [
  ['servicecomb.loadbalance.isolation.', 'use an instanceIsolation policy'],
  ['servicecomb.isolation.Consumer.', 'use an instanceIsolation policy'],
  ['servicecomb.circuitBreaker.Consumer.', 'use an instanceIsolation policy'],
  ['servicecomb.fallback.', 'handle the error where the call is made'],
  ['servicecomb.fallbackpolicy.', 'handle the error where the call is made'],
  ['servicecomb.governance.Consumer.', 'use a faultInjection policy'],
  ['servicecomb.loadbalance.retryEnabled', 'use a retry policy'],
  ['servicecomb.loadbalance.retryOnNext', 'use a retry policy']
]

/** One warning for each family of keys that is set and has no effect. */
export function legacyWarnings(values: ReadonlyMap<string, string>): GovernanceProblem[] {
  const found = new Map<string, GovernanceProblem>()
  for (const key of values.keys()) {
    if (!key.startsWith('servicecomb.')) continue
    const family = familyOf(key)
    if (family === undefined || found.has(family[0])) continue
    found.set(family[0], { key, severity: 'warning', message: `has no effect: ${family[1]}` })
  }
  return [...found.values()]
}

/** Whether a key is of a family that `legacyWarnings` speaks of. */
export function isRemoved(key: string): boolean {
  return familyOf(key) !== undefined
}

function familyOf(key: string): (typeof FAMILIES)[number] | undefined {
  return FAMILIES.find(([begins]) => key.startsWith(begins))
}
