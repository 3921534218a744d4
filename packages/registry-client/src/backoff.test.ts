import { seededRandom } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { backoffMs, salted } from './backoff.ts'

const middle = { next: () => 0.5, below: () => 0 }

test('a salted pause is within a tenth, and the average is the pause', () => {
  const random = seededRandom(7)
  const pauses = Array.from({ length: 5_000 }, () => salted(random, 15_000))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(13_500)
  expect(Math.max(...pauses)).toBeLessThan(16_500)
  expect(pauses.reduce((sum, ms) => sum + ms, 0) / pauses.length).toBeCloseTo(15_000, -2)
})

test.each([
  [1, 1_000],
  [2, 2_000],
  [4, 8_000],
  [5, 15_000],
  [2_000, 15_000]
])('after failure %i: %i ms of at most 15 s', (failures, ms) => {
  expect(backoffMs(middle, failures, 15_000)).toBe(ms)
})
