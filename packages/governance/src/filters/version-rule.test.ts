import { describe, expect, test } from 'vitest'
import { parseVersionRule } from './version-rule.ts'

const accepted = (rule: string, versions: readonly string[]): string[] => {
  const parsed = parseVersionRule(rule)
  if (parsed === undefined || parsed === 'everything') throw new Error(`${rule} is ${parsed ?? 'no rule'}`)
  return [...parsed.accepted(versions)]
}

describe('version rules (decisions.md N19)', () => {
  const versions = ['0.9', '1.0.0', '1.9.0', '1.10.0', '2.0', '1.9.0.1', 'gray', '']

  test('latest compares numbers, not texts (B-016)', () => {
    expect(accepted('latest', versions)).toEqual(['2.0'])
    expect(accepted('latest', ['1.9.0', '1.10.0'])).toEqual(['1.10.0'])
  })

  test('latest takes every spelling of the newest', () => {
    expect(accepted('latest', ['1.0', '2.0', '2.0.0', '2'])).toEqual(['2.0', '2.0.0', '2'])
    expect(accepted('latest', [])).toEqual([])
  })

  test('one version, in all four parts', () => {
    expect(accepted('1.9', versions)).toEqual(['1.9.0'])
    expect(accepted('1.9.0.1', versions)).toEqual(['1.9.0.1'])
  })

  test('from a version on', () => {
    expect(accepted('1.9+', versions)).toEqual(['1.9.0', '1.10.0', '2.0', '1.9.0.1'])
    expect(accepted('0.0.0.1+', ['0.0.0', '0.1'])).toEqual(['0.1'])
  })

  test('a range does not have its end', () => {
    expect(accepted('1.0-1.10', versions)).toEqual(['1.0.0', '1.9.0', '1.9.0.1'])
    expect(accepted(' 1.0 - 2.0.0 ', versions)).toEqual(['1.0.0', '1.9.0', '1.10.0', '1.9.0.1'])
  })

  test.each(['0+', '0.0.0+', '0.0.0.0+', ' 0+ '])('%s leaves nobody out', (rule) => {
    expect(parseVersionRule(rule)).toBe('everything')
  })

  test.each(['', 'newest', '1.x', '1.0-', '-1.0', '2.0-1.0', '1.0-2.0-3.0', '1.0.0.0.0', '+', '1.0++'])(
    "'%s' is no rule",
    (rule) => {
      expect(parseVersionRule(rule)).toBeUndefined()
    }
  )
})
