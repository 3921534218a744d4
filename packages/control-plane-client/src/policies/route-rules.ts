import { isObject, textIn } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import type { RouteRule } from './document.ts'

/** Rules in the form of 5.4.2, and what of them that form has no place for. */
export interface ReadRules {
  readonly rules: readonly RouteRule[]
  readonly problems: readonly string[]
}

/**
 * Reads dark-launch rules from what a file or the cloud says. The form of 5.4.2 is a part of what runtimes understand:
 * exact headers only, no fallback, no protection (control-plane.md 7, pitfall 12; routing.md 5).
 */
export function readRules(value: Json | undefined): ReadRules {
  if (value === undefined || value === null) return { rules: [], problems: [] }
  if (!Array.isArray(value)) return { rules: [], problems: ['the rules are no list'] }
  const problems: string[] = []
  const rules = (value as readonly Json[]).flatMap((item, i) => {
    const where = `rule ${i + 1}`
    if (!isObject(item)) {
      problems.push(`${where} is no mapping`)
      return []
    }
    return [readRule(item, where, problems)]
  })
  return { rules, problems }
}

/** What a writer of rules has to see to (routing.md 5): errors keep them from being published. */
export function checkRules(rules: readonly RouteRule[]): {
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
} {
  const errors = rules.flatMap(({ route }, i) => {
    const where = `rule ${i + 1}`
    const sum = route.reduce((total, { weight }) => total + weight, 0)
    return [
      ...(route.length === 0 ? [`${where} has no route`] : []),
      ...(route.some(({ weight }) => weight < 0 || weight > 100)
        ? [`${where} has a weight outside of 0 to 100`]
        : []),
      ...(sum > 100 ? [`the weights of ${where} add up to ${sum}, more than 100`] : [])
    ]
  })
  const seen = new Set<number>()
  const warnings = rules.flatMap(({ precedence }) => {
    if (!seen.has(precedence)) {
      seen.add(precedence)
      return []
    }
    return [`two rules have precedence ${precedence}: which is asked first is not said`]
  })
  return { errors, warnings }
}

/** In the order in which they are asked. */
export function inOrder(rules: readonly RouteRule[]): RouteRule[] {
  return rules.toSorted((a, b) => b.precedence - a.precedence)
}

function readRule(rule: JsonObject, where: string, problems: string[]): RouteRule {
  onlyKnown(rule, ['precedence', 'match', 'route'], where, problems)
  const match = rule['match']
  const headers = isObject(match) ? readMatch(match, where, problems) : undefined
  const route = rule['route']
  if (!Array.isArray(route)) problems.push(`${where} has no list named route`)
  return {
    precedence: wholeNumber(rule['precedence'] ?? 0, `${where} precedence`, problems),
    ...(headers !== undefined && { match: { headers } }),
    route: (Array.isArray(route) ? (route as readonly Json[]) : []).filter(isObject).map((item, i) => {
      const place = `${where} route ${i + 1}`
      onlyKnown(item, ['name', 'weight', 'tags'], place, problems)
      const name = textIn(item, 'name')
      const tags = isObject(item['tags']) ? item['tags'] : {}
      return {
        ...(name !== undefined && name !== '' && { name }),
        weight: wholeNumber(item['weight'] ?? 100, `${place} weight`, problems),
        tags: Object.fromEntries(Object.keys(tags).map((tag) => [tag, textIn(tags, tag) ?? '']))
      }
    })
  }
}

type Headers = NonNullable<RouteRule['match']>['headers']

function readMatch(match: JsonObject, where: string, problems: string[]): Headers | undefined {
  onlyKnown(match, ['headers'], `${where} match`, problems)
  const headers = match['headers']
  if (!isObject(headers)) return undefined
  const read = Object.entries(headers).flatMap(([name, condition]) => {
    const place = `${where} header ${name}`
    if (!isObject(condition)) {
      problems.push(`${place} is no mapping`)
      return []
    }
    onlyKnown(condition, ['exact', 'caseInsensitive'], place, problems)
    const exact = textIn(condition, 'exact')
    if (exact === undefined) {
      problems.push(`${place} needs exact: the API has no other test`)
      return []
    }
    // Only where it is said: java-chassis 3 turns a rule off where it is present at all.
    const ignoresCase = textIn(condition, 'caseInsensitive')
    return [
      [
        name,
        { exact, ...(ignoresCase !== undefined && { caseInsensitive: ignoresCase === 'true' }) }
      ] as const
    ]
  })
  return Object.fromEntries(read)
}

function onlyKnown(object: JsonObject, known: readonly string[], where: string, problems: string[]): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name))
      problems.push(`${where} has ${name}, which this API cannot hold; publish the rules as configuration`)
  }
}

function wholeNumber(value: Json, where: string, problems: string[]): number {
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  problems.push(`${where} is no whole number`)
  return 0
}
