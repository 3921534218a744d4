import type { Call } from '@node-chassis/core'
import { readText, readTexts } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { FieldError } from '../fields.ts'
import { parseRoot } from '../policy.ts'
import type { Parsed } from '../policy.ts'
import { PATH_OPERATORS } from './group.ts'
import type { Condition, MatchGroup, MatchItem } from './group.ts'
import { compileOperator } from './operators.ts'
import type { Test } from './operators.ts'

/** Reads the text of a matchGroup. Never throws. */
export function parseMatchGroup(name: string, text: string): Parsed<MatchGroup> {
  return parseRoot(text, (fields, map) => {
    const warnings: string[] = []
    const matches = map.entries.get('matches')
    if (matches === undefined || (matches.kind === 'scalar' && matches.isNull))
      throw new FieldError('matches', 'missing')
    if (matches.kind !== 'list') throw new FieldError('matches', 'a list is needed')
    if (matches.items.length === 0) throw new FieldError('matches', 'at least one item is needed')
    const items = matches.items.map((item, index) => parseItem(item, `matches[${index}]`, warnings))
    return {
      name,
      key: `servicecomb.matchGroup.${name}`,
      services: fields.text('services'),
      items,
      catchAll: items.some((item) => item.possible && isAlways(item)),
      warnings
    }
  })
}

function isAlways({ conditions, path }: MatchItem): boolean {
  // Every path begins with a slash: `prefix: /` is how consoles write "everything".
  const rootOnly = path?.kind === 'prefix' && path.whole && (path.text === '/' || path.text === '')
  return conditions.length === 0 || (rootOnly && conditions.length === 1)
}

function parseItem(node: RawNode, at: string, warnings: string[]): MatchItem {
  if (node.kind === 'scalar' && node.isNull) {
    warnings.push(`${at} is empty and never matches`)
    return { conditions: [], methods: undefined, path: undefined, possible: false }
  }
  if (node.kind !== 'map') throw new FieldError(at, 'a mapping is needed')
  const methods = methodsOf(node, at)
  const path = operators(present(node, 'apiPath'), `${at}.apiPath`, warnings)
  const conditions = [
    ...(methods === undefined ? [] : [methodCondition(methods)]),
    ...(path === undefined ? [] : [pathCondition(path)]),
    ...lookups(node, 'headers', at, warnings, headerValue),
    ...lookups(node, 'queries', at, warnings, queryValue),
    ...serviceCondition(text(node, 'serviceName', at)),
    ...customCondition(present(node, 'customMatcher'), `${at}.customMatcher`)
  ]
  return { conditions, methods, path: firstLook(path), possible: true }
}

function headerValue(call: Call, exact: string, lower: string): string | undefined {
  // The context first and exactly, then headers in any case (governance.md 3.2, N42).
  return call.context.get(exact) ?? call.header(lower)
}

function queryValue(call: Call, exact: string): string | undefined {
  return call.query(exact)
}

interface Operator {
  readonly name: string
  readonly pattern: string | undefined
  readonly test: Test
}

function operators(
  node: RawNode | undefined,
  at: string,
  warnings: string[]
): readonly Operator[] | undefined {
  if (node === undefined) return undefined
  if (node.kind !== 'map') throw new FieldError(at, 'a mapping of operators is needed')
  const list = [...node.entries].map(([name, value]) => {
    const pattern = readText(value)
    if (!pattern.ok) throw new FieldError(`${at}.${name}`, pattern.reason)
    const test = compileOperator(name, pattern.value, (reason) => warnings.push(`${at}: ${reason}`))
    return { name, pattern: pattern.value, test }
  })
  if (list.length === 0) warnings.push(`${at} has no operator and never matches`)
  return list
}

function describe(list: readonly Operator[]): string {
  return list.length === 0
    ? 'anything (no operator)'
    : list.map(({ name, pattern }) => `${name} ${pattern}`).join(' and ')
}

function all(list: readonly Operator[]): Test {
  const [first] = list
  if (first === undefined) return () => false
  if (list.length === 1) return first.test
  return (value) => list.every(({ test }) => test(value))
}

function firstLook(list: readonly Operator[] | undefined): MatchItem['path'] {
  for (const kind of PATH_OPERATORS) {
    const text = list?.find(({ name }) => name === kind)?.pattern
    if (text !== undefined) return { kind, text, whole: list?.length === 1 }
  }
  return undefined
}

function methodsOf(node: RawMap, at: string): readonly string[] | undefined {
  const list = node.entries.get('method')
  if (list === undefined) return undefined
  const methods = readTexts(list)
  if (!methods.ok) throw new FieldError(`${at}.method`, methods.reason)
  return methods.value?.filter((method) => method !== undefined)
}

function methodCondition(methods: readonly string[]): Condition {
  return { asks: `method in [${methods.join(', ')}]`, holds: (call) => methods.includes(call.method) }
}

function pathCondition(list: readonly Operator[]): Condition {
  const asks = `path ${describe(list)}`
  const onPath = all(list)
  const exact = list.some(({ name }) => name === 'exact')
  if (!exact) return { asks, onPath: true, holds: (call, context) => onPath(context.apiPath(call)) }
  // `exact` means the template as well; the other operators mean the concrete path (governance.md 3.2).
  const others = list.filter(({ name }) => name !== 'exact')
  const onTemplate = all(list.filter(({ name }) => name === 'exact'))
  const rest = others.length === 0 ? undefined : all(others)
  return {
    asks,
    onPath: true,
    holds(call, context) {
      const path = context.apiPath(call)
      if (onPath(path)) return true
      return call.template !== undefined && onTemplate(call.template) && (rest === undefined || rest(path))
    }
  }
}

function lookups(
  node: RawMap,
  field: 'headers' | 'queries',
  at: string,
  warnings: string[],
  look: (call: Call, exact: string, lower: string) => string | undefined
): Condition[] {
  const map = present(node, field)
  if (map === undefined) return []
  if (map.kind !== 'map') throw new FieldError(`${at}.${field}`, 'a mapping is needed')
  return [...map.entries].map(([name, value]) => {
    const list = operators(isNull(value) ? undefined : value, `${at}.${field}.${name}`, warnings) ?? []
    const test = all(list)
    const lower = name.toLowerCase()
    return {
      asks: `${field === 'headers' ? 'header' : 'query'} ${name} ${describe(list)}`,
      holds(call) {
        const found = look(call, name, lower)
        return found !== undefined && test(found)
      }
    }
  })
}

function serviceCondition(name: string | undefined): Condition[] {
  if (name === undefined) return []
  return [{ asks: `service ${name}`, holds: (call) => call.service === name }]
}

function customCondition(node: RawNode | undefined, at: string): Condition[] {
  if (node === undefined) return []
  if (node.kind !== 'map') throw new FieldError(at, 'a mapping is needed')
  const handler = text(node, 'customMatcherHandler', at)
  const parameters = text(node, 'customMatcherParameters', at)
  if (!handler || !parameters) return []
  return [
    {
      asks: `custom matcher ${handler}(${parameters})`,
      holds: (call, context) => context.custom(handler)?.(call, parameters) ?? false
    }
  ]
}

function text(node: RawMap, field: string, at: string): string | undefined {
  const value = node.entries.get(field)
  if (value === undefined) return undefined
  const reading = readText(value)
  if (!reading.ok) throw new FieldError(`${at}.${field}`, reading.reason)
  return reading.value
}

function isNull(node: RawNode): boolean {
  return node.kind === 'scalar' && node.isNull
}

function present(node: RawMap, field: string): RawNode | undefined {
  const value = node.entries.get(field)
  return value === undefined || isNull(value) ? undefined : value
}
