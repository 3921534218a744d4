import type { KeyEntry } from './key.ts'

const policy = (kind: string, doc: string, unsupported?: string): KeyEntry => ({
  key: `servicecomb.${kind}.*`,
  type: 'yaml',
  default: undefined,
  aliases: [],
  reload: 'live',
  doc,
  source: 'governance.md 1.1',
  ...(unsupported === undefined ? {} : { unsupported })
})

const REMOVED = 'a removed module of Java; use instanceIsolation, circuitBreaker and bulkhead policies'

const legacy = (
  key: string,
  doc: string,
  type: KeyEntry['type'] = 'integer',
  fallback?: string
): KeyEntry => ({
  key,
  type,
  default: fallback,
  aliases: [],
  reload: 'live',
  doc,
  source: 'governance.md A'
})

/** Policies and dark launch. */
export const GOVERNANCE_KEYS: readonly KeyEntry[] = [
  policy('matchGroup', 'A marker: which requests the policies of the same name are for.'),
  policy('rateLimiting', 'Limits requests served.'),
  policy('identifierRateLimiting', 'Limits requests served, per value of a header.'),
  policy('circuitBreaker', 'Breaker of requests served.'),
  policy('bulkhead', 'Limits how many requests are served at the same time.'),
  policy('retry', 'Tries calls again.'),
  policy('instanceIsolation', 'Breaker per instance called.'),
  policy('instanceBulkhead', 'Limits how many calls run at the same time, per instance.'),
  policy('faultInjection', 'Answers calls with faults, for tests.'),
  policy('loadbalance', 'Chooses the balancer per request.'),
  policy('timeLimiter', 'Limits the time of an attempt (`servicecomb.governance.timeLimiter`).'),
  policy('cache', 'Keeps answers.', 'no runtime applies it'),
  policy('mapper', 'Copies headers into the context.'),
  policy('contextMapper', 'The same as `mapper`.'),
  policy('routeRule', 'Dark launch: which instances of a service take a call (routing.md).'),
  {
    key: 'servicecomb.globalRouteRule',
    type: 'yaml',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Dark launch rules of every service that has none of its own.',
    source: 'routing.md 1.1'
  },
  {
    key: 'servicecomb.router.enabled',
    type: 'boolean',
    default: 'true',
    aliases: ['spring.cloud.servicecomb.router.enabled'],
    reload: 'live',
    doc: 'Whether dark launch rules are applied.',
    source: 'routing.md 1.1'
  },
  {
    key: 'servicecomb.router.type',
    type: 'text',
    default: 'router',
    aliases: [],
    reload: 'live',
    doc: 'Anything but `router` switches dark launch off.',
    source: 'routing.md 1.1'
  },
  {
    key: 'servicecomb.router.header',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Headers that travel in the context, so that rules further down the chain see them.',
    source: 'routing.md 4'
  },
  {
    key: 'servicecomb.router.strictTags',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'live',
    doc: 'An instance without a tag of the rule does not match it.',
    source: 'decisions.md N41, routing.md 3.2'
  },
  {
    key: 'servicecomb.router.initialPhase',
    type: 'text',
    default: 'random',
    aliases: [],
    reload: 'live',
    doc: 'Where the weights of a rule begin: `random` or `zero`.',
    source: 'decisions.md N41, routing.md 3.3'
  },
  ...['', '<service>.'].map((scope) =>
    legacy(
      `servicecomb.loadbalance.${scope}retryOnSame`,
      'So many retries stay on the instance, where a retry policy does not say it.'
    )
  ),
  {
    key: 'servicecomb.governance.readTimeoutIsFailure',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'restart',
    doc: 'A time limit that ends an attempt counts as a failure.',
    source: 'decisions.md N41, governance.md 5'
  },
  {
    key: 'servicecomb.governance.statusHeader',
    type: 'text',
    default: undefined,
    aliases: ['servicecomb.governance.response.header.status.key'],
    reload: 'live',
    doc: 'Response header whose value breakers read instead of the status.',
    source: 'decisions.md N41'
  },
  {
    key: 'servicecomb.governance.matchType',
    type: 'text',
    default: 'rest',
    aliases: [],
    reload: 'live',
    doc: '`rest`: markers look at the path; `rpc`: at schema and operation.',
    source: 'governance.md 3.2'
  },
  {
    key: 'servicecomb.governance.timeLimiter',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: '`perAttempt` applies timeLimiter policies.',
    source: 'decisions.md N41, governance.md 6.10'
  },
  {
    key: 'servicecomb.governance.<scope>.matchType',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'The same for one operation: `<service>[.<schema>[.<operation>]]` of calls, `<schema>[.<operation>]` of requests.',
    source: 'governance.md 3.2'
  },
  legacy('servicecomb.flowcontrol.enabled', 'Whether the limits per second below apply.', 'boolean', 'false'),
  legacy('servicecomb.flowcontrol.strategy', 'Only `FixedWindow`.', 'text', 'FixedWindow'),
  ...(['Consumer', 'Provider'] as const).flatMap((side): KeyEntry[] => [
    legacy(
      `servicecomb.flowcontrol.${side}.qps.enabled`,
      `Whether those of the ${side.toLowerCase()} apply.`,
      'boolean',
      'true'
    ),
    legacy(
      `servicecomb.flowcontrol.${side}.qps.limit.<name>`,
      side === 'Consumer'
        ? 'Calls per second to a service, or to an operation of it.'
        : 'Requests per second of a caller, or of `ANY`.'
    ),
    legacy(
      `servicecomb.flowcontrol.${side}.qps.global.limit`,
      'Per second, of all that no other limit counts.'
    )
  ]),
  {
    key: 'servicecomb.darklaunch.policy.*',
    type: 'yaml',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Legacy dark launch of a service (JSON); narrows what its route rule chose.',
    source: 'routing.md 6.2'
  },
  policy('isolation', 'Isolation settings of older Java files.', REMOVED),
  policy('fallback', 'Fallback settings of older Java files.', REMOVED),
  policy('fallbackpolicy', 'Fallback settings of older Java files.', REMOVED),
  policy('circuitBreaker.Consumer', 'Hystrix settings of older Java and Go files.', REMOVED),
  policy('loadbalance.isolation', 'Isolation settings of older Java files.', REMOVED),
  policy('handler.chain', 'Handlers of Go files.', 'not used by Node; the order of policies is fixed'),
  policy('transport', 'Connection settings of Go files.', 'not used by Node; see `servicecomb.rest.client`')
]
