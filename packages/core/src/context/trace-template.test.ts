import { expect, test } from 'vitest'
import { newTraceId } from './trace-id.ts'
import { TraceTemplate } from './trace-template.ts'

const NOW = 1_790_000_000_123
const clock = { now: () => 0, wallNow: () => NOW, after: () => () => {} }

test.each([
  ['a@b@c', 'a', 'b', 'c'],
  ['@@', '', '', ''],
  ['{"x":"@","y":"@"}', '{"x":"', '","y":"', '"}']
])('%s: the id of newTraceId in both places', (text, head, middle, tail) => {
  const template = new TraceTemplate(text, '@')
  for (const [high, low] of [
    [0, 0xffff],
    [0x0a1b, 0x2c3d]
  ] as const) {
    const chance = [high, low]
    const id = newTraceId(clock, { below: () => chance.shift()!, next: () => 0 } as never)
    expect(template.with(Math.floor(NOW / 1000), high, low)).toBe(head + id + middle + id + tail)
  }
})

test('what was answered before stays as it was', () => {
  const template = new TraceTemplate('@', '@')
  const first = template.with(1, 2, 3)
  template.with(4, 5, 6)
  expect(first).toBe('0000000100020003')
})
