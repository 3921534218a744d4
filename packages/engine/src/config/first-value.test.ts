import { describe, expect, test } from 'vitest'
import { firstValue } from './first-value.ts'

describe('firstValue', () => {
  test.each([
    ['{"a":1} trailing {', '{"a":1}'],
    ['{"a":"}\\"{"}]', '{"a":"}\\"{"}'],
    [' \n[1,[2]] x', '[1,[2]]'],
    ['null{}', 'null'],
    ['"a" b', '"a"'],
    ['12 13', '12'],
    ['}', '}'],
    [',1', ',']
  ])('%j', (source, value) => expect(firstValue(source)).toBe(value))

  test.each([
    ['', 'EOF'],
    [' \t\n', 'EOF'],
    ['{', 'unexpected EOF'],
    ['{"a":"b', 'unexpected EOF'],
    ['"\\"', 'unexpected EOF']
  ])('%j holds no whole value', (source, message) => expect(() => firstValue(source)).toThrow(message))
})
