import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readYaml } from './yaml-read.ts'
import { writeYaml } from './yaml-write.ts'

test('a document', () => {
  const labels = new Map([
    ['environment', ''],
    ['app', 'mall']
  ])
  const document = { key: 'y2', value: '1', value_type: 'text', create_revision: 4, check: undefined, labels }
  expect(writeYaml(document)).toBe(
    'key: y2\nvalue: "1"\nvalue_type: text\ncreate_revision: 4\nlabels:\n  app: mall\n  environment: ""\n'
  )
})

test('the answer of an import', () => {
  const failure = [{ key: 'a b', labels: null, error_code: 400001 }]
  expect(writeYaml({ success: [], failure })).toBe(
    'success: []\nfailure:\n- key: a b\n  labels: null\n  error_code: 400001\n'.replace('a b', '"a b"')
  )
})

test.each([
  ['9s', '9s'],
  ['yes', '"yes"'],
  ['NULL', '"NULL"'],
  ['1e3', '"1e3"'],
  ['0x1g', '"0x1g"'],
  ['1_000', '"1_000"'],
  ['12:30', '"12:30"'],
  ['- a', '"- a"'],
  ['a: 1', '"a: 1"'],
  ['a #b', '"a #b"'],
  ['', '""'],
  ['v1.0.0', 'v1.0.0']
])('%j is written %s', (text, written) => expect(writeYaml({ v: text })).toBe(`v: ${written}\n`))

test('any text comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readYaml(writeYaml({ v: text }))).toEqual({ v: text })
    })
  )
})
