import { describe, expect, test } from 'vitest'
import {
  YamlError,
  parseYaml,
  parseYamlDocuments,
  readBoolean,
  readDouble,
  readFloat,
  readInt,
  readText,
  readTexts
} from './yaml.ts'
import type { RawMap, RawNode } from './yaml.ts'

function map(text: string): RawMap {
  const node = parseYaml(text)
  if (node?.kind !== 'map') throw new Error(`no mapping: ${text}`)
  return node
}

function value(text: string): RawNode {
  return map(`v: ${text}`).entries.get('v')!
}

describe('parseYaml', () => {
  test('keeps the source text of plain scalars, and what quoting says', () => {
    const { entries } = map('a: 010\nb: "010"\nc: 1.10\nd: |-\n  x\n  y\ne:\nf: ~\ng: ""')
    expect([...entries.values()]).toEqual([
      { kind: 'scalar', text: '010', quoted: false, isNull: false },
      { kind: 'scalar', text: '010', quoted: true, isNull: false },
      { kind: 'scalar', text: '1.10', quoted: false, isNull: false },
      { kind: 'scalar', text: 'x\ny', quoted: true, isNull: false },
      { kind: 'scalar', text: '', quoted: false, isNull: true },
      { kind: 'scalar', text: '~', quoted: false, isNull: true },
      { kind: 'scalar', text: '', quoted: true, isNull: false }
    ])
  })

  test('the last of equal keys wins; own keys beat merged ones', () => {
    const { entries } = map('base: &b {x: 1, y: 2}\nm:\n  y: 3\n  <<: *b\n  z: 4\n  z: 5')
    const m = entries.get('m') as RawMap
    expect(
      [...m.entries].map(([key, node]) => [key, node.kind === 'scalar' ? node.text : node.kind])
    ).toEqual([
      ['y', '3'],
      ['z', '5'],
      ['x', '1']
    ])
  })

  test('knows how keys were written', () => {
    const { keys } = map('8080: a\n"off": b\non: c')
    expect([...keys.values()].map((key) => [key.text, key.quoted])).toEqual([
      ['8080', false],
      ['off', true],
      ['on', false]
    ])
  })

  test('a text without a document is undefined', () => {
    expect(parseYaml('')).toBeUndefined()
    expect(parseYaml('# only a comment')).toBeUndefined()
    expect(parseYaml('---')).toMatchObject({ kind: 'scalar', isNull: true })
  })

  test('a byte order mark is dropped', () => {
    expect(map('\ufeffa: 1').entries.has('a')).toBe(true)
  })

  test.each([
    ['a: b\nc: "open', 2],
    ['a: 1\n---\nb: 2', 0],
    ['a: 1\nb: !java.lang.Runtime {}', 2],
    ['a: *nobody', 1],
    ['a: &a [*a]', 1],
    ['a: 1\n? [x]\n: 2', 2],
    ['<<: 5', 1],
    ['['.repeat(50_000), 0]
  ])('refuses %j', (text, line) => {
    let caught: unknown
    try {
      parseYaml(text)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(YamlError)
    if (line > 0) expect((caught as YamlError).line).toBe(line)
  })

  test('aliases that multiply are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i}: &a${i} [${`${i ? `*a${i - 1}` : 'x'}, `.repeat(9)}]`
    )
    expect(() => parseYaml(levels.join('\n'))).toThrow(/aliases/)
  })

  test('several documents, in order', () => {
    expect(parseYamlDocuments('a: 1\n---\n- x\n---\n').map((node) => node.kind)).toEqual([
      'map',
      'list',
      'scalar'
    ])
  })
})

describe('readers', () => {
  test.each([
    ['5', 5],
    ['+5', 5],
    ['010', 8],
    ['-010', -8],
    ['0x10', 16],
    ['+0x10', 16],
    ['0b11', 3],
    ['1:30', 90],
    ['1:60', 120],
    ['1_000', 1000],
    ['1__0', 10],
    ['1_', 1],
    ['"7"', 7],
    ['-0', 0],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['5.0', undefined],
    ['5.', undefined],
    ['1e3', undefined],
    ['08', undefined],
    ['0X10', undefined],
    ['0o17', undefined],
    ['abc', undefined],
    ['true', undefined],
    ['', undefined],
    ['~', undefined],
    ['2147483648', undefined],
    ['" 5"', undefined],
    ['[1]', undefined]
  ])('int %s', (text, expected) => {
    const read = readInt(value(text))
    expect(read.ok ? read.value : undefined).toBe(expected)
  })

  test.each([
    ['.5', 0.5],
    ['5.', 5],
    ['1e1', 10],
    ['1_0.5', 10.5],
    ['1:30.5', 90.5],
    ['010', 10],
    ['50f', 50],
    ['.inf', Infinity],
    ['Infinity', Infinity],
    ['1e400', Infinity],
    ['" 5 "', 5],
    ['-2', -2],
    ['.nan', undefined],
    ['NaN', undefined],
    ['0x32', undefined],
    ['0b11', undefined],
    ['50%', undefined],
    ['1,5', undefined],
    ['', undefined]
  ])('double %s', (text, expected) => {
    const read = readDouble(value(text))
    expect(read.ok ? read.value : undefined).toBe(expected)
  })

  test('floats are rounded to 32 bits', () => {
    expect(readFloat(value('1.3'))).toEqual({ ok: true, value: Math.fround(1.3) })
  })

  test.each([
    ['yes', true],
    ['ON', true],
    ['"true"', true],
    ['off', false],
    ['No', false],
    ['1', undefined],
    ['y', undefined],
    ['', undefined]
  ])('boolean %s', (text, expected) => {
    const read = readBoolean(value(text))
    expect(read.ok ? read.value : undefined).toBe(expected)
  })

  test('texts and lists of texts', () => {
    expect(readText(value('1.10'))).toEqual({ ok: true, value: '1.10' })
    expect(readText(value('null'))).toEqual({ ok: true, value: undefined })
    expect(readText(value('{a: b}')).ok).toBe(false)
    expect(readTexts(value("[502, ~, ' ']"))).toEqual({ ok: true, value: ['502', undefined, ' '] })
    expect(readTexts(value('502')).ok).toBe(false)
    expect(readTexts(value('[[a]]')).ok).toBe(false)
  })
})
