import { rollingRestart } from '../../packages/app/bench/rolling/restart.ts'
import { expect, test } from 'vitest'

// The long one, with the intervals of production, is a bench of packages/app.
test('B-031: a rolling restart under load costs no call, neither ours nor those of plain undici', async () => {
  const { calls, failures, exits } = await rollingRestart({ pollMs: 1000, waitSeconds: 2, rate: 50 })
  expect(failures).toEqual([])
  expect(exits).toEqual([0, 0])
  expect(calls).toBeGreaterThan(300)
})
