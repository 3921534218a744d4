import type { Call, Env, Instance, InstanceList } from '@node-chassis/core'
import type { GovernanceProblem, ServiceRouter } from '../contracts.ts'
import { explainDarkLaunch } from '../dark-launch/explain.ts'
import { readDarkLaunch } from '../dark-launch/read.ts'
import type { DarkLaunchPolicies } from '../dark-launch/read.ts'
import { withDarkLaunch } from '../dark-launch/router.ts'
import { explainRoute, unrouted } from './explain.ts'
import type { RouteExplanation } from './explain.ts'
import { createHeaderLookup } from './header-lookup.ts'
import { parseRules } from './parse-rules.ts'
import type { RuleSet } from './parse-rules.ts'
import { createServiceRouter } from './service-router.ts'
import type { InspectableRouter } from './service-router.ts'
import { readSettings } from './settings.ts'
import type { RouterOptions, RouterSettings } from './settings.ts'

const SERVICE_RULES = 'servicecomb.routeRule.'
const GLOBAL_RULES = 'servicecomb.globalRouteRule'

export interface RoutingOptions extends RouterOptions {
  readonly env: Env
}

/** The dark-launch rules of every target (routing.md 1-3). */
export interface Routing {
  /**
   * Takes a complete set of effective values. A text that has not changed keeps its compiled rules and where their
   * weights stand; a refused one is judged once. @returns what is wrong with the rules now in force, refused ones too
   */
  apply(values: ReadonlyMap<string, string>): readonly GovernanceProblem[]
  /** Undefined when no rule is in force for the target. @param service its plain name, as the registry spells it */
  router(service: string): ServiceRouter | undefined
  /** Whether the text under a key holds rules or a policy that route. */
  inForce(key: string): boolean
  /** Which rule, why, and who gets which share; moves no weights. @param list undefined: nothing is known of the target */
  explain(call: Call, list: InstanceList | undefined): RouteExplanation
}

/** A rule text in force. */
interface Judged extends RuleSet {
  readonly key: string
  readonly text: string
}

export function createRouting(options: RoutingOptions): Routing {
  const { env } = options
  const headerOf = createHeaderLookup()
  let settings: RouterSettings = readSettings(new Map(), options)
  let globalRules: Judged | undefined
  let serviceRules: ReadonlyMap<string, Judged> = new Map()
  /** Routers in force by target; those of the global rules join when a target is first asked for. */
  let routers = new Map<string, InspectableRouter>()
  let darkLaunch: DarkLaunchPolicies = { policies: new Map(), problems: [] }
  let narrowing = new Map<string, ServiceRouter>()

  const judge = (key: string, text: string, before: Judged | undefined): Judged =>
    before?.text === text ? before : { key, text, ...parseRules(key, text, headerOf) }

  const start = (service: string, { key, rules }: Judged): InspectableRouter =>
    createServiceRouter(key, rules, {
      service,
      strictTags: settings.strictTags,
      phase: settings.initialPhase === 'random' ? env.random : undefined,
      log: env.log
    })

  const find = (service: string): InspectableRouter | undefined => {
    const router = routers.get(service)
    if (router !== undefined || globalRules === undefined || globalRules.rules.length === 0) return router
    // A key of its own hides the global rules, also when it holds no rule or is refused (A55, A72).
    if (serviceRules.has(service)) return undefined
    const own = start(service, globalRules)
    routers.set(service, own)
    return own
  }

  // The legacy policy of a service stands behind its rules; nearly nobody has one.
  const narrowed = (service: string): ServiceRouter | undefined => {
    const policy = darkLaunch.policies.get(service)
    if (policy === undefined) return find(service)
    let router = narrowing.get(service)
    if (router === undefined) {
      router = withDarkLaunch(find(service), policy, headerOf, env.random)
      narrowing.set(service, router)
    }
    return router
  }

  const explainRules = (call: Call, instances: readonly Instance[]): RouteExplanation => {
    if (!settings.enabled) return unrouted('the router is switched off', instances)
    if (call.service === undefined) return unrouted('the call names no service', instances)
    const router = find(call.service)
    if (router !== undefined) return explainRoute(router, call, instances)
    const own = serviceRules.get(call.service)
    const refused = own?.problems.findLast(({ severity }) => severity === 'error')
    if (refused !== undefined) return unrouted(`${refused.key}: ${refused.message}`, instances)
    if (own !== undefined) return unrouted(`${own.key} holds no rule`, instances)
    return unrouted(`neither ${SERVICE_RULES}${call.service} nor ${GLOBAL_RULES} is set`, instances)
  }

  return {
    apply(values) {
      const next = readSettings(values, options)
      const judged = new Map<string, Judged>()
      let nextGlobal: Judged | undefined
      if (next.enabled) {
        for (const [key, text] of values) {
          if (!key.startsWith(SERVICE_RULES) || text === '') continue
          const service = key.slice(SERVICE_RULES.length)
          if (service !== '') judged.set(service, judge(key, text, serviceRules.get(service)))
        }
        const text = values.get(GLOBAL_RULES)
        if (text !== undefined && text !== '') nextGlobal = judge(GLOBAL_RULES, text, globalRules)
      }
      // Strictness is part of how a router takes lists apart, so none is kept across its change.
      const keepsRouters = next.strictTags === settings.strictTags
      const kept = new Map<string, InspectableRouter>()
      if (keepsRouters) {
        for (const [service, router] of routers) {
          const before = serviceRules.get(service) ?? globalRules
          const now = judged.get(service) ?? nextGlobal
          if (before !== undefined && before === now) kept.set(service, router)
        }
      }
      settings = next
      serviceRules = judged
      globalRules = nextGlobal
      for (const [service, rules] of judged)
        if (!kept.has(service) && rules.rules.length > 0) kept.set(service, start(service, rules))
      routers = kept
      darkLaunch = readDarkLaunch(values, darkLaunch)
      narrowing = new Map()
      const global = nextGlobal === undefined ? [] : nextGlobal.problems
      const own = [...judged].flatMap(([service, rules]) => [
        ...qualifiedName(service, rules.key),
        ...rules.problems
      ])
      const both = [...darkLaunch.policies]
        .filter(([service]) => judged.has(service) || nextGlobal !== undefined)
        .map(([service, { key }]) => twoKinds(key, judged.get(service)?.key ?? GLOBAL_RULES))
      return [...next.problems, ...own, ...global, ...darkLaunch.problems, ...both]
    },

    router: (service) => (darkLaunch.policies.size === 0 ? find(service) : narrowed(service)),

    inForce(key) {
      if (key === GLOBAL_RULES) return (globalRules?.rules.length ?? 0) > 0
      if (!key.startsWith(SERVICE_RULES))
        return [...darkLaunch.policies.values()].some((policy) => policy.key === key)
      return (serviceRules.get(key.slice(SERVICE_RULES.length))?.rules.length ?? 0) > 0
    },

    explain(call, list) {
      const instances = list?.instances ?? []
      const explained = explainRules(call, instances)
      const policy = darkLaunch.policies.get(call.service ?? '')
      return policy === undefined
        ? explained
        : explainDarkLaunch(policy, explained, call, headerOf, instances)
    }
  }
}

// Instances and calls go by plain names, so a key that holds an application speaks for nobody (routing.md 3.1).
function qualifiedName(service: string, key: string): GovernanceProblem[] {
  const plain = service.slice(service.lastIndexOf(':') + 1)
  if (plain === service) return []
  const message = `no target is called '${service}': rules go by the plain name, '${plain}'`
  return [{ key, severity: 'warning', message }]
}

function twoKinds(key: string, rules: string): GovernanceProblem {
  const message = `the service has both this legacy policy and ${rules}: the policy only narrows what the rule chose; move its conditions into the rule`
  return { key, severity: 'warning', message }
}
