import type { Outcome } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { LATENCY_BOUNDS_MS, Meter, RESULTS } from './meter.ts'
import type { Result } from './meter.ts'

const outcome = (phase: Outcome['phase'], status = 0, code?: string): Outcome => ({
  phase,
  status,
  code,
  error: undefined,
  durationMs: 0,
  started: true
})

const counts = (meter: Meter): Partial<Record<Result, number>> =>
  Object.fromEntries(RESULTS.map((one) => [one, meter.count(one)]).filter(([, count]) => count !== 0))

test.each<[Outcome, Result]>([
  [outcome('ANSWER', 204), 'success'],
  [outcome('ANSWER', 304), 'success'],
  [outcome('ANSWER', 404), 'clientError'],
  [outcome('ANSWER', 503), 'serverError'],
  [outcome('REFUSED', 503, 'CHS_INSTANCE_ISOLATED'), 'refused'],
  [outcome('LOCAL', 0, 'CHS_POOL_QUEUE_FULL'), 'refused'],
  [outcome('LOCAL', 0, 'CHS_NO_INSTANCE'), 'noInstance'],
  [outcome('UNSENT', 0, 'ECONNREFUSED'), 'unsent'],
  [outcome('LOST', 0, 'UND_ERR_SOCKET'), 'lost'],
  [outcome('CUT', 200, 'UND_ERR_SOCKET'), 'cut'],
  [outcome('LIMIT', 0, 'CHS_REQUEST_TIMEOUT'), 'timedOut'],
  [outcome('LOCAL', 0, 'CHS_REQUEST_TIMEOUT'), 'timedOut'],
  [outcome('LOCAL'), 'withdrawn']
])('%o is counted as %s', (ended, result) => {
  const meter = new Meter()
  meter.ended(ended, 7, 2)
  expect(counts(meter)).toEqual({ [result]: 1 })
  expect(meter.requests).toBe(2)
  const measured = result !== 'refused' && result !== 'withdrawn'
  expect(meter.sumMs).toBe(measured ? 7 : 0)
  expect(meter.buckets()[1]).toBe(measured ? 1 : 0)
})

test('a bound belongs to its bucket; the last bucket has no bound', () => {
  const meter = new Meter()
  for (const ms of [0, 5, 5.1, 10_000, 10_001, 1e9]) meter.ended(outcome('ANSWER', 200), ms, 1)
  const buckets = meter.buckets()
  expect(buckets).toHaveLength(LATENCY_BOUNDS_MS.length + 1)
  expect([buckets[0], buckets[1], buckets.at(-2), buckets.at(-1)]).toEqual([2, 1, 1, 2])
})
