import { describe, expect, test } from 'vitest'
import { valueAt } from './json.ts'
import type { Json } from './json.ts'
import { mismatch } from './match.ts'
import type { Mode } from './match.ts'
import { filled } from './template.ts'

const NOW = 1_800_000_000
const matches = (actual: unknown, expected: Json, mode: Mode): boolean =>
  mismatch(actual, expected, mode, NOW) === undefined

// A matcher that is too kind makes every vector pass: each is shown both sides.
test.each<[unknown, Json, Mode, boolean]>([
  [{ a: 1 }, { a: 1 }, 'exact', true],
  [{ a: 1, b: 2 }, { a: 1 }, 'exact', false],
  [{ a: 1, b: 2 }, { a: 1 }, 'subset', true],
  [{ a: '1' }, { a: 1 }, 'subset', false],
  [{}, { a: 1 }, 'subset', false],
  [undefined, {}, 'subset', false],
  [null, {}, 'exact', false],
  [[1, 2], [1], 'subset', false],
  [[2, 1], [1, 2], 'subset', false],
  [[{ a: 1, b: 2 }], [{ a: 1 }], 'subset', true],
  ['abc', { $regex: '^a' }, 'exact', true],
  ['abc', { $regex: '^b' }, 'exact', false],
  [undefined, { $regex: '' }, 'exact', false],
  [undefined, { $absent: true }, 'exact', true],
  ['', { $absent: true }, 'exact', false],
  [{}, { a: { $absent: true } }, 'exact', true],
  [null, { $any: true }, 'exact', true],
  [undefined, { $any: true }, 'exact', false],
  [1, { $type: 'number' }, 'exact', true],
  ['1', { $type: 'number' }, 'exact', false],
  [null, { $oneOf: [null, []] }, 'exact', true],
  [{}, { $oneOf: [null, []] }, 'exact', false],
  [undefined, { $oneOf: ['gzip', { $absent: true }] }, 'exact', true],
  [[1, 2], { $length: 2 }, 'exact', true],
  [undefined, { $length: 0 }, 'exact', false],
  ['12', { $atLeast: '9' }, 'exact', true],
  ['8', { $atLeast: '9' }, 'exact', false],
  [undefined, { $atLeast: 0 }, 'exact', false],
  [String(NOW + 58), { $nowPlus: 60, tolerance: 2 }, 'exact', true],
  [String(NOW + 57), { $nowPlus: 60, tolerance: 2 }, 'exact', false],
  [undefined, { $nowPlus: 60 }, 'exact', false],
  [[{ a: 1, b: 2 }], { $has: { a: 1 } }, 'exact', true],
  [[{ a: 2 }], { $has: { a: 1 } }, 'exact', false],
  [[{ a: 2 }], { $hasNot: { a: 1 } }, 'exact', true],
  [[{ a: 1, b: 2 }], { $hasNot: { a: 1 } }, 'exact', false],
  [undefined, { $hasNot: { a: 1 } }, 'exact', true],
  [{}, { $hasNot: { a: 1 } }, 'exact', false],
  [[2, 1], { $unordered: [1, 2] }, 'exact', true],
  [[1, 1], { $unordered: [1, 2] }, 'exact', false],
  [[1, 2, 3], { $unordered: [1, 2] }, 'exact', false]
])('%j against %j (%s): %j', (actual, expected, mode, result) => {
  expect(matches(actual, expected, mode)).toBe(result)
})

test('an unknown matcher is an error of the runner, not a mismatch', () => {
  expect(() => matches(1, { $nope: 1 }, 'exact')).toThrow('$nope')
})

describe('paths', () => {
  test.each([
    ['body.instances[1].id', 'b'],
    ['body.instances[2].id', undefined],
    ['body.nope.id', undefined],
    ['headers.x-resource-revision', 'r'],
    ['token|jwt.claims.exp', 7]
  ])('%s', (path, value) => {
    const token = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{"exp":7}').toString('base64url')}.s`
    const answer = {
      body: { instances: [{ id: 'a' }, { id: 'b' }] },
      headers: { 'x-resource-revision': 'r' },
      token
    }
    expect(valueAt(answer, path)).toBe(value)
  })
})

describe('templates', () => {
  test('texts', () => {
    expect(filled({ a: ['${s}/${repeat:x:3}', 1] }, { s: 'id' })).toEqual({ a: ['id/xxx', 1] })
    expect(filled('${n}', { n: 1 })).toBe('1')
    expect(filled('${each}', { each: { a: 1 } })).toEqual({ a: 1 })
    expect(() => filled('${nope}', {})).toThrow('nothing has saved it')
  })

  test('long texts and lists', () => {
    expect(filled({ $repeat: ['ab', 2] }, {})).toBe('abab')
    expect(filled({ $list: [{ id: 's${n}' }, 2] }, {})).toEqual([{ id: 's1' }, { id: 's2' }])
  })
})
