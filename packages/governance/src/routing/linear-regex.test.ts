import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { translateJavaRegex } from './java-regex.ts'
import { compileLinear, mayBacktrack } from './linear-regex.ts'

function linear(source: string, text: string, flags = 'u'): boolean | string {
  const match = compileLinear(source, flags)
  return typeof match === 'function' ? match(text) : match.reason
}

describe('patterns that backtracking makes slow', () => {
  test.each(['(a+)+', '(a|a)*', '(a*)*b', 'a?a?a?a?', '.*.*.*=', '(x+x+)+y', '(a|ab)(c|bcd)(d*)'])(
    '%s is one',
    (source) => {
      expect(mayBacktrack(source)).toBe(true)
    }
  )

  test.each(['beta|gamma', '[a-z]+', '1\\.[0-9]+\\..*', '(?:abc)', '^a.*b$', '(?=a).*', '(a)\\1', 'a{3}'])(
    '%s is none',
    (source) => {
      expect(mayBacktrack(source)).toBe(false)
    }
  )

  // Each of them takes RegExp longer than anybody waits.
  test.each([
    ['(a+)+', 'b'],
    ['(a|a)*', 'b'],
    ['([a-zA-Z]+)*', '!'],
    ['(.*a){20}', 'b'],
    ['(a?){50}a{50}b', '']
  ])('%s against a long text ends', (pattern, last) => {
    const translated = translateJavaRegex(pattern, true)
    if (!translated.ok) throw new Error(translated.reason)
    expect(translated.test('a'.repeat(4000) + last)).toBe(false)
  })

  test('one that looks around or back is refused', () => {
    expect(translateJavaRegex('(a+)+(?=b)', false)).toMatchObject({ ok: false })
    expect(translateJavaRegex('(a+)+\\b', false)).toMatchObject({ ok: false })
  })

  test('one that unrolls into too many steps is refused', () => {
    expect(translateJavaRegex('((a{50}){50}b?)*', false)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/repeats too much/) as string
    })
  })
})

// Small patterns over a small alphabet meet each other often.
const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '(?:a|b)', '(ab?)', '^', '$', '(|a)')
const quantified = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?'))
  .map(([part, times]) => (/^[\^$]$/.test(part) ? part : part + times))
const sequence = fc.array(quantified, { maxLength: 4 }).map((parts) => parts.join(''))
const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|'))

test('the automaton says what RegExp says', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.constantFrom('a', 'b', 'c', '😀'), { maxLength: 6 }),
      (source, characters) => {
        const text = characters.join('')
        expect([source, text, linear(source, text)]).toEqual([
          source,
          text,
          new RegExp(`^(?:${source})$`, 'u').test(text)
        ])
      }
    ),
    { numRuns: 2000 }
  )
})
