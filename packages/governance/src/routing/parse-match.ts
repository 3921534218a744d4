import type { Call } from '@node-chassis/core'
import { readText, readTexts } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { methodNeverMatches, pathNeverMatches } from '../never-matches.ts'
import { reject } from './complaints.ts'
import type { Complaints } from './complaints.ts'
import type { HeaderLookup } from './header-lookup.ts'
import { ignoresCaseByDefault } from './operators.ts'
import type { Operator } from './operators.ts'
import { MODIFIER, parseOperators } from './parse-operators.ts'
import { isNull, mapping } from './raw.ts'
import type { Condition } from './rule.ts'

type Source = (call: Call) => string | undefined

const KNOWN: ReadonlySet<string> = new Set([
  'headers',
  'apiPath',
  'method',
  'queries',
  'serviceName',
  'customMatcher'
])
// Honoured by go-chassis and Sermant only; both Javas read over them (A45).
const FOREIGN: ReadonlySet<string> = new Set(['source', 'sourceTags', 'refer'])

/**
 * The conditions of a rule's `match`; none means every call (routing.md 1.2, 2.5).
 * @throws RuleSetRejected where Java cannot read the list either
 */
export function parseMatch(
  node: RawNode | undefined,
  where: string,
  headerOf: HeaderLookup,
  complaints: Complaints
): readonly Condition[] {
  if (node === undefined || isNull(node)) return []
  const match = mapping(node, `${where} match`)
  warnOfUnknownFields(match, where, complaints)
  const field = (name: string): RawNode | undefined => {
    const value = match.entries.get(name)
    return value === undefined || isNull(value) ? undefined : value
  }
  const conditions: Condition[] = []

  const method = field('method')
  if (method !== undefined) {
    const texts = readTexts(method)
    if (!texts.ok) return reject(`${where} match.method`, texts.reason)
    const list = texts.value ?? []
    for (const one of list) {
      const never = one === undefined ? undefined : methodNeverMatches(one)
      if (never !== undefined) complaints.warn(`${where} match.method: ${never}`)
    }
    conditions.push({
      text: `method in [${list.join(', ')}]`,
      holds: (call) => list.includes(call.method),
      seen: (call) => call.method
    })
  }

  const apiPath = field('apiPath')
  if (apiPath !== undefined) conditions.push(...pathConditions(apiPath, where, complaints))

  for (const [name, entry] of entriesOf(field('headers'), `${where} match.headers`)) {
    const lower = name.toLowerCase()
    const source: Source = (call) => headerOf(call, lower)
    conditions.push(valueCondition(`header ${name}`, source, entry, where, ignoresCaseByDefault, complaints))
  }
  for (const [name, entry] of entriesOf(field('queries'), `${where} match.queries`)) {
    const source: Source = (call) => call.query(name)
    conditions.push(valueCondition(`query ${name}`, source, entry, where, never, complaints))
  }

  const serviceName = field('serviceName')
  if (serviceName !== undefined) {
    const text = readText(serviceName)
    if (!text.ok) return reject(`${where} match.serviceName`, text.reason)
    const name = text.value
    conditions.push({
      text: `service is ${name}`,
      holds: (call) => call.service === name,
      seen: (call) => call.service
    })
  }

  if (field('customMatcher') !== undefined) {
    complaints.error(`${where}: customMatcher names a Java class, so this rule never matches here`)
    conditions.push({ text: 'customMatcher', holds: () => false, seen: () => undefined })
  }
  return conditions
}

function warnOfUnknownFields(match: RawMap, where: string, complaints: Complaints): void {
  const unknown: string[] = []
  for (const name of match.entries.keys()) {
    if (FOREIGN.has(name)) complaints.warn(`${where}: match.${name} is ignored, as in both Javas`)
    else if (!KNOWN.has(name)) unknown.push(name)
  }
  if (unknown.length === 0) return
  // Unknown fields are skipped as Java skips them, which turns a mistyped condition into "every call" (N31).
  const all = [...match.entries.keys()].every((name) => !KNOWN.has(name))
  if (all)
    complaints.error(`${where}: unknown fields in match (${unknown.join(', ')}), so it matches every call`)
  else complaints.warn(`${where}: unknown fields in match are ignored: ${unknown.join(', ')}`)
}

function valueCondition(
  name: string,
  source: Source,
  node: RawNode,
  where: string,
  caseDefault: (operator: Operator) => boolean,
  complaints: Complaints
): Condition {
  const { text, test } = parseOperators(node, `${where} ${name}`, caseDefault, complaints)
  return {
    text: `${name} ${text}`,
    holds: (call) => {
      const value = source(call)
      return value !== undefined && test(value)
    },
    seen: source
  }
}

// `exact` may name the route's template as well as the path that was sent; the other operators mean the path
// (governance.md 3.2). So the two are conditions of their own.
function pathConditions(node: RawNode, where: string, complaints: Complaints): Condition[] {
  const pathOf: Source = (call) => call.path
  const operators = mapping(node, `${where} match.apiPath`)
  for (const [name, value] of operators.entries) {
    const pattern = readText(value)
    const reason =
      pattern.ok && pattern.value !== undefined ? pathNeverMatches(name, pattern.value) : undefined
    if (reason !== undefined) complaints.warn(`${where}: ${reason}`)
  }
  const exact = only(operators, (name) => name === 'exact')
  const others = only(operators, (name) => name !== 'exact')
  const conditions: Condition[] = []
  if (exact !== undefined) {
    const { text, test } = parseOperators(exact, `${where} apiPath`, never, complaints)
    conditions.push({
      text: `apiPath ${text}`,
      holds: (call) => test(call.path) || (call.template !== undefined && test(call.template)),
      seen: pathOf
    })
  }
  // An empty mapping has no operator, and says so.
  if (others !== undefined || exact === undefined)
    conditions.push(valueCondition('apiPath', pathOf, others ?? operators, where, never, complaints))
  return conditions
}

/** The operators that `take` wants, with the modifier they share; undefined when there are none. */
function only(operators: RawMap, take: (name: string) => boolean): RawMap | undefined {
  const names = [...operators.entries].filter(
    ([name, value]) => take(name) && name !== MODIFIER && !isNull(value)
  )
  const modifier = operators.entries.get(MODIFIER)
  if (names.length === 0) return undefined
  return {
    ...operators,
    entries: new Map([...names, ...(modifier === undefined ? [] : [[MODIFIER, modifier] as const])])
  }
}

// Paths and queries are conditions of Java 3 only, where every operator minds the case.
function never(): boolean {
  return false
}

function entriesOf(node: RawNode | undefined, where: string): Iterable<readonly [string, RawNode]> {
  return node === undefined ? [] : mapping(node, where).entries
}
