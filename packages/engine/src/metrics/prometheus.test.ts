import { expect, test } from 'vitest'
import { family } from './prometheus.ts'

test('a family with labels, escaped', () => {
  const text = family('x_total', 'counter', 'How many.', [
    [{ domain: 'a"b\\c\nd', code: '200' }, 3],
    [{}, 4]
  ])
  expect(text).toBe(
    '# HELP x_total How many.\n# TYPE x_total counter\nx_total{domain="a\\"b\\\\c\\nd",code="200"} 3\nx_total 4\n'
  )
})

test('no samples, no family', () => {
  expect(family('x', 'gauge', 'h', [])).toBe('')
})
