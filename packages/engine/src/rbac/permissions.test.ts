import { describe, expect, test } from 'vitest'
import { covers, reachOf } from './permissions.ts'
import type { Permission } from './records.ts'

const a = { appId: 'a' }
const permissions: readonly Permission[] = [
  { resources: [{ type: 'service' }], verbs: ['get'] },
  {
    resources: [
      { type: 'service', labels: a },
      { type: 'config', labels: a }
    ],
    verbs: ['update', 'delete']
  },
  { resources: [{ type: 'config', labels: { appId: 'b', environment: 'x' } }], verbs: ['*'] },
  { resources: [{ type: 'ops', labels: {} }], verbs: ['*'] }
]

describe('how far permissions go together (registry.md 13.4)', () => {
  test.each([
    ['service', 'get', 'all'],
    ['service', 'update', [a]],
    ['service', 'create', 'none'],
    ['service/schema', 'get', 'none'],
    ['config', 'get', [{ appId: 'b', environment: 'x' }]],
    ['config', 'delete', [a, { appId: 'b', environment: 'x' }]],
    ['ops', 'delete', 'all'],
    ['account', 'get', 'none'],
    ['constructor', 'get', 'none']
  ] as const)('%s %s', (type, verb, reach) => {
    expect(reachOf(permissions, type, verb)).toEqual(reach)
  })
})

describe('what is covered', () => {
  const labels = new Map([
    ['appId', 'a'],
    ['environment', '']
  ])
  test.each([
    ['all', 'all', true],
    ['none', 'none', false],
    ['a set of which all is there', [{ appId: 'a' }], true],
    ['an empty value that is there', [{ environment: '' }], true],
    ['one of two sets', [{ appId: 'b' }, { appId: 'a' }], true],
    ['a set of which a part is there', [{ appId: 'a', environment: 'x' }], false],
    ['a label that is not there, with an empty value', [{ serviceName: '' }], false],
    ['the name of a prototype', [Object.fromEntries([['__proto__', 'a']])], false],
    ['no set', [], false]
  ] as const)('%s', (_, reach, covered) => {
    expect(covers(reach, labels)).toBe(covered)
  })
})
