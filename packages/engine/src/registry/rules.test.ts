import { describe, expect, test } from 'vitest'
import { RULES, check } from './rules.ts'
import type { Rule } from './rules.ts'

describe('no text makes a rule slow: what is refused at its last character was tried once', () => {
  const repeats = ['a', 'UP', 'development', 'a-', '.', '-', ' ', '1.', 'é', 'FRONT']
  test.each(Object.entries<Rule>(RULES))('%s', (field, rule) => {
    for (const repeat of repeats) {
      // As much as a body can bring. One look per start and character would take minutes.
      const text = `${repeat.repeat(20_000)}\n`
      let refused = false
      try {
        check(field, text, rule)
      } catch {
        refused = true
      }
      // Those without a shape and a length take anything; all others refuse a line feed at the end.
      const anything = rule.max === undefined && (rule.regexp === undefined || rule.regexp.test('a\n'))
      if (!anything) expect([repeat, refused]).toEqual([repeat, true])
    }
  })
})
