/** Kinds of the governance API (5.4), as its paths spell them. */
export const POLICY_KINDS = [
  'match-group',
  'retry',
  'rate-limiting',
  'loadbalance',
  'circuit-breaker',
  'instance-isolation',
  'fault-injection',
  'bulkhead'
] as const

export type PolicyKind = (typeof POLICY_KINDS)[number]

/** `rateLimiting` and `rate-limiting` are one; undefined for what the API has not (control-plane.md 7, pitfall 5). */
export function policyKind(text: string): PolicyKind | undefined {
  const dashed = text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return POLICY_KINDS.find((kind) => kind === dashed)
}

/** The part of the configuration key: `rateLimiting`. */
export function keyKind(kind: PolicyKind): string {
  return kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** What the server asks of a spec (service-center: etc/conf/grc.json; control-plane.md 7, pitfall 14). */
export const REQUIRED: Readonly<Record<PolicyKind, string>> = {
  'match-group': 'matches',
  retry: 'maxAttempts',
  'rate-limiting': 'rate',
  loadbalance: 'rule',
  'circuit-breaker': 'minimumNumberOfCalls',
  'instance-isolation': 'minimumNumberOfCalls',
  'fault-injection': 'percentage',
  bulkhead: 'maxConcurrentCalls'
}

/** Members that the server takes as numbers only, though every runtime reads texts too. */
export const NUMERIC: ReadonlySet<string> = new Set(['minimumNumberOfCalls', 'percentage', 'retryOnSame'])
