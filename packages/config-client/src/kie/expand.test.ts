import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseList } from './document.ts'
import type { KieDocument } from './document.ts'
import { Expander } from './expand.ts'

/** A file as a real user wrote it; kept as lines of JSON, so that no formatter corrects it. */
function fixture(name: string): string {
  const lines = readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'files.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines
    .map((line) => JSON.parse(line) as { name: string; text: string })
    .find((file) => file.name === name)!.text
}

const documents = (data: unknown): KieDocument[] => parseList(JSON.stringify({ data })).documents

function merged(data: unknown, warnings: string[] = []): Record<string, string> {
  return Object.fromEntries(new Expander((message) => warnings.push(message)).merge(documents(data)))
}

describe('documents (config.md 5.2)', () => {
  test('G3: a disabled one is ignored; F-037 an absent type is text, `type` is nothing', () => {
    expect(merged([{ key: 'k', value: '1', status: 'disabled', value_type: 'text' }])).toEqual({})
    const bodies: unknown = JSON.parse(fixture('kie-created-by-doc-example.json'))
    // As the centre stores them: disabled unless they say otherwise.
    const stored = (bodies as object[]).map((body) => ({ status: 'disabled', value_type: 'text', ...body }))
    expect(merged(stored)).toEqual({ feature: 'on' })
  })

  test('G5: within one second the higher revision wins', () => {
    const yaml = (value: string, update_revision: number): object => ({
      key: `f${value}`,
      value: `x: ${value}`,
      value_type: 'yaml',
      update_time: 7,
      update_revision
    })
    expect(merged([yaml('6', 6), yaml('5', 5)])).toEqual({ x: '6' })
  })

  test('G6: the key of a yaml document is neither prefix nor kept', () => {
    expect(merged([{ key: 'app.yaml', value: 'a: {b: 1}', value_type: 'yaml' }])).toEqual({ 'a.b': '1' })
  })

  test('G10: a broken document contributes nothing, or its last good content; the others are applied', () => {
    const warnings: string[] = []
    const expander = new Expander((message) => warnings.push(message))
    const list = (value: string): KieDocument[] =>
      documents([
        { id: '1', key: 'y', value, value_type: 'yaml' },
        { id: '2', key: 'k', value: '1', value_type: 'text' }
      ])
    expect([...expander.merge(list('a: 1\na: 2'))]).toEqual([['k', '1']])
    expect(expander.merge(list('a: 1')).get('a')).toBe('1')
    expect(expander.merge(list('a: [')).get('a')).toBe('1')
    expect(warnings[0]).toContain('`y` is no readable yaml')
  })

  test('G12: json is one entry with its raw text; G13: an unknown type is text, with a warning', () => {
    const warnings: string[] = []
    const data = [
      { key: 'j', value: '{"a":1}', value_type: 'json' },
      { key: 't', value: 'a = 1', value_type: 'toml' }
    ]
    expect(merged(data, warnings)).toEqual({ j: '{"a":1}', t: 'a = 1' })
    expect(warnings).toEqual([expect.stringContaining('unknown value type toml')])
  })

  test('a policy stored as yaml is lost, with a warning', () => {
    const warnings: string[] = []
    expect(
      merged([{ key: 'servicecomb.retry.a', value: 'maxAttempts: 2', value_type: 'yaml' }], warnings)
    ).toEqual({
      maxAttempts: '2'
    })
    expect(warnings[0]).toContain('store policies as text')
  })

  test('F-038: layers, custom as subset match, the newer revision wins', () => {
    const layers = JSON.parse(fixture('kie-layers.json')) as Record<string, unknown>
    const all = ['app', 'service', 'version', 'custom'].map((name) => merged(layers[name]))
    expect(Object.assign({}, ...all)).toEqual({
      'cse.v2.test.foo': 'foo',
      'cse.v2.test.bar': 'bar',
      'cse.v2.test.priority': 'v1x',
      'cse.v2.test.common': 'common',
      'cse.v2.test.extra': 'common',
      'cse.v2.test.priority1': 'v2'
    })
  })
})

test.each(['null', '"text"', '<html>', '{"total":0,"data":null}', '[]', ''])('N18: %s is no list', (body) => {
  expect(() => parseList(body)).toThrow(/the answer is no/)
})
