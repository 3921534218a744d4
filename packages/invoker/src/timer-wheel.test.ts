import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { Timed, TimerWheel } from './timer-wheel.ts'

class Probe extends Timed {
  readonly fired: number[] = []
  readonly #then: (() => void) | undefined
  constructor(then?: () => void) {
    super()
    this.#then = then
  }
  override onTimer(now: number): void {
    this.fired.push(now)
    this.#then?.()
  }
}

describe('the timer wheel', () => {
  test('fires once, never early, at most one tick late', () => {
    const clock = simulatedClock(123)
    const wheel = new TimerWheel(clock)
    for (const wait of [0, 1, 9, 10, 11, 199, 200, 10_240, 10_241, 30_000]) {
      const probe = new Probe()
      const from = clock.now()
      wheel.arm(probe, from + wait)
      clock.advance(wait + 25)
      expect(probe.fired, `after ${wait}`).toHaveLength(1)
      const late = (probe.fired[0] ?? NaN) - from - wait
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThanOrEqual(10)
    }
  })

  test('a waiting that ends or moves does not fire at the old time', () => {
    const clock = simulatedClock()
    const wheel = new TimerWheel(clock)
    const [gone, moved, stays] = [new Probe(), new Probe(), new Probe()]
    for (const probe of [gone, moved, stays]) wheel.arm(probe, 50)
    wheel.disarm(gone)
    wheel.disarm(gone)
    wheel.arm(moved, 500)
    clock.advance(100)
    expect([gone.fired.length, moved.fired.length, stays.fired.length]).toEqual([0, 0, 1])
    clock.advance(500)
    expect(moved.fired).toHaveLength(1)
  })

  test('one that is due may end or move another that is due', () => {
    const clock = simulatedClock()
    const wheel = new TimerWheel(clock)
    const other = new Probe()
    const late = new Probe()
    const first = new Probe(() => {
      wheel.disarm(other)
      wheel.arm(late, clock.now() + 100)
    })
    // The last one armed is looked at first.
    for (const probe of [other, late, first]) wheel.arm(probe, 30)
    clock.advance(40)
    expect([first.fired.length, other.fired.length, late.fired.length]).toEqual([1, 0, 0])
    clock.advance(200)
    expect(late.fired).toHaveLength(1)
  })

  test('nothing runs while nothing waits', () => {
    const clock = simulatedClock()
    const wheel = new TimerWheel(clock)
    expect(clock.pending).toBe(0)
    const probe = new Probe()
    wheel.arm(probe, 100)
    expect([clock.pending, wheel.waiting]).toEqual([1, 1])
    clock.advance(200)
    expect([clock.pending, wheel.waiting]).toEqual([0, 0])
  })

  test('a clock that jumps over more than a turn misses nobody', () => {
    let now = 0
    let run: (() => void) | undefined
    const wheel = new TimerWheel({
      now: () => now,
      wallNow: () => now,
      after(_ms, next) {
        run = next
        return () => {}
      }
    })
    const probes = [5, 5_000, 50_000].map((at) => {
      const probe = new Probe()
      wheel.arm(probe, at)
      return probe
    })
    now = 60_000
    run?.()
    expect(probes.map((probe) => probe.fired.length)).toEqual([1, 1, 1])
  })
})
