import type { Call, Instance } from '@node-chassis/core'
import type { ServiceRouter } from '../contracts.ts'
import { EVERYBODY, createDistribution } from './distribution.ts'
import type { Distribution, DistributionOptions } from './distribution.ts'
import type { RouteRule } from './rule.ts'

/** A `ServiceRouter` that can also be looked into. */
export interface InspectableRouter extends ServiceRouter {
  /** The key the rules came from. */
  readonly key: string
  readonly distributions: readonly Distribution[]
}

/** The rules of one key, in force for one target with weights of its own (routing.md 1.1). @param rules sorted, not empty */
export function createServiceRouter(
  key: string,
  rules: readonly RouteRule[],
  options: DistributionOptions
): InspectableRouter {
  const distributions = rules.map((rule) => createDistribution(rule, options))
  return {
    key,
    distributions,
    route(call: Call, instances: readonly Instance[]) {
      if (instances.length === 0) return EVERYBODY
      for (const distribution of distributions) {
        // The first rule that matches is the rule, even when it selects nothing (A31).
        if (matches(distribution.rule, call)) return distribution.choose(instances)
      }
      return EVERYBODY
    }
  }
}

export function matches(rule: RouteRule, call: Call): boolean {
  for (const condition of rule.conditions) if (!condition.holds(call)) return false
  return true
}
