import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PairIndex } from './pair-index.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '1'), maxLength: 6 })

test('finds everything that is part of the text', () => {
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '1'), maxLength: 20 }),
      (parts, path) => {
        const index = new PairIndex(parts.map((part) => [part, part] as const))
        const found: string[] = []
        const count = index.collect(path, found, 0)
        expect(new Set(found.slice(0, count).filter((part) => path.includes(part)))).toEqual(
          new Set(parts.filter((part) => path.includes(part)))
        )
      }
    )
  )
})

test('leaves most others out', () => {
  const parts = Array.from({ length: 100 }, (_, i) => `/never${i}`)
  const found: string[] = []
  const count = new PairIndex(parts.map((part) => [part, part] as const)).collect(
    '/api/v1/resource57/items/9',
    found,
    0
  )
  expect(count).toBeLessThan(5)
})
