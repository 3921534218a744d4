import { compileOperator as compileMarkerOperator } from '../markers/operators.ts'
import { translateJavaRegex } from './java-regex.ts'

/** A compiled operator. */
export type ValueTest = (value: string) => boolean

/** An operator that can never be true, and why. */
export interface Inert {
  readonly inert: string
}

// A pattern in front of a longer text is more likely an attack than a mark (routing.md 2.5).
const LONGEST_VALUE = 4096

/** The operators of the union matcher (routing.md 2.5), in the order they are tried: cheap ones first. */
export const OPERATORS = ['exact', 'prefix', 'suffix', 'contains', 'compare', 'regex'] as const
export type Operator = (typeof OPERATORS)[number]

/** Java 2's operators ignore case unless told otherwise, those that only Java 3 has do not. */
export function ignoresCaseByDefault(operator: Operator): boolean {
  return operator === 'exact' || operator === 'regex'
}

export function compileOperator(operator: Operator, operand: string, ignoreCase: boolean): ValueTest | Inert {
  if (operator === 'regex') return compileRegex(operand, ignoreCase)
  if (ignoreCase && operator !== 'compare') return FOLDED[operator](operand.toLowerCase())
  let inert: string | undefined
  const test = compileMarkerOperator(operator, operand, (reason) => {
    inert = reason
  })
  return inert === undefined ? test : { inert }
}

const FOLDED = {
  exact: equalIgnoringCase,
  prefix:
    (folded: string): ValueTest =>
    (value) =>
      value.toLowerCase().startsWith(folded),
  suffix:
    (folded: string): ValueTest =>
    (value) =>
      value.toLowerCase().endsWith(folded),
  contains:
    (folded: string): ValueTest =>
    (value) =>
      value.toLowerCase().includes(folded)
} as const

function equalIgnoringCase(folded: string): ValueTest {
  // Folding to ASCII never changes the length, so most values are told apart without a folded copy.
  // oxlint-disable-next-line no-control-regex
  const isAscii = /^[\0-\x7f]*$/.test(folded)
  return (value) =>
    value === folded || ((!isAscii || value.length === folded.length) && value.toLowerCase() === folded)
}

function compileRegex(pattern: string, ignoreCase: boolean): ValueTest | Inert {
  const translated = translateJavaRegex(pattern, ignoreCase)
  if (!translated.ok) return { inert: `the pattern '${pattern}' cannot be used: ${translated.reason}` }
  const { test } = translated
  return (value) => value.length <= LONGEST_VALUE && test(value)
}
