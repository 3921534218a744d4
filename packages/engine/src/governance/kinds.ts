/** Every key of a policy or matchGroup in the configuration centre begins with it. */
const PREFIX = 'servicecomb.'

export const MATCH_GROUP = 'match-group'

/**
 * The kinds of policy that have a schema, in the order in which `display` shows them. service-center's order changes
 * from process to process; a fixed one is among those it can have (governance.md 10).
 */
export const POLICY_KINDS = [
  'bulkhead',
  'retry',
  'rate-limiting',
  'loadbalance',
  'circuit-breaker',
  'instance-isolation',
  'fault-injection'
] as const

/** `rate-limiting` as `rateLimiting`; what is no kind is treated the same way (governance.md 10, general rule). */
export function lowerCamel(kind: string): string {
  const [head = '', ...rest] = kind.split('-')
  return head + rest.map((part) => part.replace(/^[a-z]/, (letter) => letter.toUpperCase())).join('')
}

/** `servicecomb.rateLimiting.`: a name after it makes the key. */
export function keyPrefix(kind: string): string {
  return `${PREFIX}${lowerCamel(kind)}.`
}

/** Where a matchGroup's policies live. Other keys that end in its name are not the group's (governance.md 10). */
export const OWN_PREFIXES: readonly string[] = Object.freeze([MATCH_GROUP, ...POLICY_KINDS].map(keyPrefix))
