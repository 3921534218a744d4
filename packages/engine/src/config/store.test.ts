import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import type { Labels, Scope } from './labels.ts'
import type { Draft } from './rules.ts'
import { createStore } from './store.ts'

const SCOPE: Scope = { domain: 'default', project: 'default' }

function draft(key: string, labels: Record<string, string> = {}, value = ''): Draft {
  return {
    key,
    value,
    valueType: '',
    status: 'disabled',
    check: '',
    priority: 0,
    labels: new Map(Object.entries(labels))
  }
}

function setUp(quota?: number) {
  const clock = simulatedClock(1_700_000_000_900)
  const events: [Scope, Labels][] = []
  const store = createStore({ clock, quota }, (scope, labels) => events.push([scope, labels]))
  return { clock, store, events }
}

describe('identity (config.md 1.2)', () => {
  test.each([
    ['timeout', {}, '0d571740b739922dc5436c33967efc31934a9b22c82260974d225a66ddec7ef0'],
    [
      'timeout',
      { service: 'cart', app: 'mall' },
      '08e0cdf2caca63b8950114b7f98eaa0c57d64794d1cf1d80edef01bd743b6251'
    ],
    [
      'timeout',
      { service: 'cart', app: 'mall', environment: '' },
      '8da9eda6bf13101aee389abe8330eb04884534dd32e2c3d9fb70c5bfc0d9106b'
    ]
  ])('%s %j', (key, labels, id) => {
    const { store } = setUp()
    expect(store.create(SCOPE, draft(key, labels)).id).toBe(id)
  })
})

test('the counter begins at 0 and is shared by the projects of a tenant, not by tenants', () => {
  const { store } = setUp()
  expect(store.revision('default')).toBe(0)
  store.create(SCOPE, draft('a'))
  store.create({ ...SCOPE, project: 'p2' }, draft('a'))
  store.create({ ...SCOPE, domain: 'other' }, draft('a'))
  expect(store.revision('default')).toBe(2)
  expect(store.revision('other')).toBe(1)
  expect(store.count('default')).toBe(2)
})

test('the counter survives the last document', () => {
  const { store } = setUp()
  const { id } = store.create(SCOPE, draft('a'))
  expect(store.remove(SCOPE, [id])).toBe(1)
  expect(store.create(SCOPE, draft('a'))).toMatchObject({ id, createRevision: 3 })
  expect(store.versions(SCOPE, id)).toHaveLength(1)
})

test('what is refused does not bump and tells nobody', () => {
  const { store, events } = setUp(1)
  store.create(SCOPE, draft('a'))
  expect(() => store.create(SCOPE, draft('b'))).toThrow(expect.objectContaining({ code: 422001 }))
  expect(() => createDuplicate()).toThrow(expect.objectContaining({ code: 409001 }))
  expect(store.update(SCOPE, 'unknown', { value: 'x', status: '' })).toBeUndefined()
  expect(store.remove(SCOPE, ['unknown'])).toBe(0)
  expect(store.revision('default')).toBe(1)
  expect(events).toHaveLength(1)

  function createDuplicate(): void {
    const other = setUp().store
    other.create(SCOPE, draft('a'))
    other.create(SCOPE, draft('a'))
  }
})

test('an update sets what is not empty, and time and revision always', () => {
  const { store, clock } = setUp()
  const { id } = store.create(SCOPE, draft('a', {}, 'v1'))
  clock.advance(5_000)
  expect(store.update(SCOPE, id, { value: '', status: 'enabled' })).toMatchObject({
    value: 'v1',
    status: 'enabled',
    createRevision: 1,
    updateRevision: 2,
    createTime: 1_700_000_000,
    updateTime: 1_700_000_005
  })
  expect(store.versions(SCOPE, id)?.map((version) => version.status)).toEqual(['enabled', 'disabled'])
})

test('many deleted at once are one revision and an event each, after all are gone', () => {
  const clock = simulatedClock()
  const seen: number[] = []
  const store = createStore({ clock, quota: undefined }, () => seen.push(store.count('default')))
  const ids = ['a', 'b'].map((key) => store.create(SCOPE, draft(key)).id)
  seen.length = 0
  expect(store.remove(SCOPE, [...ids, ids[0]!, 'unknown'])).toBe(2)
  expect(store.revision('default')).toBe(3)
  expect(seen).toEqual([0, 0])
})

test('documents of exactly one label set', () => {
  const { store } = setUp()
  store.create(SCOPE, draft('a', { app: 'x' }))
  store.create(SCOPE, draft('b', { app: 'x', environment: '' }))
  const keys = (labels?: Labels) => store.documents(SCOPE, labels).map((document) => document.key)
  expect(keys(new Map([['app', 'x']]))).toEqual(['a'])
  expect(keys(new Map())).toEqual([])
  expect(keys()).toEqual(['a', 'b'])
  expect(store.documents({ ...SCOPE, project: 'other' })).toEqual([])
})
