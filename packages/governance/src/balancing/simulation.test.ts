import type { Outcome } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { Balancers } from './balancers.ts'
import type { Candidate } from './candidate.ts'
import { STICKINESS_DEFAULTS } from './session-stickiness.ts'

// Balancers against simulated instances, as in finagle's balancersim: time is simulated, answers take as long as the
// instance's behaviour says, and what the balancer knows comes from these answers alone.

interface Behaviour {
  /** Milliseconds until the answer, by the time of the request. */
  readonly latency: (now: number) => number
  readonly status?: (now: number) => number
  readonly bornAt?: number
}

interface Run {
  /** Share of the calls that each instance got. */
  readonly shares: readonly number[]
  readonly counts: readonly number[]
  readonly failed: number
  readonly meanMs: number
}

interface Load {
  readonly calls: number
  readonly everyMs: number
  readonly slowStartMs?: number
}

function simulate(name: string, behaviours: readonly Behaviour[], load: Load): Run {
  const clock = simulatedClock()
  const random = seededRandom(42)
  const balancers = new Balancers(random, {
    stickiness: STICKINESS_DEFAULTS,
    slowStart: { windowMs: load.slowStartMs ?? 0, aggression: 1, minWeightPercent: 10 }
  })
  const nodes = behaviours.map((behaviour, id) => ({
    id,
    behaviour,
    memory: { load: undefined, bornAt: behaviour.bornAt ?? -1e9, warmUp: undefined } as Candidate['memory']
  }))
  for (const { memory } of nodes) balancers.slowStart.met(memory)
  const counts = nodes.map(() => 0)
  let failed = 0
  let totalMs = 0
  for (let i = 0; i < load.calls; i++) {
    const now = clock.now()
    const node = balancers.pick(balancers.of(name, 'all'), nodes, [], now)
    if (node === undefined) throw new Error('nobody was picked')
    counts[node.id] = (counts[node.id] ?? 0) + 1
    const durationMs = node.behaviour.latency(now)
    const status = node.behaviour.status?.(now) ?? 200
    const measured = (node.memory.load ??= balancers.loads.add(now))
    measured.begin()
    clock.after(durationMs, () => {
      measured.end()
      measured.record(answer(durationMs, status), clock.now())
    })
    totalMs += durationMs
    if (status >= 500) failed++
    clock.advance(load.everyMs)
  }
  return {
    counts,
    shares: counts.map((count) => count / load.calls),
    failed,
    meanMs: totalMs / load.calls
  }
}

function answer(durationMs: number, status: number): Outcome {
  return { phase: 'ANSWER', status, code: undefined, error: undefined, durationMs, started: true }
}

const steady = (ms: number, more: Partial<Behaviour> = {}): Behaviour => ({ latency: () => ms, ...more })
const fast = steady(10)
const calls: Load = { calls: 4000, everyMs: 2 }

describe('a slow one among fast ones', () => {
  const estate = [fast, fast, steady(200), fast]

  test('PeakEwma sends it next to nothing, round robin its full share', () => {
    const peak = simulate('PeakEwma', estate, calls)
    const robin = simulate('RoundRobin', estate, calls)
    expect(robin.shares[2]).toBe(0.25)
    expect(peak.shares[2]).toBeLessThan(0.05)
    expect(peak.meanMs).toBeLessThan(robin.meanMs / 2)
    for (const share of [0, 1, 3].map((id) => peak.shares[id] ?? 0)) expect(share).toBeGreaterThan(0.25)
  })

  test('WeightedResponse sends it less, as far as its formula goes', () => {
    const { shares } = simulate('WeightedResponse', estate, calls)
    // T = 230: (230 - 200) / (230 * 3) = 4 %, once the first table with measurements is made.
    expect(shares[2]).toBeLessThan(0.12)
  })

  test('PeakEwma comes back when it has recovered', () => {
    const recovering = steady(10, { latency: (now) => (now < 4000 ? 300 : 10) })
    const { counts } = simulate('PeakEwma', [fast, fast, recovering], { calls: 30_000, everyMs: 2 })
    // 56 of 60 seconds it is as good as the others.
    expect((counts[2] ?? 0) / 30_000).toBeGreaterThan(0.15)
  })

  test('a stall counts at once', () => {
    const stalling = steady(10, { latency: (now) => (now >= 2000 && now < 3000 ? 1000 : 10) })
    const { counts } = simulate('PeakEwma', [fast, fast, stalling], { calls: 1500, everyMs: 2 })
    const fair = 2000 / 2 / 3
    // In the second of the stall it gets a handful: those sent before the first of them is overdue.
    expect(counts[2] ?? 0).toBeLessThan(fair + 40)
  })
})

describe('one that fails fast', () => {
  const failing = steady(1, { status: () => 500 })

  test('does not draw the traffic to itself', () => {
    const peak = simulate('PeakEwma', [fast, failing, fast], calls)
    const robin = simulate('RoundRobin', [fast, failing, fast], calls)
    expect(peak.shares[1]).toBeLessThan(0.05)
    expect(peak.failed).toBeLessThan(robin.failed / 6)
  })

  test('SessionStickiness leaves it after five failures in a row', () => {
    const broken = steady(1, { status: () => 503 })
    const { counts } = simulate('SessionStickiness', [broken, broken, fast, broken], calls)
    expect(counts[2]).toBeGreaterThan(3950)
  })
})

describe('a cold one', () => {
  const cold = (bornAt: number): Behaviour => ({
    // Just-in-time compilers and caches: fast after half a minute.
    latency: (now) => Math.max(10, 100 - (now - bornAt) / 300),
    bornAt
  })

  test('PeakEwma neither floods nor starves one that was never measured', () => {
    const { shares } = simulate('PeakEwma', [fast, fast, fast, steady(10, { bornAt: 0 })], calls)
    for (const share of shares) expect(share).toBeGreaterThan(0.15)
  })

  test.each(['RoundRobin', 'Random', 'WeightedResponse', 'PeakEwma'])(
    '%s: slow start keeps the load of a cold one low at first',
    (name) => {
      const estate = [fast, fast, cold(0)]
      const few: Load = { calls: 3000, everyMs: 2 }
      const gentle = simulate(name, estate, { ...few, slowStartMs: 60_000 })
      const brutal = simulate(name, estate, few)
      // Six seconds of sixty: a tenth of a share.
      expect(gentle.shares[2]).toBeLessThan(0.08)
      expect(gentle.counts[2]).toBeLessThan((brutal.counts[2] ?? 0) + 1)
    }
  )

  test.each(['RoundRobin', 'Random', 'WeightedResponse', 'PeakEwma'])(
    '%s: slow start lets it grow into its share',
    (name) => {
      const estate = [fast, fast, steady(10, { bornAt: 0 })]
      const { counts } = simulate(name, estate, { calls: 30_000, everyMs: 2, slowStartMs: 60_000 })
      // Never more than the fair 10,000, and a good part of what grows evenly to it.
      expect(counts[2]).toBeGreaterThan(3000)
      expect(counts[2]).toBeLessThan(8500)
    }
  )
})

test('equal instances share equally, whoever chooses', () => {
  for (const name of ['RoundRobin', 'Random', 'WeightedResponse', 'PeakEwma']) {
    const { shares } = simulate(name, [fast, fast, fast, fast, fast], { calls: 10_000, everyMs: 1 })
    for (const share of shares) expect(Math.abs(share - 0.2)).toBeLessThan(0.03)
  }
})
