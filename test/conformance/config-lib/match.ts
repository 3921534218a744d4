import { evaluated, filledText } from './names.ts'
import type { Names } from './names.ts'
import type { Json, JsonObject } from './vectors.ts'

/** How objects are compared: all members, or those that are expected. */
export type Mode = 'exact' | 'subset'

/** Why a value is not the expected one; undefined when it is. Expected texts may use names. */
export function mismatch(
  actual: unknown,
  expected: Json,
  mode: Mode,
  names: Names,
  at: string
): string | undefined {
  if (typeof expected === 'string') return equal(actual, filledText(expected, names), at)
  if (Array.isArray(expected)) return listMismatch(actual, expected as readonly Json[], mode, names, at)
  if (!isObject(expected)) return equal(actual, expected, at)
  const [matcher] = Object.keys(expected)
  if (matcher?.startsWith('$') === true) {
    const holds = matches(actual, matcher, expected[matcher] as Json, mode, names)
    return holds ? undefined : `${at} is ${shown(actual)}, expected ${shown(expected)}`
  }
  if (!isObject(actual)) return `${at} is ${shown(actual)}, expected an object`
  const wanted = Object.entries(expected).map(([name, value]) => [filledText(name, names), value] as const)
  for (const [name, value] of wanted) {
    const member = Object.hasOwn(actual, name) ? actual[name] : undefined
    const found = mismatch(member, value, mode, names, `${at}.${name}`)
    if (found !== undefined) return found
  }
  if (mode === 'subset') return undefined
  const known = new Set(wanted.map(([name]) => name))
  const surplus = Object.keys(actual).find((name) => !known.has(name))
  return surplus === undefined ? undefined : `${at} has ${surplus}, which is not expected`
}

function listMismatch(
  actual: unknown,
  expected: readonly Json[],
  mode: Mode,
  names: Names,
  at: string
): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length)
    return `${at} is ${shown(actual)}, expected a list of ${expected.length}: ${shown(expected)}`
  for (const [index, value] of expected.entries()) {
    const found = mismatch(actual[index], value, mode, names, `${at}.${index}`)
    if (found !== undefined) return found
  }
  return undefined
}

function matches(actual: unknown, matcher: string, operand: Json, mode: Mode, names: Names): boolean {
  switch (matcher) {
    case '$regex':
      return typeof actual === 'string' && new RegExp(filledText(String(operand), names)).test(actual)
    case '$absent':
      return actual === undefined
    case '$any':
      return actual !== undefined
    case '$expr':
      return actual === evaluated(String(operand), names)
    case '$gt':
      return actual !== undefined && Number(actual) > evaluated(String(operand), names)
    case '$gte':
      return actual !== undefined && Number(actual) >= evaluated(String(operand), names)
    case '$in':
      return (operand as readonly Json[]).includes(actual as Json)
    case '$type':
      return typeOf(actual) === operand
    case '$length':
      return lengthOf(actual) === operand
    case '$unordered':
      return sameItems(actual, operand as readonly Json[], mode, names)
    default:
      throw new Error(`the vector uses ${matcher}, which the runner does not know`)
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length
  return Array.isArray(value) ? value.length : undefined
}

function sameItems(actual: unknown, expected: readonly Json[], mode: Mode, names: Names): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false
  const left: unknown[] = [...(actual as unknown[])]
  return expected.every((value) => {
    const index = left.findIndex((item) => mismatch(item, value, mode, names, '') === undefined)
    if (index !== -1) left.splice(index, 1)
    return index !== -1
  })
}

function equal(actual: unknown, expected: Json, at: string): string | undefined {
  return actual === expected ? undefined : `${at} is ${shown(actual)}, expected ${shown(expected)}`
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
