import { describe, expect, test } from 'vitest'
import { vectors } from '../../test-data/load.ts'
import { recordedOutcome } from '../../test-data/outcome.ts'
import { parsePolicy } from '../policy.ts'
import { ConfiguredRetry } from './policy.ts'

function retryOf(text: string, retryOnSame?: number): ConfiguredRetry {
  const parsed = parsePolicy('retry', 'a', text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return new ConfiguredRetry(
    parsed.value.key,
    parsed.value.options,
    { readTimeoutIsFailure: false },
    retryOnSame
  )
}

// The loop of the attempt page, bare: no failover, no bodies, no instances.
function drive(retry: ConfiguredRetry, outcomes: readonly string[]): { calls: number; result: string } {
  for (let calls = 1; ; calls++) {
    const text = outcomes[Math.min(calls, outcomes.length) - 1] as string
    const outcome = recordedOutcome(text)
    if (!retry.retriable(outcome)) return { calls, result: text }
    if (calls <= retry.maxAttempts) continue
    const replaced = retry.failAfterMaxAttempts && outcome.phase === 'ANSWER'
    return { calls, result: replaced ? 'MaxRetriesExceeded' : text }
  }
}

describe('retry', () => {
  test.each(vectors('retry').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    expect(drive(retryOf(vector.policy as string), vector.outcomes as string[])).toEqual(vector.expect)
  })
})

describe('backoff', () => {
  test.each(vectors('backoff').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const random = { next: () => vector.rand as number, below: () => 0 }
    expect(retryOf(vector.policy as string).pauseMs(vector.attempt as number, random)).toBe(vector.expectMs)
  })

  test.each(vectors('backoffs').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const retry = retryOf(vector.policy as string)
    const pauses = (vector.rand as number[]).map((rand, i) =>
      retry.pauseMs(i + 1, { next: () => rand, below: () => 0 })
    )
    expect(pauses).toEqual(vector.expectMs)
  })
})

test('retryOnSame: the field, else the legacy key; negative is none', () => {
  expect(retryOf('{}', 2).retryOnSame).toBe(2)
  expect(retryOf('retryOnSame: 0', 2).retryOnSame).toBe(0)
  expect(retryOf('retryOnSame: -1', 2).retryOnSame).toBe(0)
})
