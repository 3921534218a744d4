import { expect, test } from 'vitest'
import { widePunctuation, widePunctuationAt } from './punctuation.ts'

test('the first one of a text, with its line', () => {
  expect(widePunctuation('a: 1\nb： 2\nc，')).toEqual({
    what: 'full-width colon (U+FF1A) where ":" is expected',
    line: 2
  })
  expect(widePunctuation('”/b”')?.what).toMatch(/typographic quote \(U\+201D\)/)
  expect(widePunctuation('a: [1, "x"]')).toBeUndefined()
})

test('only where the parser stopped: what stands elsewhere is a text in somebody’s language', () => {
  const text = '# 注意：这里\na: 1\nb： 2\nc: [\n'
  expect(widePunctuationAt(text, 3)?.line).toBe(3)
  expect(widePunctuationAt(text, 4)?.line).toBe(3)
  expect(widePunctuationAt(text, 99)).toBeUndefined()
  expect(widePunctuationAt('# 注意：\na: 1\nb: [', 3)).toBeUndefined()
})
