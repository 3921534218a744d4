import type { Outcome } from '@node-chassis/core'
import { seededRandom } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Balancers } from './balancers.ts'
import type { BalancerOptions } from './balancers.ts'
import type { Candidate } from './candidate.ts'
import { LoadTable } from './load-memory.ts'
import { STICKINESS_DEFAULTS } from './session-stickiness.ts'
import { slowStartWeight, warmUpOf } from './slow-start.ts'

const NAMES = ['RoundRobin', 'Random', 'WeightedResponse', 'SessionStickiness', 'PeakEwma']

interface Node extends Candidate {
  readonly id: number
}

const node = (id: number, bornAt = 0): Node => ({
  id,
  memory: { load: undefined, bornAt, warmUp: undefined }
})
const nodes = (n: number): readonly Node[] => Array.from({ length: n }, (_, id) => node(id))
const options = (slowStart: Partial<BalancerOptions['slowStart']> = {}): BalancerOptions => ({
  stickiness: STICKINESS_DEFAULTS,
  slowStart: { windowMs: 0, aggression: 1, minWeightPercent: 10, ...slowStart }
})

const ended = (durationMs: number, more: Partial<Outcome> = {}): Outcome => ({
  phase: 'ANSWER',
  status: 200,
  code: undefined,
  error: undefined,
  durationMs,
  started: true,
  ...more
})

/** How many of `picks` picks each instance gets, one a millisecond. */
function shares(
  balancers: Balancers,
  name: string,
  list: readonly Node[],
  picks: number,
  from = 0
): readonly number[] {
  const counts = list.map(() => 0)
  for (let i = 0; i < picks; i++) {
    const picked = balancers.pick(balancers.of(name, 'all'), list, [], from + i)
    if (picked !== undefined) counts[picked.id] = (counts[picked.id] ?? 0) + 1
  }
  return counts
}

describe('every balancer', () => {
  test.each(NAMES)('%s: an untried candidate while there is one, else undefined', (name) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.nat({ max: 29 }), { maxLength: 40 }),
        fc.integer(),
        (n, triedIds, seed) => {
          const list = nodes(n)
          const tried = [...new Set(triedIds)].flatMap((id) => list[id]?.memory ?? [])
          const balancers = new Balancers(seededRandom(seed), options())
          for (let i = 0; i < 5; i++) {
            const picked = balancers.pick(balancers.of(name, 'all'), list, tried, i)
            if (tried.length === n) expect(picked).toBeUndefined()
            else expect(list.filter(({ memory }) => !tried.includes(memory))).toContain(picked)
          }
        }
      )
    )
  })

  test.each(NAMES)('%s: lists that grow and shrink never give anybody who is not in them', (name) => {
    fc.assert(
      fc.property(fc.array(fc.subarray([...Array(12).keys()])), fc.integer(), (lists, seed) => {
        const all = nodes(12)
        const balancers = new Balancers(seededRandom(seed), options())
        lists.forEach((ids, now) => {
          const list = ids.map((id) => all[id] as Node)
          const picked = balancers.pick(balancers.of(name, 'all'), list, [], now)
          if (list.length === 0) expect(picked).toBeUndefined()
          else expect(list).toContain(picked)
        })
      })
    )
  })

  test('only those that measure ask for measurements', () => {
    const balancers = new Balancers(seededRandom(1), options())
    balancers.of('RoundRobin', 'all')
    balancers.of('Random', 'all')
    expect(balancers.measuring).toBe(false)
    balancers.of('PeakEwma', 'all')
    expect(balancers.measuring).toBe(true)
    const before = balancers.of('RoundRobin', 'all')
    balancers.configure(options())
    expect(balancers.of('RoundRobin', 'all')).toBe(before)
    balancers.configure(options({ windowMs: 1000 }))
    expect(balancers.of('RoundRobin', 'all')).not.toBe(before)
    expect(balancers.measuring).toBe(false)
  })
})

describe('round robin', () => {
  test('exactly even from any start; starts differ between consumers', () => {
    const list = nodes(7)
    expect(shares(new Balancers(seededRandom(3), options()), 'RoundRobin', list, 7000)).toEqual(
      list.map(() => 1000)
    )
    const starts = new Set(
      Array.from({ length: 60 }, (_, seed) => {
        const balancers = new Balancers(seededRandom(seed), options())
        return balancers.pick(balancers.of('RoundRobin', 'all'), list, [], 0)?.id
      })
    )
    expect(starts.size).toBe(7)
  })

  test('the share of one that was tried goes on to the next', () => {
    const list = nodes(4)
    const balancers = new Balancers(seededRandom(1), options())
    const first = list[0]
    for (let i = 0; i < 12; i++) {
      const picked = balancers.pick(balancers.of('RoundRobin', 'all'), list, first ? [first.memory] : [], 0)
      expect(picked).not.toBe(first)
    }
  })

  test('groups have cursors of their own; labels are bounded', () => {
    const balancers = new Balancers(seededRandom(1), options())
    expect(balancers.of('RoundRobin', 'a')).not.toBe(balancers.of('RoundRobin', 'b'))
    expect(balancers.of('RoundRobin', 'a')).toBe(balancers.of('RoundRobin', 'a'))
    expect(balancers.of('RoundRobin', 'a')).not.toBe(balancers.of('Random', 'a'))
    const before = balancers.of('RoundRobin', 'a')
    for (let i = 0; i < 300; i++) balancers.of('RoundRobin', `group${i}`)
    expect(balancers.of('RoundRobin', 'a')).not.toBe(before)
  })
})

test('random is uniform, with and without tried ones', () => {
  const list = nodes(5)
  const balancers = new Balancers(seededRandom(5), options())
  for (const count of shares(balancers, 'Random', list, 20_000))
    expect(Math.abs(count - 4000)).toBeLessThan(250)
  const counts = list.map(() => 0)
  for (let i = 0; i < 20_000; i++) {
    const picked = balancers.pick(balancers.of('Random', 'all'), list, [(list[2] as Node).memory], i)
    if (picked !== undefined) counts[picked.id] = (counts[picked.id] ?? 0) + 1
  }
  expect(counts[2]).toBe(0)
  for (const id of [0, 1, 3, 4]) expect(Math.abs((counts[id] ?? 0) - 5000)).toBeLessThan(300)
})

describe('weighted response', () => {
  test('shares follow (T - t) / (T (N - 1)), whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 11, max: 500 }), { minLength: 2, maxLength: 6 }), (times) => {
        const list = nodes(times.length)
        const balancers = new Balancers(seededRandom(9), options())
        times.forEach((ms, id) => {
          const load = balancers.loads.add(0)
          ;(list[id] as Node).memory.load = load
          load.keepDurations()
          load.record(ended(ms), 0)
        })
        const total = times.reduce((sum, ms) => sum + ms, 0)
        const counts = shares(balancers, 'WeightedResponse', list, 20_000)
        times.forEach((ms, id) => {
          const wanted = (total - ms) / (total * (times.length - 1))
          expect(Math.abs((counts[id] ?? 0) / 20_000 - wanted)).toBeLessThan(0.02)
        })
      }),
      { numRuns: 20 }
    )
  })

  test('what is known outlives the list; a list of the same length is another list', () => {
    const [a, b, c] = [node(0), node(1), node(2)]
    const balancers = new Balancers(seededRandom(2), options())
    const balancer = balancers.of('WeightedResponse', 'all')
    balancers.pick(balancer, [a, b], [], 0)
    for (let i = 0; i < 50; i++) {
      a.memory.load?.record(ended(900), i)
      b.memory.load?.record(ended(100), i)
    }
    balancers.pick(balancer, [a, c], [], 50)
    c.memory.load?.record(ended(900), 50)
    const list = [c, b]
    const counts = new Map<number, number>()
    for (let i = 0; i < 10_000; i++) {
      const id = balancers.pick(balancer, list, [], 60)?.id ?? -1
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    expect((counts.get(1) ?? 0) / 10_000).toBeCloseTo(0.9, 1)
  })
})

describe('peak EWMA (routing.md 10.1)', () => {
  test('the example of the specification', () => {
    const table = new LoadTable()
    const load = table.add(0)
    load.observe(100, 0)
    load.observe(20, 1000)
    expect(load.cost).toBeCloseTo(92.39, 2)
    load.observe(300, 1000)
    expect(load.cost).toBe(300)
    load.observe(20, 6000)
    expect(load.cost).toBeCloseTo(189.83, 2)
    expect(table.load(load.slot, 16_000)).toBeCloseTo(69.83, 2)
    load.begin()
    load.begin()
    expect(table.load(load.slot, 16_000)).toBeCloseTo(3 * 69.83, 1)
  })

  test('a failure costs at least a second, however fast it came', () => {
    const failures: Outcome[] = [
      ended(1, { status: 500 }),
      ended(1, { status: 503 }),
      ended(1, { phase: 'LOST', status: 0 }),
      ended(1, { phase: 'UNSENT', status: 0 })
    ]
    for (const outcome of failures) {
      const load = new LoadTable().add(0)
      load.record(outcome, 0)
      expect(load.cost).toBe(1000)
    }
    const load = new LoadTable().add(0)
    load.record(ended(1, { status: 404 }), 0)
    expect(load.cost).toBe(30)
  })

  test('failures in a row are those of sticky servers; a success ends the row', () => {
    const load = new LoadTable().add(0)
    for (const status of [503, 408, 490]) load.record(ended(1, { status }), 0)
    load.record(ended(1, { phase: 'LIMIT', status: 0 }), 0)
    expect(load.failuresInRow).toBe(4)
    load.record(ended(1, { status: 500 }), 0)
    expect(load.failuresInRow).toBe(0)
  })
})

test('rows are used again; what is still on its way to one that is gone is not booked to the next', () => {
  const table = new LoadTable()
  const all = Array.from({ length: 100 }, () => table.add(0))
  const [gone] = all
  gone?.begin()
  gone?.record(ended(1, { status: 503 }), 0)
  gone?.free()
  gone?.free()
  const next = table.add(5)
  expect(next.slot).toBe(0)
  gone?.end()
  gone?.record(ended(900), 0)
  expect([next.inFlight, next.failuresInRow, next.cost]).toEqual([0, 0, 30])
  expect([gone?.inFlight, gone?.failuresInRow, gone?.cost]).toEqual([0, 0, 0])
  expect(table.add(0).slot).toBe(100)
})

describe('slow start (routing.md 10.5)', () => {
  test.each([
    [6, 1, 0.1],
    [15, 1, 0.25],
    [30, 1, 0.5],
    [15, 2, 0.5],
    [30, 0.5, 0.25],
    [0, 1, 0.1],
    [60, 1, 1]
  ])('age %d s, aggression %d: %d', (age, aggression, weight) => {
    const settings = { windowMs: 60_000, aggression, minWeightPercent: 10 }
    expect(slowStartWeight(1000 * age, settings)).toBeCloseTo(weight, 10)
  })

  test.each(['RoundRobin', 'Random', 'WeightedResponse'])(
    '%s: a new one among three gets its share, and a full one after the window',
    (name) => {
      const list = [node(0, -100_000), node(1, -100_000), node(2, 0)]
      const balancers = new Balancers(seededRandom(4), options({ windowMs: 60_000 }))
      for (const { memory } of list) balancers.slowStart.met(memory)
      const counts = list.map(() => 0)
      for (let i = 0; i < 21_000; i++) {
        const picked = balancers.pick(balancers.of(name, 'all'), list, [], 30_000)
        if (picked !== undefined) counts[picked.id] = (counts[picked.id] ?? 0) + 1
      }
      // Half a share beside two full ones.
      expect((counts[2] ?? 0) / 21_000).toBeCloseTo(0.2, 1)
      const later = shares(balancers, name, list, 21_000, 60_000)
      for (const count of later) expect(Math.abs(count - 7000)).toBeLessThan(300)
    }
  )

  test('when all are new nobody is; settings that change start anew', () => {
    const list = nodes(3)
    const balancers = new Balancers(seededRandom(4), options({ windowMs: 60_000 }))
    for (const { memory } of list) balancers.slowStart.met(memory)
    expect(shares(balancers, 'RoundRobin', list, 3000)).toEqual([1000, 1000, 1000])
    expect(balancers.slowStart.until).toBe(60_000)
    balancers.configure(options())
    expect(balancers.slowStart.until).toBe(-Infinity)
  })

  test('an instance that publishes a warm-up is warmed up without a setting of ours', () => {
    const properties = {
      'sermant.grace.warmup.inject.time': '1000000',
      'sermant.grace.warmup.time': '120',
      'sermant.grace.warmup.weight': '100',
      'sermant.grace.warmup.cal.curve': '2'
    }
    const warmUp = warmUpOf(properties, 0, 1_000_000)
    expect(warmUp).toEqual({ startedAt: 0, windowMs: 120_000, curve: 2, weight: 100 })
    expect(warmUpOf(properties, 0, 1_120_000)).toBeUndefined()
    expect(warmUpOf({}, 0, 0)).toBeUndefined()
    expect(warmUpOf({ 'sermant.grace.warmup.inject.time': 'x' }, 0, 0)).toBeUndefined()
    const list: Node[] = [node(0), { id: 1, memory: { load: undefined, bornAt: 0, warmUp } }]
    const balancers = new Balancers(seededRandom(4), options())
    for (const { memory } of list) balancers.slowStart.met(memory)
    let warming = 0
    for (let i = 0; i < 10_000; i++) {
      if (balancers.pick(balancers.of('RoundRobin', 'all'), list, [], 60_000)?.id === 1) warming++
    }
    // Weight 25 of 100 beside a full one: a fifth.
    expect(warming / 10_000).toBeCloseTo(0.2, 1)
  })
})
