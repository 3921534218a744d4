import type { KeyEntry } from './key.ts'

type Type = KeyEntry['type']

const entry = (
  key: string,
  type: Type,
  fallback: string | undefined,
  doc: string,
  source: string,
  aliases: readonly string[] = []
): KeyEntry => ({ key, type, default: fallback, aliases, reload: 'live', doc, source })

const unsupported = (key: string, doc: string, instead: string): KeyEntry => ({
  ...entry(key, 'text', undefined, doc, 'routing.md 7'),
  unsupported: instead
})

const BALANCE = 'servicecomb.loadbalance.'
const FILTER = `${BALANCE}filter.`
const SPRING = 'spring.cloud.servicecomb.discovery.'

/** Who of a group is called: balancers, and the filters that leave instances out or behind. */
export const BALANCING_KEYS: readonly KeyEntry[] = [
  entry(
    `${BALANCE}strategy.name`,
    'text',
    'RoundRobin',
    'Balancer where no policy names one: `RoundRobin`, `Random`, `WeightedResponse`, `SessionStickiness`, `PeakEwma`.',
    'routing.md 8.1',
    ['spring.cloud.servicecomb.loadbalancer.rule']
  ),
  entry(
    `${BALANCE}<service>.strategy.name`,
    'text',
    undefined,
    'The same for one target: `<service>[.<schema>[.<operation>]]`, the most specific first.',
    'routing.md 8.1'
  ),
  ...['', '<service>.'].flatMap((scope): KeyEntry[] => [
    entry(
      `${BALANCE}${scope}SessionStickinessRule.sessionTimeoutInSeconds`,
      'seconds',
      scope === '' ? '30' : undefined,
      'SessionStickiness: idle longer than this, another instance is chosen; 0 and less: never for that reason.',
      'routing.md 8.4'
    ),
    entry(
      `${BALANCE}${scope}SessionStickinessRule.successiveFailedTimes`,
      'integer',
      scope === '' ? '5' : undefined,
      'SessionStickiness: after so many failures in a row another instance is chosen; 0 and less: never for that reason.',
      'routing.md 8.4'
    )
  ]),
  entry(
    `${BALANCE}slowStart.windowInSeconds`,
    'seconds',
    '0',
    'How long the share of a new instance grows; 0: it has a full share at once.',
    'routing.md 10.5'
  ),
  entry(
    `${BALANCE}slowStart.aggression`,
    'number',
    '1',
    'Slow start: above 1 the share grows fast at first, below 1 slowly.',
    'routing.md 10.5'
  ),
  entry(
    `${BALANCE}slowStart.minWeightPercent`,
    'number',
    '10',
    'Slow start: the least share, in percent of a full one.',
    'routing.md 10.5'
  ),
  entry(
    `${FILTER}instanceProperty.enabled`,
    'boolean',
    'true',
    'Whether `transactionControl.options` leave instances out.',
    'routing.md 7.4'
  ),
  entry(
    `${BALANCE}<service>.transactionControl.options.*`,
    'text',
    undefined,
    'Only instances whose property of that name has this value are called.',
    'routing.md 7.4'
  ),
  entry(
    `${FILTER}priorityInstanceProperty.enabled`,
    'boolean',
    'false',
    'Calls go to the instances nearest to a value: `a.b.c`, else `a.b`, else `a`, else those without the property.',
    'routing.md 7.4'
  ),
  entry(
    `${FILTER}priorityInstanceProperty.key`,
    'text',
    'environment',
    'Name of that property; the value is that of `x-<name>` in the context, else our own.',
    'routing.md 7.4'
  ),
  entry(
    `${FILTER}zoneaware.enabled`,
    'boolean',
    'true',
    'Whether nearer instances come first; only with an own `servicecomb.datacenter`.',
    'routing.md 7.3'
  ),
  entry(
    `${FILTER}zoneaware.ratio`,
    'number',
    '30',
    'Percent of the instances that must be near for them to come first.',
    'routing.md 7.3'
  ),
  entry(
    `${FILTER}zoneaware.ratioCeiling`,
    'number',
    undefined,
    'Percent of the instances that may be near for them to come first; 100 less `ratio` by default.',
    'routing.md 7.3'
  ),
  entry(
    `${BALANCE}zone.mode`,
    'text',
    'ratio',
    '`ratio`: nearer instances come first within the bounds above; `strict`: whenever there are any.',
    'routing.md 7.3'
  ),
  entry(
    `${BALANCE}zone.phase`,
    'text',
    'afterRouter',
    'Whether nearness is looked at `afterRouter` or, as java-chassis 3 does, `beforeRouter`.',
    'routing.md 7.1'
  ),
  entry(
    'servicecomb.discovery.enabledZoneAware',
    'boolean',
    'false',
    '`true` means `zone.mode` strict, where that key says nothing.',
    'routing.md 7.3',
    [`${SPRING}enabledZoneAware`]
  ),
  entry(
    'servicecomb.discovery.denyCrossZoneLoadBalancing',
    'boolean',
    'false',
    '`zone.mode` strict: nobody outside of the region is called.',
    'routing.md 7.3',
    [`${SPRING}denyCrossZoneLoadBalancing`]
  ),
  entry(
    'servicecomb.discovery.enabledAffinityTag',
    'boolean',
    'false',
    'Instances whose property `affinity-tag` equals ours come first.',
    'routing.md 7.4',
    [`${SPRING}enabledAffinityTag`]
  ),
  unsupported(
    `${FILTER}status.enabled`,
    'Whether only instances that are UP are called.',
    'only instances that are UP are ever called'
  ),
  unsupported(
    `${BALANCE}status.lastResort`,
    'Whether instances that are not UP are called when nobody else is there.',
    'only instances that are UP are ever called'
  ),
  unsupported(
    `${FILTER}instance.isolation.enabled`,
    'Whether isolated instances are left out.',
    'use an instanceIsolation policy'
  ),
  unsupported(
    `${FILTER}isolation.*`,
    'Isolation by statistics of older Java files.',
    'use an instanceIsolation policy'
  ),
  unsupported(
    `${FILTER}operation.enabled`,
    'Whether only versions with the operation are called.',
    'use a version rule or a dark-launch rule'
  ),
  unsupported(
    `${BALANCE}userDefinedEndpoint.enabled`,
    'Whether a caller may name the endpoint.',
    'use the call option `instance`'
  )
]
