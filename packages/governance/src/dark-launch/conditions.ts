/** The value under a key. */
type ValueOf = (key: string) => string | undefined

/** A compiled condition text. */
export type Expression = (valueOf: ValueOf) => boolean

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<', '~'] as const
type Operator = (typeof OPERATORS)[number]

/**
 * Compiles `key op value`, several joined by `&&` or all by `||` (routing.md 6.2). Values separated by commas are
 * alternatives; `~` knows `*` and `?`.
 * @returns the reason when the text is no condition
 */
export function compileCondition(text: string, ignoreCase: boolean): Expression | string {
  const all = text.includes('&&')
  if (all && text.includes('||')) return `'${text}' mixes && and ||`
  const tests: Expression[] = []
  for (const part of text.split(all ? '&&' : '||')) {
    const test = compileTest(part.trim(), ignoreCase)
    if (typeof test === 'string') return test
    tests.push(test)
  }
  return all
    ? (valueOf) => tests.every((test) => test(valueOf))
    : (valueOf) => tests.some((test) => test(valueOf))
}

function compileTest(text: string, ignoreCase: boolean): Expression | string {
  const operator = OPERATORS.find((candidate) => text.indexOf(candidate) > 0)
  if (operator === undefined) return `'${text}' is no condition (key, one of ${OPERATORS.join(' ')}, value)`
  const at = text.indexOf(operator)
  const key = text.slice(0, at).trim()
  const fold = (value: string): string => (ignoreCase ? value.toLowerCase() : value)
  const wanted = text
    .slice(at + operator.length)
    .split(',')
    .map((value) => fold(value.trim()))
  return (valueOf) => {
    const actual = valueOf(key)
    if (actual === undefined) return false
    const folded = fold(actual)
    return wanted.some((value) => holds(operator, folded, value))
  }
}

function holds(operator: Operator, actual: string, wanted: string): boolean {
  if (operator === '~') return like(actual, wanted)
  const order = compare(actual, wanted)
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
  }
}

// As numbers only when the actual value is one; NaN, from a number against a text, is neither less nor equal.
function compare(actual: string, wanted: string): number {
  const number = Number(actual)
  if (actual.trim() !== '' && !Number.isNaN(number)) return number - Number(wanted)
  return actual < wanted ? -1 : actual > wanted ? 1 : 0
}

/** `*` any text, `?` one character; takes time in the product of both lengths at most. */
function like(text: string, pattern: string): boolean {
  let at = 0
  let p = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = at
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[at])) {
      p++
      at++
    } else if (star >= 0) {
      p = star + 1
      at = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
