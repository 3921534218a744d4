import { METHODS } from 'node:http'
import { expect, test } from 'vitest'
import { methodNeverMatches, pathNeverMatches } from './never-matches.ts'

test('every method that Node can be asked with may match', () => {
  expect(METHODS.filter((method) => methodNeverMatches(method) !== undefined)).toEqual([])
})

test.each([
  ['get', "'get' is no method (write GET): it matches nothing"],
  [' GET', "' GET' is no method (write GET): it matches nothing"],
  ['ALL', "'ALL' is no method: it matches nothing"],
  [
    'GET，POST',
    `'GET，POST' is no method (full-width comma (U+FF0C) where "," is expected): it matches nothing`
  ]
])('method %j', (method, said) => {
  expect(methodNeverMatches(method)).toBe(said)
})

test.each([
  ['prefix', 'b', /prefix 'b' begins with no '\/', every path does: it matches nothing/],
  ['exact', '', /exact '' begins with no '\/'/],
  ['prefix', '”/b”', /begins with no '\/' \(typographic quote \(U\+201D\)/]
])('path %s %j', (operator, pattern, said) => {
  expect(pathNeverMatches(operator, pattern)).toMatch(said)
})

test.each([
  ['prefix', ''],
  ['prefix', '/b'],
  ['exact', '/'],
  ['suffix', 'b'],
  ['contains', 'b']
])('path %s %j may match', (operator, pattern) => {
  expect(pathNeverMatches(operator, pattern)).toBeUndefined()
})
