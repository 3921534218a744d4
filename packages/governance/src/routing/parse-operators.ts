import { readBoolean, readText } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import { reject } from './complaints.ts'
import type { Complaints } from './complaints.ts'
import { OPERATORS, compileOperator } from './operators.ts'
import type { Operator, ValueTest } from './operators.ts'
import { isNull, mapping } from './raw.ts'

/** Stands among the operators and is none: it says how they compare (routing.md 2.5). */
export const MODIFIER = 'caseInsensitive'

/** All operators of one entry, ANDed. What Java 2 fails on at call time never matches here (routing.md 2.5). */
export function parseOperators(
  node: RawNode,
  where: string,
  caseDefault: (operator: Operator) => boolean,
  complaints: Complaints
): { readonly text: string; readonly test: ValueTest } {
  const inert = (reason: string) => {
    complaints.error(`${where}: ${reason}; this rule never matches`)
    return { text: `(never: ${reason})`, test: () => false }
  }
  if (isNull(node)) return inert('no operator')
  const entries = new Map(mapping(node, where).entries)
  const modifier = entries.get(MODIFIER)
  entries.delete(MODIFIER)
  let ignoreCase: boolean | undefined
  if (modifier !== undefined && !isNull(modifier)) {
    const reading = readBoolean(modifier)
    if (!reading.ok) return reject(`${where} ${MODIFIER}`, reading.reason)
    ignoreCase = reading.value
  }

  const tests: ValueTest[] = []
  const texts: string[] = []
  let reason: string | undefined
  for (const operator of OPERATORS) {
    const operand = entries.get(operator)
    entries.delete(operator)
    if (operand === undefined) continue
    const text = readText(operand)
    if (!text.ok) return reject(`${where} ${operator}`, text.reason)
    if (text.value === undefined) continue
    const test = compileOperator(operator, text.value, ignoreCase ?? caseDefault(operator))
    if ('inert' in test) reason ??= test.inert
    else tests.push(test)
    texts.push(`${operator} '${text.value}'`)
  }
  const unknown = [...entries.keys()]
  if (unknown.length > 0) return inert(`unknown operator ${unknown.join(', ')}`)
  if (reason !== undefined) return inert(reason)
  const [first, ...more] = tests
  if (first === undefined) return inert('no operator')
  const casing = ignoreCase === undefined ? '' : ignoreCase ? ' ignoring case' : ' minding case'
  return { text: texts.join(' and ') + casing, test: more.length === 0 ? first : allOf(tests) }
}

function allOf(tests: readonly ValueTest[]): ValueTest {
  return (value) => {
    for (const test of tests) if (!test(value)) return false
    return true
  }
}
