import { expect, test } from 'vitest'
import { fitsGlob } from './glob.ts'

test.each([
  ['', '', true],
  ['', '*', true],
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'a*', true],
  ['abc', '*c', true],
  ['abc', 'a*c', true],
  ['abc', '*b', false],
  ['aXbXc', 'a*X*c', true],
  ['aab', '*ab', true],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['cse-label-route-x', 'cse-label-route-*', true]
])('%j fits %j: %s', (text, pattern, fits) => {
  expect(fitsGlob(text, pattern)).toBe(fits)
})
