import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyTest } from './key-pattern.ts'

test('no pattern, no test', () => expect(keyTest('')).toBeUndefined())

test.each([
  ['a.b', 'A.B', true],
  ['a.b', 'axb', false],
  ['beginWith(A.)', 'a.b', true],
  ['beginWith(b)', 'a.b', false],
  ['wildcard(*)', '', true],
  ['wildcard(a*a)', 'a', false],
  ['wildcard(a*a)', 'aa', true],
  ['wildcard(*b*b)', 'ab', false],
  ['wildcard(x)', 'axb', false],
  ['wildcard(a**b)', 'a.b', true]
])('%s on %s: %s', (pattern, key, found) => expect(keyTest(pattern)?.(key)).toBe(found))

test('a wildcard finds what the same regular expression finds', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), minLength: 1, maxLength: 8 })
  const key = fc.string({ unit: fc.constantFrom('a', 'B', '.', 'c'), maxLength: 10 })
  fc.assert(
    fc.property(pattern, key, (wanted, given) => {
      const source = wanted.replaceAll('.', '\\.').replaceAll('*', '.*')
      expect(keyTest(`wildcard(${wanted})`)?.(given)).toBe(new RegExp(`^${source}$`, 'i').test(given))
    })
  )
})
