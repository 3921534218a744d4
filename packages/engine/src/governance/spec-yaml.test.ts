import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSpec, sortedJson, writeSpec } from './spec-yaml.ts'

describe('as service-center stores a spec (governance.md 10)', () => {
  test.each([
    [{ rate: '10', limitRefreshPeriod: '1S' }, 'limitRefreshPeriod: 1S\nrate: "10"\n'],
    [
      { maxAttempts: 3, retryOnResponseStatus: ['502', '503'] },
      'maxAttempts: 3\nretryOnResponseStatus:\n- "502"\n- "503"\n'
    ],
    [
      {
        alias: 'cart calls',
        matches: [
          { name: 'm1', apiPath: { exact: '/cart' }, method: ['GET'], headers: { user: { exact: 'x' } } }
        ]
      },
      'alias: cart calls\nmatches:\n- apiPath:\n    exact: /cart\n  headers:\n    user:\n      exact: x\n  method:\n  - GET\n  name: m1\n'
    ],
    [
      { maxConcurrentCalls: 100, nested: { b: 1, a: [1, 'two'] } },
      'maxConcurrentCalls: 100\nnested:\n  a:\n  - 1\n  - two\n  b: 1\n'
    ],
    [
      { rule: 1_000_000, empty: {}, none: null, list: [] },
      'empty: {}\nlist: []\nnone: null\nrule: 1000000\n'
    ],
    [{}, '{}\n']
  ])('%j', (spec, yaml) => {
    expect(writeSpec(spec)).toBe(yaml)
  })

  test('quoted style quotes every text and no number', () => {
    expect(writeSpec([{ precedence: 1, route: [{ tags: { version: '1.0.0' } }] }], 'quoted')).toBe(
      '- precedence: 1\n  route:\n  - tags:\n      version: "1.0.0"\n'
    )
  })
})

test.each([
  ['', {}],
  ['~', {}],
  ['a: 1\nb: 1S\nc: "1"\nd: yes\ne: 0.5\nf: null\n', { a: 1, b: '1S', c: '1', d: true, e: 0.5, f: null }],
  ['a: 1d\nb: 1:30\nc: 2026-01-01\nd: .inf\n', { a: '1d', b: '1:30', c: '2026-01-01', d: '.inf' }],
  ['Random', undefined],
  ['- a', undefined],
  ['a: [', undefined]
])('reading %j', (text, spec) => {
  const read = readSpec(text)
  expect(read === undefined ? undefined : { ...read }).toEqual(spec)
})

test('whatever is written reads back as it was', () => {
  const json = fc.object({
    key: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('utf8')),
      fc.constantFrom('__proto__', 'constructor', 'yes', '1', 'a: b')
    ),
    values: [
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'y',
        'no',
        '1e5',
        '0x10',
        '12:30:00',
        '- a',
        '#',
        'a #b',
        ' a',
        "it's",
        '1_000',
        '~',
        '<<'
      ),
      fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
      fc.boolean(),
      fc.constant(null)
    ],
    maxDepth: 3
  })
  fc.assert(
    fc.property(json, (value) => {
      const spec = JSON.parse(JSON.stringify(value)) as object
      expect(readSpec(writeSpec(spec))).toEqual(sortedJson(spec))
    }),
    { numRuns: 300 }
  )
})
