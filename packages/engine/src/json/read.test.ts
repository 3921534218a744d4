import { describe, expect, test } from 'vitest'
import { JsonError, integer, list, optional, optionalFlag, readJson, struct, text, textMap } from './read.ts'

const shape = struct({
  serviceName: text,
  properties: textMap,
  ids: list(text),
  port: integer,
  force: optionalFlag,
  framework: optional(struct({ name: text }))
})

describe('what Go accepts (registry.md 2.6)', () => {
  test('field names in any case, unknown fields, null for unset', () => {
    const read = readJson(
      '{"SERVICENAME":"a","foo":{"x":[1]},"properties":null,"ids":null,"framework":null}',
      shape
    )
    expect(read).toEqual({
      serviceName: 'a',
      properties: new Map(),
      ids: [],
      port: 0,
      force: undefined,
      framework: undefined
    })
  })

  test('of duplicate keys the last wins, and a null changes nothing', () => {
    expect(readJson('{"serviceName":"a","serviceName":"b"}', shape).serviceName).toBe('b')
    expect(readJson('{"serviceName":"a","ServiceName":"b"}', shape).serviceName).toBe('b')
    expect(readJson('{"serviceName":"a","ServiceName":null}', shape).serviceName).toBe('a')
  })

  test('null in place of the whole body is the body of all defaults', () => {
    expect(readJson('null', shape).serviceName).toBe('')
  })

  test('invalid UTF-8 and half a surrogate pair become U+FFFD', () => {
    const body = Buffer.concat([Buffer.from('{"serviceName":"a'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(readJson(body, shape).serviceName).toBe('a\uFFFD')
    expect(readJson('{"serviceName":"\\ud800"}', shape).serviceName).toBe('\uFFFD')
    expect(readJson('{"serviceName":"\\ud83d\\ude00"}', shape).serviceName).toBe('😀')
  })

  test.each(['__proto__', 'constructor', 'toString'])('%s is a key like any other', (key) => {
    const read = readJson(`{"properties":{"${key}":"v"},"${key}":{"serviceName":"x"}}`, shape)
    expect([...read.properties]).toEqual([[key, 'v']])
    expect(read.serviceName).toBe('')
  })
})

describe('what Go refuses', () => {
  test.each([
    ['', 'unexpected end of JSON input'],
    ['  \n', 'unexpected end of JSON input'],
    ['{"serviceName":"a"', 'unexpected end of JSON input'],
    ['not json', "invalid character 'o' looking for beginning of value"],
    ['{"serviceName":"a"} x', "invalid character 'x' looking for beginning of value"],
    ['[]', 'json: cannot unmarshal array into Go value of type struct'],
    ['"a"', 'json: cannot unmarshal string into Go value of type struct'],
    ['{"serviceName":1}', 'json: cannot unmarshal number into Go value of type string'],
    ['{"serviceName":true}', 'json: cannot unmarshal bool into Go value of type string'],
    ['{"properties":{"a":1}}', 'json: cannot unmarshal number into Go value of type string'],
    ['{"properties":{"a":{}}}', 'json: cannot unmarshal object into Go value of type string'],
    ['{"properties":["a"]}', 'json: cannot unmarshal array into Go value of type map[string]string'],
    ['{"ids":"a"}', 'json: cannot unmarshal string into Go value of type []'],
    ['{"port":"80"}', 'json: cannot unmarshal string into Go value of type int32'],
    ['{"port":1.5}', 'json: cannot unmarshal number 1.5 into Go value of type int32'],
    ['{"port":2147483648}', 'json: cannot unmarshal number 2147483648 into Go value of type int32'],
    ['{"port":1e999}', 'json: cannot unmarshal number Infinity into Go value of type int32'],
    ['{"force":1}', 'json: cannot unmarshal number into Go value of type bool']
  ])('%s', (body, message) => {
    expect(() => readJson(body, shape)).toThrow(new JsonError(message))
  })

  test('deep nesting of an unknown field is no harm', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    expect(readJson(`{"foo":${deep},"serviceName":"a"}`, shape).serviceName).toBe('a')
  })
})
