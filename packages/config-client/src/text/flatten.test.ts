import { describe, expect, test } from 'vitest'
import { flattenYaml, yamlTexts } from './flatten.ts'
import { parseProperties } from './properties.ts'
import { javaDouble } from './scalar.ts'

const flat = (text: string): Record<string, string> => Object.fromEntries(yamlTexts(text))

describe('flattening (config.md 5.3)', () => {
  test.each([
    [
      'G6',
      'a: {b: [1, {c: yes}], d: , e: [], f: {}}',
      { 'a.b[0]': '1', 'a.b[1].c': 'true', 'a.d': '', 'a.e': '' }
    ],
    ['G7 number key', 'ports: {8080: x}', { 'ports[8080]': 'x' }],
    ['G7 list', '- 1', { 'document[0]': '1' }],
    ['G7 scalar', 'hello', { document: 'hello' }],
    ['G8 root key', 'off: 1', { '[false]': '1' }],
    ['G9', 'k: 1\n---\nk: 2', { k: '2' }],
    ['nested lists', 'a: [[x, y], [z]]', { 'a[0][0]': 'x', 'a[0][1]': 'y', 'a[1][0]': 'z' }],
    ['a key with dots', '"a.b": 1', { 'a.b': '1' }],
    ['a quoted number key', 'a: {"8080": x}', { 'a.8080': 'x' }],
    ['merge keys', 'a: &x {b: 1}\nc: {<<: *x, d: 2}', { 'a.b': '1', 'c.b': '1', 'c.d': '2' }],
    ['nothing', '# only a comment', {}]
  ])('%s', (_id, text, expected) => expect(flat(text)).toEqual(expected))

  test.each([
    ['010', '8'],
    ['0x1F', '31'],
    ['1_000', '1000'],
    ['1:30', '90'],
    ['1.0', '1.0'],
    ['1e3', '1000.0'],
    ['1.0e10', '1.0E10'],
    ['.inf', 'Infinity'],
    ['"yes"', 'yes'],
    ['off', 'false'],
    ['ON', 'true'],
    ['yEs', 'yEs'],
    ['08', '08'],
    ['1.1.1', '1.1.1'],
    ['-5', '-5'],
    ['+5', '5'],
    ['9007199254740993', '9007199254740993'],
    ['2020-01-02', '2020-01-02'],
    ['~', ''],
    ['" x "', ' x ']
  ])('G8 %s is %s', (text, expected) => expect(flat(`k: ${text}`)).toEqual({ k: expected }))

  test.each([
    [100, '100.0'],
    [0, '0.0'],
    [-0.5, '-0.5'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9999999, '9999999.0'],
    [1e7, '1.0E7'],
    [1.25e-7, '1.25E-7']
  ])('Double.toString of %s', (value, text) => expect(javaDouble(value)).toBe(text))

  test('G10: a key that stands twice is a fault', () => {
    expect(() => flattenYaml('a: 1\na: 2')).toThrow(/line 2/)
  })
})

test('G11: properties', () => {
  const text = [
    'a=1',
    'b : x y ',
    '#c',
    '! z',
    'd\\',
    ' e=2',
    'f\\u0041=v\\tq',
    'g',
    'h\\=i = j',
    '  k  l'
  ].join('\n')
  expect(Object.fromEntries(parseProperties(text))).toEqual({
    a: '1',
    b: 'x y ',
    de: '2',
    fA: 'v\tq',
    g: '',
    'h=i': 'j',
    k: 'l'
  })
})
