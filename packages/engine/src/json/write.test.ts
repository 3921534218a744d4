import { expect, test } from 'vitest'
import { omitEmpty, writeJson } from './write.ts'

test('is compact and escapes what Go escapes for HTML', () => {
  expect(writeJson({ a: '<b>&\u2028\u2029', n: 1 })).toBe(
    '{"a":"\\u003cb\\u003e\\u0026\\u2028\\u2029","n":1}'
  )
})

test('writes maps as objects with sorted keys', () => {
  const map = new Map([
    ['b', '1'],
    ['a', '2'],
    ['__proto__', '3']
  ])
  expect(writeJson({ map })).toBe('{"map":{"__proto__":"3","a":"2","b":"1"}}')
})

test('omitempty drops empty texts, zeros, false, lists and maps, and keeps the order', () => {
  const fields = {
    z: 'v',
    a: '',
    n: 0,
    f: false,
    l: [],
    m: new Map<string, string>(),
    u: undefined,
    x: null,
    y: ['1']
  }
  expect(writeJson(omitEmpty(fields))).toBe('{"z":"v","y":["1"]}')
})
