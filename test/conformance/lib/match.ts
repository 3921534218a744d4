import { isObject } from './json.ts'
import type { Json, JsonObject } from './json.ts'

/** How an object is compared: all its members, or only those that are expected. */
export type Mode = 'exact' | 'subset'

/**
 * Why a value is not what a vector expects, undefined when it is. @param now Unix seconds for `$nowPlus`
 */
export function mismatch(
  actual: unknown,
  expected: Json,
  mode: Mode,
  now: number,
  at = ''
): string | undefined {
  const here = at === '' ? 'the value' : at
  if (isObject(expected)) {
    const [key] = Object.keys(expected)
    if (key?.startsWith('$')) return matcherMismatch(actual, expected, mode, now, here)
    if (!isObject(actual)) return `${here} is ${shown(actual)}, expected an object`
    if (mode === 'exact') {
      const surplus = Object.keys(actual).find((name) => !Object.hasOwn(expected, name))
      if (surplus !== undefined)
        return `${here} has ${surplus} = ${shown(actual[surplus])}, which is not expected`
    }
    for (const [name, value] of Object.entries(expected)) {
      const found = mismatch(
        Object.hasOwn(actual, name) ? actual[name] : undefined,
        value,
        mode,
        now,
        `${at}.${name}`
      )
      if (found !== undefined) return found
    }
    return undefined
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${here} is ${shown(actual)}, expected a list`
    if (actual.length !== expected.length)
      return `${here} has ${actual.length} elements: ${shown(actual)}, expected ${shown(expected)}`
    for (const [index, value] of expected.entries()) {
      const found = mismatch((actual as unknown[])[index], value as Json, mode, now, `${at}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return actual === expected ? undefined : `${here} is ${shown(actual)}, expected ${shown(expected)}`
}

function matcherMismatch(
  actual: unknown,
  matcher: JsonObject,
  mode: Mode,
  now: number,
  here: string
): string | undefined {
  return holds(actual, matcher, mode, now)
    ? undefined
    : `${here} is ${shown(actual)}, expected ${shown(matcher)}`
}

function holds(actual: unknown, matcher: JsonObject, mode: Mode, now: number): boolean {
  const [key] = Object.keys(matcher)
  const operand = matcher[key as string] as Json
  const equals = (value: unknown, expected: Json, how: Mode = mode): boolean =>
    mismatch(value, expected, how, now) === undefined
  switch (key) {
    case '$regex':
      return typeof actual === 'string' && new RegExp(operand as string, 'u').test(actual)
    case '$absent':
      return actual === undefined
    case '$any':
      return actual !== undefined
    case '$type':
      if (operand === 'integer') return Number.isInteger(actual)
      return (Array.isArray(actual) ? 'array' : typeof actual) === operand
    case '$in':
    case '$oneOf':
      return (operand as Json[]).some((each) => equals(actual, each))
    case '$length':
      return lengthOf(actual) === operand
    case '$atLeast':
      return actual !== undefined && Number(actual) >= Number(operand)
    case '$nowPlus':
      return Math.abs(Number(actual) - now - Number(operand)) <= Number(matcher['tolerance'] ?? 5)
    case '$has':
      return Array.isArray(actual) && actual.some((each) => equals(each, operand, 'subset'))
    case '$hasNot':
      // An empty list is left out of an answer (registry.md 2.3).
      return (
        actual === undefined ||
        (Array.isArray(actual) && !actual.some((each) => equals(each, operand, 'subset')))
      )
    case '$unordered':
      return Array.isArray(actual) && sameElements(actual, operand as Json[], equals)
    default:
      throw new Error(`the vector uses the matcher ${key}, which the runner does not know`)
  }
}

function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value) || typeof value === 'string') return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}

function sameElements(
  actual: readonly unknown[],
  expected: readonly Json[],
  equals: (value: unknown, expected: Json) => boolean
): boolean {
  const left = [...actual]
  for (const each of expected) {
    const index = left.findIndex((value) => equals(value, each))
    if (index === -1) return false
    left.splice(index, 1)
  }
  return left.length === 0
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
