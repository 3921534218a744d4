import { expect, test } from 'vitest'
import { first, parseQuery } from './go-query.ts'

test('empty segments are nothing, the first of repeated values counts', () => {
  const query = parseQuery('&&label=app%3Amall&&label=environment%3A&revision=1&revision=2&')
  expect(query.get('label')).toEqual(['app:mall', 'environment:'])
  expect(first(query, 'revision')).toBe('1')
  expect(first(query, 'wait')).toBe('')
})

test('segments with a semicolon or a bad escape are dropped', () => {
  const query = parseQuery('a=1;b=2&c=%zz&d=%4&e=%&f=ok')
  expect([...query.keys()]).toEqual(['f'])
})

test('a plus is a space, names are case-sensitive, a name may stand alone', () => {
  const query = parseQuery('Value=a+b&value=%2B%C3%A9&alone&__proto__=x')
  expect(query.get('Value')).toEqual(['a b'])
  expect(query.get('value')).toEqual(['+é'])
  expect(query.get('alone')).toEqual([''])
  expect(query.get('__proto__')).toEqual(['x'])
})
