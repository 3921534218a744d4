import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { translateJavaRegex } from './java-regex.ts'

function matches(pattern: string, value: string, ignoreCase = false): boolean | string {
  const translated = translateJavaRegex(pattern, ignoreCase)
  return translated.ok ? translated.test(value) : translated.reason
}

describe('translateJavaRegex (routing.md 2.5)', () => {
  test.each([
    ['gray_[a-z]+', 'gray_abc', true],
    ['gray_[a-z]+', 'xgray_abc', false],
    ['abc|def', 'abcdef', false],
    ['^abc$', 'abc', true],
    ['(?i)abc', 'ABC', true],
    ['(?is)a.c', 'A\nC', true],
    ['\\p{Alpha}+', 'aZ', true],
    ['\\p{Alpha}+', 'ä', false],
    ['\\P{Digit}+', 'ab', true],
    ['[\\p{Alnum}_-]+', 'a1_-', true],
    ['[\\w-.]+', 'a-b.c', true],
    ['\\p{L}+', 'ä', true],
    ['\\pL', 'ä', true],
    ['\\p{IsAlphabetic}+', 'ä', true],
    ['\\p{Punct}', '[', true],
    ['\\Aabc\\z', 'abc', true],
    ['\\Qa.b\\E+', 'a.bb', true],
    ['\\Qa.b', 'axb', false],
    ['\\s', '\u00a0', false],
    ['\\h', '\u00a0', true],
    ['\\v', '\u2028', true],
    ['[\\s\\d]+', '1 2', true],
    ['[]a]+', ']a', true],
    ['a]', 'a]', true],
    ['a{2}', 'aa', true],
    ['\\-\\_\\:\\/', '-_:/', true],
    ['.{1}', '😀', true],
    ['(a)\\1', 'aa', true],
    ['', '', true],
    ['', 'a', false]
  ])('%j on %j', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected)
  })

  test('ignoring case leaves class escapes alone, unlike java-chassis 2 (A37)', () => {
    expect(matches('\\D+', 'ABC', true)).toBe(true)
    expect(matches('\\D+', '123', true)).toBe(false)
    expect(matches('A[0-9]+B', 'a1b', true)).toBe(true)
  })

  test.each([
    '[',
    '(',
    'a++',
    '(?>a)',
    '[a-z&&[^b]]',
    '[a[b]]',
    '\\G',
    '\\R',
    '[\\S\\P{Alpha}]',
    '\\p{Nonsense}',
    '\\',
    '{',
    'a'.repeat(513)
  ])('%j is refused, never misread', (pattern) => {
    expect(translateJavaRegex(pattern, false)).toMatchObject({ ok: false })
  })
})

test('any text gives a pattern or a reason, and a quoted text matches itself', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'\\[]{}()^$.*+?|-&QEpP1ab'.split('')) })
  )
  fc.assert(
    fc.property(text, (value) => {
      translateJavaRegex(value, true)
      fc.pre(!value.includes('\\E') && value.length < 500)
      expect(matches(`\\Q${value}\\E`, value)).toBe(true)
    }),
    { numRuns: 1000 }
  )
})
