import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { classifyBody } from './body.ts'

test.each([
  [undefined, 'none'],
  [null, 'none'],
  ['text', 'replayable'],
  [Buffer.from('x'), 'replayable'],
  [new Uint16Array(1), 'replayable'],
  [new URLSearchParams('a=1'), 'replayable'],
  [() => 'x', 'factory']
] as const)('%s is %s', (body, kind) => {
  expect(classifyBody(body, true)).toBe(kind)
})

test('a one-shot source is kept while it is sent only where the caller can keep it', () => {
  expect(classifyBody(Readable.from(['x']), true)).toBe('tee')
  expect(classifyBody(Readable.from(['x']), false)).toBe('stream')
})
