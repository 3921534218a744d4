import { seededRandom } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { periodOf, smoothWeights } from './smooth-weights.ts'

const weightLists = fc
  .array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 })
  .filter((weights) => weights.some((weight) => weight > 0))

function draw(weights: readonly number[], count: number, seed?: number): number[] {
  const sequence = smoothWeights(weights, seed === undefined ? undefined : seededRandom(seed))
  return Array.from({ length: count }, () => sequence.next())
}

function countsOf(picks: readonly number[], size: number): number[] {
  return Array.from({ length: size }, (_, i) => picks.filter((pick) => pick === i).length)
}

describe('smoothWeights (routing.md 3.3)', () => {
  test.each([
    { weights: [20, 80], sequence: [1, 1, 0, 1, 1] },
    { weights: [50, 50], sequence: [0, 1] },
    { weights: [10, 90], sequence: [1, 1, 1, 1, 0, 1, 1, 1, 1, 1] },
    { weights: [10, 30, 60], sequence: [2, 1, 2, 0, 2, 1, 2, 2, 1, 2] },
    { weights: [25, 75], sequence: [1, 0, 1, 1] }
  ])('$weights', ({ weights, sequence }) => {
    expect(periodOf(weights)).toBe(sequence.length)
    expect(draw(weights, sequence.length * 2)).toEqual([...sequence, ...sequence])
  })

  test('picks 50 and 150 are the canaries of 1 %', () => {
    const canaries = draw([1, 99], 200).flatMap((pick, i) => (pick === 0 ? [i + 1] : []))
    expect(canaries).toEqual([50, 150])
  })

  test('a period gives every item its weight, wherever it begins', () => {
    fc.assert(
      fc.property(
        weightLists,
        fc.integer({ min: 0, max: 500 }),
        fc.option(fc.integer()),
        (weights, skip, seed) => {
          const period = periodOf(weights)
          const picks = draw(weights, skip + period, seed ?? undefined).slice(skip)
          const shares = weights.map((weight) => (weight * period) / weights.reduce((a, b) => a + b))
          expect(countsOf(picks, weights.length)).toEqual(shares)
        }
      )
    )
  })

  test('a prefix deviates from the weights by less than one round', () => {
    fc.assert(
      fc.property(weightLists, fc.integer({ min: 1, max: 400 }), (weights, count) => {
        const total = weights.reduce((a, b) => a + b)
        const counts = countsOf(draw(weights, count), weights.length)
        weights.forEach((weight, i) => {
          expect(Math.abs((counts[i] ?? 0) - (count * weight) / total)).toBeLessThan(weights.length)
        })
      })
    )
  })

  test('a random phase is a place in the same sequence, each as likely', () => {
    const starts = Array.from({ length: 2000 }, (_, seed) => draw([20, 80], 5, seed).join(''))
    const rotations = ['11011', '10111', '01111', '11110', '11101']
    const counts = rotations.map((rotation) => starts.filter((start) => start === rotation).length)
    expect(counts.reduce((a, b) => a + b)).toBe(starts.length)
    for (const count of counts) expect(count).toBeGreaterThan(320)
  })

  test('without any weight the first item is always picked', () => {
    expect(draw([0, 0], 4, 7)).toEqual([0, 0, 0, 0])
  })

  test('a huge period does not make loading slow', () => {
    const asked: number[] = []
    smoothWeights([2147483647, 1], {
      next: () => 0,
      below(n) {
        asked.push(n)
        return n - 1
      }
    })
    expect(asked).toEqual([10_000])
  })
})
