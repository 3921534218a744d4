import {
  YamlError,
  parseYaml,
  readBoolean,
  readInt,
  readText,
  widePunctuation
} from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import type { GovernanceProblem } from '../contracts.ts'
import { RuleSetRejected, createComplaints, reject } from './complaints.ts'
import type { Complaints } from './complaints.ts'
import type { HeaderLookup } from './header-lookup.ts'
import { parseMatch } from './parse-match.ts'
import { isNull, mapping } from './raw.ts'
import type { RouteItem, RouteRule } from './rule.ts'
import { shadowedRules } from './shadowing.ts'
import { compileTags } from './tags.ts'
import type { Tags } from './tags.ts'
import { warnOfEmptyTags, warnOfItemFields, warnOfRuleFields } from './unread-fields.ts'

/** A rule list as judged at the door. */
export interface RuleSet {
  /** Highest precedence first, equal ones in list order (routing.md 1.3). Empty when there are none or all were refused. */
  readonly rules: readonly RouteRule[]
  readonly problems: readonly GovernanceProblem[]
}

/**
 * Reads the value of `servicecomb.routeRule.<service>` or `servicecomb.globalRouteRule` (routing.md 1.2). Never throws:
 * one bad rule refuses the whole list, which then routes nothing, as an unreadable list does in Java.
 */
export function parseRules(key: string, text: string, headerOf: HeaderLookup): RuleSet {
  const complaints = createComplaints(key)
  try {
    const rules = readList(text, headerOf, complaints)
    const sorted = rules.toSorted((a, b) => b.precedence - a.precedence)
    for (const message of shadowedRules(sorted)) complaints.warn(message)
    return { rules: sorted, problems: complaints.problems }
  } catch (error) {
    if (!(error instanceof RuleSetRejected) && !(error instanceof YamlError)) throw error
    const reason = error instanceof YamlError ? `no readable YAML: ${error.message}` : error.message
    const wide = widePunctuation(text)
    const hint = wide === undefined ? '' : `; ${wide.what} in line ${wide.line} of the value`
    complaints.error(`the rules are refused and the service is not routed: ${reason}${hint}`)
    return { rules: [], problems: complaints.problems }
  }
}

function readList(text: string, headerOf: HeaderLookup, complaints: Complaints): RouteRule[] {
  const root = parseYaml(text)
  if (root === undefined || isNull(root)) {
    complaints.warn('there is no rule in it; delete the key, so that global rules apply')
    return []
  }
  if (root.kind !== 'list') return reject('top level', 'a list of rules is needed (begin the rule with "- ")')
  // An empty list still hides the global rules (A72), which is hardly ever what was meant.
  if (root.items.length === 0)
    complaints.warn('the list is empty; delete the key, so that global rules apply')
  return root.items.map((item, i) => readRule(item, `rule ${i + 1}`, headerOf, complaints))
}

function readRule(node: RawNode, where: string, headerOf: HeaderLookup, complaints: Complaints): RouteRule {
  const rule = mapping(node, where)
  const { entries } = rule
  warnOfRuleFields(rule, where, complaints)
  const field = (name: string): RawNode | undefined => entries.get(name)
  const precedence = readPrecedence(field('precedence'), where, complaints)
  const conditions = parseMatch(field('match'), where, headerOf, complaints)
  const route = readItems(field('route'), `${where} route`, complaints)
  if (route.length === 0) return reject(`${where} route`, 'at least one item with weight and tags is needed')
  const sum = route.reduce((total, item) => total + item.weight, 0)
  if (sum > 100) complaints.warn(`${where}: the weights add up to ${sum}; they are shares of that sum`)
  return {
    precedence,
    conditions,
    route,
    fallback: readItems(field('fallback'), `${where} fallback`, complaints),
    emptyProtection: readProtection(field('emptyProtection'), where)
  }
}

function readPrecedence(node: RawNode | undefined, where: string, complaints: Complaints): number {
  if (node === undefined || isNull(node)) {
    complaints.warn(
      `${where}: no precedence, so 0 is taken; Java fails every call once there is a second rule`
    )
    return 0
  }
  const reading = readInt(node)
  return reading.ok ? reading.value : reject(`${where} precedence`, reading.reason)
}

function readProtection(node: RawNode | undefined, where: string): boolean {
  if (node === undefined) return true
  const reading = readBoolean(node)
  return reading.ok ? reading.value : reject(`${where} emptyProtection`, reading.reason)
}

function readItems(node: RawNode | undefined, where: string, complaints: Complaints): readonly RouteItem[] {
  if (node === undefined || isNull(node)) return []
  if (node.kind !== 'list') return reject(where, 'a list is needed')
  return node.items.map((item, i) => {
    const place = `${where}[${i}]`
    const share = mapping(item, place)
    const { entries } = share
    warnOfItemFields(share, place, complaints)
    const weight = entries.get('weight')
    if (weight === undefined) return reject(place, 'weight is missing')
    const reading = readInt(weight)
    if (!reading.ok) return reject(`${place} weight`, reading.reason)
    if (reading.value < 0) return reject(`${place} weight`, `${reading.value} is negative`)
    return { weight: reading.value, tags: readTags(entries.get('tags'), `${place} tags`, complaints) }
  })
}

function readTags(node: RawNode | undefined, where: string, complaints: Complaints): Tags | undefined {
  if (node === undefined || isNull(node)) return undefined
  const map = new Map<string, string | undefined>()
  const tags = mapping(node, where)
  warnOfEmptyTags(tags, where, complaints)
  for (const [key, value] of tags.entries) {
    const reading = readText(value)
    if (!reading.ok) return reject(`${where}.${key}`, reading.reason)
    map.set(key, reading.value)
  }
  return compileTags(map)
}
