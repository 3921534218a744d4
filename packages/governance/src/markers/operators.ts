import { parseDoubleText } from '@node-chassis/core/yaml'

/** Tells a text, or an absent one, whether it matches. */
export type Test = (value: string | undefined) => boolean

/**
 * Compiles one operator of a matcher (governance.md 3.1). Matching never throws (D2): an unknown operator or an illegal
 * pattern gives a test that is always false, and `report` hears why, once.
 * @param pattern undefined for null in the text: true only for an absent value
 */
export function compileOperator(
  operator: string,
  pattern: string | undefined,
  report: (reason: string) => void
): Test {
  switch (operator) {
    case 'exact':
      return (value) => value === pattern
    case 'prefix':
      return pattern === undefined ? absent : (value) => value !== undefined && value.startsWith(pattern)
    case 'suffix':
      return pattern === undefined ? absent : (value) => value !== undefined && value.endsWith(pattern)
    case 'contains':
      return pattern === undefined ? never : (value) => value !== undefined && value.includes(pattern)
    case 'compare':
      return compileCompare(pattern ?? '', report)
    default:
      report(
        `unknown operator '${operator}' never matches; known are exact, prefix, suffix, contains, compare`
      )
      return never
  }
}

function never(): boolean {
  return false
}

function absent(value: string | undefined): boolean {
  return value === undefined
}

const EQUAL_WITHIN = 1e-6

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => Math.abs(a - b) < EQUAL_WITHIN,
  '!': (a, b) => !(Math.abs(a - b) < EQUAL_WITHIN),
  '!=': (a, b) => !(Math.abs(a - b) < EQUAL_WITHIN)
}

function compileCompare(pattern: string, report: (reason: string) => void): Test {
  const operator = /^[><=!]{0,2}/.exec(pattern)?.[0] ?? ''
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined
  const operand = parseNumber(pattern.slice(operator.length))
  if (compare === undefined || operand === undefined) {
    report(`compare '${pattern}' never matches: a number behind > < = >= <= ! or != is needed`)
    return never
  }
  return (value) => {
    const number = value === undefined ? undefined : parseNumber(value)
    return number !== undefined && compare(number, operand)
  }
}

// What begins with a minus is minus the rest, whatever the rest begins with.
function parseNumber(text: string): number | undefined {
  if (!text.startsWith('-')) return parseDoubleText(text)
  const rest = parseDoubleText(text.slice(1))
  return rest === undefined ? undefined : -rest
}
