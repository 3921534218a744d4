import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PairFilter, pairsOf } from './pair-filter.ts'

test('a text that is part of another may be in it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, part, after) => {
      const filter = new PairFilter()
      filter.take('something else')
      filter.take(before + part + after)
      expect(filter.mayHold(pairsOf(part))).toBe(true)
    })
  )
})

test('a text with a pair that the other lacks is not', () => {
  const filter = new PairFilter()
  filter.take('/api/v1/orders')
  expect([filter.mayHold(pairsOf('/pay')), filter.mayHold(pairsOf('/v1/'))]).toEqual([false, true])
})
