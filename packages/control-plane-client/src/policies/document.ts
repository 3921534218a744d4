import type { ResultOf } from '../operation-types.ts'
import { isObject, textIn } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { NUMERIC, policyKind } from './kinds.ts'
import type { PolicyKind } from './kinds.ts'

/** Where a policy is delivered. */
export interface Selector {
  readonly app: string
  /** '' is an environment of its own. */
  readonly environment: string
  /** Absent: every service of the application. */
  readonly service?: string | undefined
}

/** A policy or match group as it shall be. */
export interface PolicyDocument {
  readonly kind: PolicyKind
  /** That of its match group. */
  readonly name: string
  readonly selector: Selector
  readonly status: 'enabled' | 'disabled'
  readonly spec: JsonObject
}

/** A policy as it is. */
export interface LivePolicy extends PolicyDocument {
  readonly id: string
}

/** Dark-launch rules of one service. */
export interface RouteDocument {
  readonly service: string
  readonly app: string
  readonly environment: string
  readonly rules: readonly RouteRule[]
}

/** A rule as 5.4.2 takes it. */
export interface RouteRule {
  /** The larger one is asked first. */
  readonly precedence: number
  /** Absent: every request. */
  readonly match?: {
    readonly headers: Readonly<Record<string, { readonly exact: string; readonly caseInsensitive?: boolean }>>
  }
  readonly route: readonly {
    readonly name?: string
    readonly weight: number
    readonly tags: Readonly<Record<string, string>>
  }[]
}

/** What belongs together: one policy in one environment, whatever its id. */
export function identityOf({
  kind,
  name,
  selector
}: Pick<PolicyDocument, 'kind' | 'name' | 'selector'>): string {
  return JSON.stringify([kind, name, selector.app, selector.environment, selector.service ?? ''])
}

/** `retry scene-cart (app mall, environment production)` */
export function titleOf({
  kind,
  name,
  selector
}: Pick<PolicyDocument, 'kind' | 'name' | 'selector'>): string {
  return `${kind} ${name} (${placeOf(selector)})`
}

export function placeOf({ app, environment, service }: Selector): string {
  const parts = [`app ${app}`, `environment ${environment === '' ? "''" : environment}`]
  return [...parts, ...(service === undefined ? [] : [`service ${service}`])].join(', ')
}

/**
 * A spec as it is sent: numbers where the server takes nothing else, and names that it asks for and no runtime needs.
 */
export function completeSpec(kind: PolicyKind, name: string, spec: JsonObject): JsonObject {
  const numbers = Object.fromEntries(
    Object.entries(spec).map(([field, value]) => [field, NUMERIC.has(field) ? asNumber(value) : value])
  )
  if (kind !== 'match-group') return numbers
  const matches = spec['matches']
  const named: Json = Array.isArray(matches)
    ? (matches as readonly Json[]).map((match, i) =>
        isObject(match) ? { name: `match-${i + 1}`, ...match } : match
      )
    : (matches ?? null)
  return { alias: name, ...numbers, matches: named }
}

function asNumber(value: Json): Json {
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
}

type View = ResultOf<'listGovernancePolicies'>[number]
type Listed = ResultOf<'listGovernancePoliciesByKind'>[number]

/**
 * The policies of an answer, whether it has views (matchGroup and policies) or a flat list (control-plane.md 7, pitfall
 * 13). What has no id or no known kind is left out: nothing could be done with it.
 * @param asked the kind that was asked for, for items that do not say theirs
 */
export function livePolicies(answer: readonly Listed[], asked?: PolicyKind): LivePolicy[] {
  return answer.flatMap((item) => {
    if (!isView(item)) return liveOf(item, asked)
    const group = item.matchGroup === undefined ? [] : liveOf(item.matchGroup, 'match-group')
    return [...group, ...(item.policies ?? []).flatMap((policy) => liveOf(policy, undefined))]
  })
}

function isView(item: Listed): item is View {
  return 'matchGroup' in item || 'policies' in item
}

/** One policy of an answer. */
function liveOf(item: object, asked: PolicyKind | undefined): LivePolicy[] {
  const { id, name, kind, selector, status, spec } = item as JsonObject
  const known = (typeof kind === 'string' ? policyKind(kind) : undefined) ?? asked
  if (typeof id !== 'string' || id === '' || known === undefined) return []
  const place = isObject(selector) ? selector : {}
  const service = textIn(place, 'service')
  return [
    {
      id,
      kind: known,
      name: typeof name === 'string' ? name : '',
      selector: {
        app: textIn(place, 'app') ?? '',
        environment: textIn(place, 'environment') ?? '',
        ...(service && { service })
      },
      // An unknown status is none of ours to judge: what is not disabled is delivered.
      status: status === 'disabled' ? 'disabled' : 'enabled',
      spec: isObject(spec) ? spec : {}
    }
  ]
}
