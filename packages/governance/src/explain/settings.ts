import type { Call } from '@node-chassis/core'
import type { GovernanceExplanation } from '../contracts.ts'

/** Settings that shape a call beside its policies, the more exact key first; only those that are set (N32). */
export function explainSettings(
  call: Call,
  values: ReadonlyMap<string, string>,
  sourceOf: (key: string) => string | undefined
): GovernanceExplanation['settings'] {
  return keysOf(call).flatMap((key) => {
    const value = values.get(key)
    return value === undefined ? [] : [{ key, value, source: sourceOf(key) }]
  })
}

function keysOf({ side, service, schema, operation }: Call): string[] {
  const common = ['servicecomb.governance.readTimeoutIsFailure', 'servicecomb.governance.matchType']
  if (side === 'provider')
    return [...common, 'servicecomb.governance.statusHeader', 'servicecomb.flowcontrol.enabled']
  const names = [service, schema, operation].filter((name) => name !== undefined)
  const scopes = names.map((_name, i) => `${names.slice(0, i + 1).join('.')}.`).toReversed()
  const own = service === undefined ? [] : [`${service}.`]
  return [
    ...[...scopes, ''].map((scope) => `servicecomb.request.${scope}timeout`),
    'servicecomb.rest.client.connection.timeoutInMillis',
    ...[...own, ''].flatMap((scope) => [
      `servicecomb.loadbalance.${scope}strategy.name`,
      `servicecomb.loadbalance.${scope}retryOnSame`
    ]),
    ...common,
    'servicecomb.governance.timeLimiter',
    'servicecomb.invoker.failover.unsent',
    'servicecomb.invoker.failover.safe',
    'servicecomb.router.enabled',
    'servicecomb.flowcontrol.enabled'
  ]
}
