import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { LeaseWheel } from './leases.ts'
import type { Lease } from './leases.ts'

interface Named extends Lease {
  readonly name: string
}

function setUp() {
  const clock = simulatedClock(1_234)
  const expired: string[] = []
  const wheel = new LeaseWheel<Named>(clock, ({ name }) => expired.push(name))
  const grant = (name: string, ttlMs: number): Named => {
    const lease = { name, ttlMs, expiresAt: 0, slot: 0 }
    wheel.grant(lease)
    return lease
  }
  return { clock, expired, wheel, grant }
}

test('a lease ends within a second after its time', () => {
  const { clock, expired, grant } = setUp()
  grant('a', 20_000)
  clock.advance(19_900)
  expect(expired).toEqual([])
  clock.advance(1_100)
  expect(expired).toEqual(['a'])
})

test('a renewal starts the full time again', () => {
  const { clock, expired, wheel, grant } = setUp()
  const lease = grant('a', 20_000)
  for (let round = 0; round < 5; round++) {
    clock.advance(15_000)
    expect(wheel.renew(lease)).toBe(true)
  }
  clock.advance(19_000)
  expect(expired).toEqual([])
  clock.advance(2_000)
  expect(expired).toEqual(['a'])
})

test('a lease that has ended cannot be renewed, even before the wheel has come by', () => {
  const { clock, expired, wheel, grant } = setUp()
  const lease = grant('a', 20_500)
  clock.advance(20_500)
  expect(wheel.renew(lease)).toBe(false)
  expect(wheel.renew(lease)).toBe(false)
  clock.advance(5_000)
  expect(expired).toEqual(['a'])
})

test('a revoked lease is not reported', () => {
  const { clock, expired, wheel, grant } = setUp()
  const lease = grant('a', 20_000)
  expect(wheel.revoke(lease)).toBe(true)
  expect(wheel.revoke(lease)).toBe(false)
  clock.advance(60_000)
  expect(expired).toEqual([])
})

test('thousands of leases share one timer, and none is left when all have gone', () => {
  const { clock, expired, wheel, grant } = setUp()
  for (let i = 0; i < 5_000; i++) grant(`l${i}`, 20_000 + (i % 100) * 100)
  expect(clock.pending).toBe(1)
  clock.advance(40_000)
  expect(expired).toHaveLength(5_000)
  expect(clock.pending).toBe(0)
  wheel.close()
})

test('a wheel that stood still goes on from now', () => {
  const { clock, expired, grant } = setUp()
  grant('a', 20_000)
  clock.advance(30_000)
  clock.advance(3_600_000)
  grant('b', 20_000)
  expect(clock.pending).toBe(1)
  clock.advance(22_000)
  expect(expired).toEqual(['a', 'b'])
})

test('a lease without end is never looked at', () => {
  const { clock, expired, wheel, grant } = setUp()
  const lease = grant('self', Infinity)
  expect(clock.pending).toBe(0)
  clock.advance(1e9)
  expect(wheel.renew(lease)).toBe(true)
  expect(expired).toEqual([])
})
