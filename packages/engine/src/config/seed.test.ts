import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { seedDocuments } from './seed.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

const SCOPE = { domain: 'default', project: 'default' }

const empty = (quota?: number): Store => createStore({ clock: simulatedClock(), quota }, () => {})

const DOCUMENT = { key: 'a', value: '1', status: 'enabled', labels: { app: 'mall' } }

describe('forms', () => {
  test.each([
    ['export', JSON.stringify({ metadata: { version: '1.0.0' }, data: [{ id: 'x', ...DOCUMENT }] })],
    ['list of kie', JSON.stringify({ total: 1, data: [DOCUMENT, null] })],
    ['bare list', ` [${JSON.stringify(DOCUMENT)}]`],
    ['YAML', 'data:\n- key: a\n  value: 1\n  status: enabled\n  labels:\n    app: mall\n'],
    ['bare YAML list', '- key: a\n  value: "1"\n  status: enabled\n  labels: { app: mall }\n']
  ])('%s', (_, text) => {
    const store = empty()
    expect(seedDocuments(store, text, 'f')).toBe(1)
    const labels = new Map([['app', 'mall']])
    expect(store.documents(SCOPE)).toMatchObject([{ key: 'a', value: '1', status: 'enabled', labels }])
  })
})

test('what is there stays as it is, and costs no revision', () => {
  const store = empty()
  const text = JSON.stringify([DOCUMENT, { ...DOCUMENT, value: '2' }])
  expect(seedDocuments(store, text, 'f')).toBe(1)
  expect(seedDocuments(store, text, 'f')).toBe(0)
  expect(store.revision('default')).toBe(1)
  expect(store.documents(SCOPE)).toMatchObject([{ value: '1' }])
})

test.each([
  ['{', 'seed f: Expected property name'],
  ['', 'seed f: EOF'],
  ['{"kvs":[]}', 'seed f: expected an export with a list `data`, or a list of documents'],
  ['just: text', 'seed f: expected an export'],
  ['[{"key":5}]', 'seed f: decode request body failed: json: cannot unmarshal number'],
  ['[{"key":"a"},{"key":"b c"}]', 'seed f: document 2 ("b c"): validate failed, field: KVDoc.Key']
])('%j is refused', (text, message) => {
  expect(() => seedDocuments(empty(), text, 'f')).toThrow(message)
})

test('the quota holds', () => {
  const text = JSON.stringify([{ key: 'a' }, { key: 'b' }])
  expect(() => seedDocuments(empty(1), text, 'f')).toThrow('seed f: document 2 ("b"): quota is not enough')
})
