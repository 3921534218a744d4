import type { Call, Instance } from '@node-chassis/core'
import type { GovernanceExplanation, RouteGroup } from '../contracts.ts'
import type { Share } from './distribution.ts'
import type { RouteRule } from './rule.ts'
import { matches } from './service-router.ts'
import type { InspectableRouter } from './service-router.ts'

export type RouteExplanation = GovernanceExplanation['route']

/** Which rule speaks for the call and who gets which share of it; moves no weights (N32). */
export function explainRoute(
  router: InspectableRouter,
  call: Call,
  instances: readonly Instance[]
): RouteExplanation {
  const passed: string[] = []
  for (const distribution of router.distributions) {
    const { rule } = distribution
    if (!matches(rule, call)) {
      passed.push(`precedence ${rule.precedence} does not match: ${firstFailure(rule, call)}`)
      continue
    }
    const shares = distribution.shares(instances)
    return {
      rule: `${router.key} precedence ${rule.precedence}`,
      because: [...passed, matchText(rule), ...emptyGroups(rule, shares)].join('; '),
      groups: shares.map(({ group, weight }) => ({
        label: group.label,
        weight,
        members: group.members(instances).map((instance) => instance.id)
      }))
    }
  }
  return unrouted(['no rule matches', ...passed].join('; '), instances)
}

export function unrouted(because: string, instances: readonly Instance[]): RouteExplanation {
  const members = instances.map((instance) => instance.id)
  return { rule: undefined, because, groups: [{ label: 'all', weight: 100, members }] }
}

function matchText(rule: RouteRule): string {
  const name = `precedence ${rule.precedence}`
  if (rule.conditions.length === 0) return `${name} has no condition`
  return `${name} matches: ${rule.conditions.map((condition) => condition.text).join(', ')}`
}

function firstFailure(rule: RouteRule, call: Call): string {
  const failed = rule.conditions.find((condition) => !condition.holds(call))
  if (failed === undefined) return 'nothing'
  const seen = failed.seen(call)
  return `${failed.text}, ${seen === undefined ? 'and the call has none' : `but the call has '${seen}'`}`
}

function emptyGroups(rule: RouteRule, shares: readonly Share[]): string[] {
  const reached = new Set(shares.filter(({ group }) => group.kind === 'tags').map(({ group }) => group.label))
  const empty = new Set(
    rule.route.flatMap(({ tags }) => (tags === undefined || reached.has(tags.label) ? [] : [tags.label]))
  )
  return [...empty].map((label) => `${label} has no instance, its share goes ${elsewhere(rule, shares)}`)
}

function elsewhere(rule: RouteRule, shares: readonly Share[]): string {
  if (rule.fallback.length > 0) return 'to the fallback'
  const kinds = new Set<RouteGroup['kind']>(shares.map(({ group }) => group.kind))
  if (kinds.has('unset')) return 'to the instances in no group'
  return kinds.has('none') ? 'nowhere, because emptyProtection is false' : 'to all instances'
}
