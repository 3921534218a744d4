import { describe, expect, test } from 'vitest'
import { checkDraft, checkGet, checkList } from './rules.ts'
import type { Draft } from './rules.ts'

const DRAFT: Draft = {
  key: 'k',
  value: '',
  valueType: '',
  status: '',
  check: '',
  priority: 0,
  labels: new Map()
}
const problem = (change: Partial<Draft>, project = 'default') => {
  try {
    checkDraft(project, { ...DRAFT, ...change })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

describe('a draft', () => {
  test('is sound', () => expect(problem({})).toBeUndefined())

  test('every broken field is named, its first broken rule only', () => {
    expect(problem({ key: '', status: 'on' })).toBe(
      'validate failed, field: KVDoc.Key, rule: min = 1 | field: KVDoc.Status, rule: ^$|^(enabled|disabled)$'
    )
  })

  test('a trailing newline is no part of a key, label or status', () => {
    expect(problem({ key: 'k\n' })).toContain('KVDoc.Key')
    expect(problem({ status: 'enabled\n' })).toContain('KVDoc.Status')
    expect(problem({ labels: new Map([['app', 'x\n']]) })).toContain('KVDoc.Labels[app]')
  })

  test('lengths count code points', () => {
    expect(problem({ value: '😀'.repeat(131_072) })).toBeUndefined()
    expect(problem({ value: '😀'.repeat(131_073) })).toContain('rule: max = 131072')
  })

  test('check is ASCII of at most a mebibyte', () => {
    expect(problem({ check: 'x'.repeat(1_048_576) })).toBeUndefined()
    expect(problem({ check: 'x'.repeat(1_048_577) })).toContain('KVDoc.Checker')
    expect(problem({ check: 'é' })).toContain('KVDoc.Checker')
  })

  test('labels with names of the language are labels', () => {
    expect(problem({ labels: new Map([['constructor', 'x']]) })).toBeUndefined()
    expect(problem({ labels: new Map([['__proto__', 'x']]) })).toContain('KVDoc.Labels[__proto__]')
  })
})

test('ids are 1 to 64 long, lists take 8 labels', () => {
  expect(() => checkGet('p', 'x'.repeat(65))).toThrow('GetKVRequest.ID, rule: max = 64')
  const labels = new Map(Array.from({ length: 9 }, (_, i) => [`l${i}`, 'x']))
  expect(() => checkList('p', { key: '', value: '', status: '', labels })).toThrow('ListKVRequest.Labels')
})
