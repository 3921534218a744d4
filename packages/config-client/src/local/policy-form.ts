import type { RawNode } from '@node-chassis/core/yaml'

// A mapping below the prefix is a policy when it has a field of its kind: the prefixes are those of legacy switches too
// (governance.md 1.1, cases circuitBreaker.Consumer and loadbalance.<service>.strategy).
const WINDOW = [
  'minimumNumberOfCalls',
  'slidingWindowSize',
  'slidingWindowType',
  'failureRateThreshold',
  'slowCallRateThreshold',
  'slowCallDurationThreshold',
  'waitDurationInOpenState',
  'permittedNumberOfCallsInHalfOpenState',
  'recordFailureStatus',
  'forceOpen',
  'forceClosed'
]
const LIMIT = ['rate', 'limitRefreshPeriod', 'timeoutDuration']
const HOLD = ['maxConcurrentCalls', 'maxWaitDuration']
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  matchGroup: ['matches'],
  rateLimiting: LIMIT,
  identifierRateLimiting: [...LIMIT, 'identifier'],
  circuitBreaker: WINDOW,
  instanceIsolation: WINDOW,
  bulkhead: HOLD,
  instanceBulkhead: HOLD,
  retry: [
    'maxAttempts',
    'waitDuration',
    'retryStrategy',
    'retryOnResponseStatus',
    'retryOnSame',
    'initialInterval'
  ],
  faultInjection: ['type', 'delayTime', 'percentage', 'errorCode', 'fallbackType'],
  loadbalance: ['rule'],
  timeLimiter: ['timeoutDuration', 'cancelRunningFuture']
}
const POLICY = /^(?:servicecomb|cse)\.([A-Za-z]+)\.(.+)$/
const MAPPERS: ReadonlySet<string> = new Set(['mapper', 'contextMapper'])

export const isRouteRule = (path: string): boolean =>
  /^(?:servicecomb|cse)\.(?:routeRule\..+|globalRouteRule)$/.test(path)

/**
 * A policy written as nested YAML in a local file instead of as block text: back to one text (governance.md 1.2,
 * routing.md 1.1 b). Undefined for everything else.
 */
export function foldPolicy(path: string, node: RawNode): string | undefined {
  if (node.kind === 'scalar') return undefined
  if (isRouteRule(path)) return node.kind === 'list' ? yamlText(node) : undefined
  const [, kind = '', name = ''] = POLICY.exec(path) ?? []
  if (node.kind !== 'map' || node.entries.size === 0) return undefined
  if (kind === 'circuitBreaker' && /^(?:Consumer|Provider)(?:\.|$)/.test(name)) return undefined
  if (MAPPERS.has(kind)) return yamlText(node)
  const fields = FIELDS[kind]
  return fields?.some((field) => node.entries.has(field)) === true ? yamlText(node) : undefined
}

/** One line of YAML that reads as the node does: what was quoted stays quoted, what was plain stays plain. */
function yamlText(node: RawNode): string {
  if (node.kind === 'list') return `[${node.items.map(yamlText).join(', ')}]`
  if (node.kind === 'map') {
    const entries = [...node.entries].map(([key, value]) => `${JSON.stringify(key)}: ${yamlText(value)}`)
    return `{${entries.join(', ')}}`
  }
  if (node.isNull) return 'null'
  // A plain text with other characters is no number and no boolean: quoting it changes nothing.
  return !node.quoted && /^[\w.+-]+$/.test(node.text) && !/^[-.]*$/.test(node.text)
    ? node.text
    : JSON.stringify(node.text)
}
