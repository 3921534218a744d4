import { seededRandom } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import type { Member, Memory } from './member.ts'
import { Pickers, randomPick, roundRobin } from './picker.ts'

const members = (n: number): Member[] =>
  Array.from({ length: n }, (_, i) => ({ id: `i${i}`, memory: { id: `i${i}` } as Memory }) as Member)

describe('round robin (routing.md 8.2)', () => {
  test('exactly even, whatever the start', () => {
    const all = members(7)
    const picker = roundRobin(seededRandom(3))
    const counts = new Map<string, number>()
    for (let i = 0; i < 7_000; i++) {
      const id = picker.pick(all, [])?.id ?? ''
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 7 }, () => 1000))
  })

  test('starts differ between consumers', () => {
    const starts = new Set(
      Array.from({ length: 50 }, (_, seed) => roundRobin(seededRandom(seed)).pick(members(5), [])?.id)
    )
    expect(starts.size).toBe(5)
  })

  test('tried ones are passed over; nobody left is undefined', () => {
    const all = members(3)
    const picker = roundRobin(seededRandom(1))
    const tried: Memory[] = []
    for (let i = 0; i < 3; i++) {
      const member = picker.pick(all, tried)
      expect(tried).not.toContain(member?.memory)
      if (member !== undefined) tried.push(member.memory)
    }
    expect(picker.pick(all, tried)).toBeUndefined()
    expect(picker.pick([], [])).toBeUndefined()
  })

  test('R1-R3: groups have cursors of their own, so a 50/50 rule does not starve half of each group', () => {
    const pickers = new Pickers(seededRandom(1))
    const [a, b] = [members(2), members(2)]
    const seen = new Set<string>()
    for (let i = 0; i < 4; i++) {
      seen.add(`a${pickers.of('RoundRobin', 'v=1').pick(a, [])?.id}`)
      seen.add(`b${pickers.of('RoundRobin', 'v=2').pick(b, [])?.id}`)
    }
    expect(seen.size).toBe(4)
  })
})

test('random is uniform and passes over tried ones', () => {
  const all = members(4)
  const picker = randomPick(seededRandom(5))
  const counts = new Map<string, number>()
  for (let i = 0; i < 8_000; i++) {
    const id = picker.pick(all, [])?.id ?? ''
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200)
  const [first] = all
  for (let i = 0; i < 50; i++)
    expect(picker.pick(all, first === undefined ? [] : [first.memory])).not.toBe(first)
})
