import { parseYaml } from '@node-chassis/core/yaml'
import { expect, test } from 'vitest'
import { differences, jsonOf } from './json.ts'
import type { Json } from './json.ts'
import { policyKind } from './kinds.ts'

test.each([
  ['10', 10],
  ['-3', -3],
  ['0.5', 0.5],
  ['1.10', '1.10'],
  ['1.0', '1.0'],
  ['007', '007'],
  ['1e3', '1e3'],
  ['0x10', '0x10'],
  ['"10"', '10'],
  ['true', true],
  ['yes', 'yes'],
  ['"true"', 'true'],
  ['~', null],
  ['null', null],
  ['Infinity', 'Infinity'],
  ['12345678901234567890', '12345678901234567890'],
  ['[1, a]', [1, 'a']],
  ['{a: {b: 1.10}}', { a: { b: '1.10' } }]
])('%s loses nothing of its text', (text, value) => {
  expect(jsonOf(parseYaml(text)!)).toEqual(value)
})

test.each<[string, Json | undefined, Json | undefined, string[]]>([
  ['nothing', { a: 1, b: [true] }, { b: [true], a: 1 }, []],
  ['the type of a scalar', { a: '10', b: true }, { a: 10, b: 'true' }, []],
  ['null and absent', { a: null }, {}, []],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
  ['an item', { a: [1, 2] }, { a: [1, 3, 4] }, ['a[1]', 'a[2]']],
  ['a shape', { a: [1] }, { a: { 0: 1 } }, ['a']],
  ['everything', undefined, { a: 1 }, ['']]
])('differences: %s', (_what, before, after, paths) => {
  expect(differences(before, after).map(({ path }) => path)).toEqual(paths)
})

test.each([
  ['rateLimiting', 'rate-limiting'],
  ['rate-limiting', 'rate-limiting'],
  ['matchGroup', 'match-group'],
  ['loadbalance', 'loadbalance'],
  ['mapper', undefined],
  ['', undefined]
])('the kind %s is %s', (text, kind) => {
  expect(policyKind(text)).toBe(kind)
})
