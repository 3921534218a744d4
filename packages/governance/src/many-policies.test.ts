import { createContext } from '@node-chassis/core'
import type { Call } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { checkPolicies } from './check/check.ts'
import { createGovernance } from './governance.ts'

const COUNT = 2500

function call(path: string): Call {
  return {
    side: 'provider',
    method: 'GET',
    path,
    template: undefined,
    service: undefined,
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: () => undefined,
    query: () => undefined,
    hints: undefined
  }
}

// Two seconds of parsing where the machine is free.
test('10,000 policies and groups load, and each finds its requests', { timeout: 60_000 }, () => {
  const values = new Map<string, string>()
  for (let i = 0; i < COUNT; i++) {
    values.set(`servicecomb.matchGroup.r${i}`, `matches: [{apiPath: {prefix: /r${i}/}}]`)
    values.set(`servicecomb.rateLimiting.r${i}`, `rate: ${i + 1}`)
    values.set(`servicecomb.circuitBreaker.r${i}`, '{}')
    values.set(`servicecomb.retry.r${i}`, '{}')
  }
  const governance = createGovernance({ env: simulatedEnv(), self: { app: 'a', service: 's', version: '1' } })
  governance.apply(values)
  expect(governance.problems).toEqual([])
  for (const i of [0, 7, COUNT - 1]) {
    expect(governance.providerPlan(call(`/r${i}/x`)).description).toBe(
      `rateLimiting(rate=${i + 1}) > circuitBreaker(failureRate=50)`
    )
  }
  const explained = governance.explain(call('/r7/x'), undefined)
  expect(explained.policies.find(({ kind }) => kind === 'rateLimiting')).toMatchObject({ chosen: 'r7' })
  const text = [...values].map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n')
  expect(checkPolicies([{ name: 'all.yaml', text }]).verdict).toMatch(/^good: 10000 of 10000 /)
})
