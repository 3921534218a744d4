import { readFileSync } from 'node:fs'
import { createContext } from '@node-chassis/core'
import type { Call, Instance, Random } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { createHeaderLookup } from '../routing/header-lookup.ts'
import { compileCondition } from './conditions.ts'
import { parseDarkLaunch } from './policy.ts'
import { withDarkLaunch } from './router.ts'

interface RateVector {
  readonly id: string
  readonly policy: string
  readonly instances: readonly { readonly id: string; readonly version: string }[]
  readonly draw: number
  readonly expect: readonly string[]
}

const vectors = readFileSync(new URL('../../test-data/vectors/legacy-rate.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RateVector)

const call: Call = {
  side: 'consumer',
  method: 'GET',
  path: '/',
  template: undefined,
  service: 'weather',
  schema: undefined,
  operation: undefined,
  context: createContext(),
  header: () => undefined,
  query: () => undefined,
  hints: undefined
}

function holds(text: string, values: Readonly<Record<string, string>>, ignoreCase = false): boolean {
  const condition = compileCondition(text, ignoreCase)
  if (typeof condition === 'string') throw new Error(condition)
  return condition((key) => values[key])
}

describe('legacy dark launch (routing.md 6.2)', () => {
  test.each(vectors)('$id', (vector) => {
    const policy = parseDarkLaunch('servicecomb.darklaunch.policy.weather', vector.policy)
    if (typeof policy === 'string') throw new Error(policy)
    const random: Random = { next: () => vector.draw / 100, below: () => vector.draw }
    const instances = vector.instances.map((one) => one as Instance)
    const group = withDarkLaunch(undefined, policy, createHeaderLookup(), random).route(call, instances)
    expect(group.members(instances).map(({ id }) => id)).toEqual(vector.expect)
    // The same list gives the same answer, not an equal one.
    expect(group.members(instances)).toBe(group.members(instances))
  })

  test.each([
    ['age>9', { age: '10' }, true],
    ['age>9', { age: 'ten' }, true],
    ['version>=0.0.2', { version: '0.0.10' }, false],
    ['city=a,b', { city: 'b' }, true],
    ['city!=a', { city: 'b' }, true],
    ['city=a&&age<=3', { city: 'a', age: '4' }, false],
    ['city=a||age<=3', { city: 'a', age: '4' }, true],
    ['name~b?t*', { name: 'better' }, true],
    ['name~b?t', { name: 'better' }, false],
    ['city=a', {}, false]
  ])('%s of %j: %s', (text, values, expected) => {
    expect(holds(text, values as Record<string, string>)).toBe(expected)
  })

  test('case counts unless told otherwise', () => {
    expect([holds('city=A', { city: 'a' }), holds('city=A', { city: 'a' }, true)]).toEqual([false, true])
  })

  test.each([
    ['{', /no JSON/],
    ['[]', /a JSON object/],
    ['{"policyType":"X"}', /policyType must be/],
    [
      '{"policyType":"RATE","ruleItems":[{"groupCondition":"version=1","policyCondition":"x"}]}',
      /no percentage/
    ],
    [
      '{"policyType":"RULE","ruleItems":[{"groupCondition":"version","policyCondition":"a=1"}]}',
      /no condition/
    ],
    [
      '{"policyType":"RULE","ruleItems":[{"groupCondition":"version=1","policyCondition":"a=1&&b=2||c=3"}]}',
      /mixes/
    ]
  ])('%s is refused', (text, reason) => {
    expect(parseDarkLaunch('k', text)).toMatch(reason)
  })
})
