import { expect, test } from 'vitest'
import { failureText } from './failure-text.ts'

test('the text of a failure', () => {
  expect(failureText(new Error('broken'))).toBe('broken')
  expect(failureText(Object.assign(new Error(''), { code: 'ECONNRESET' }))).toBe('ECONNRESET')
  expect(failureText('plain')).toBe('plain')
})

test('an AggregateError without a message is told by its parts, each once', () => {
  const parts = [new Error('connect ECONNREFUSED ::1:1'), new Error('connect ECONNREFUSED 127.0.0.1:1')]
  expect(failureText(new AggregateError(parts))).toBe(
    'connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127.0.0.1:1'
  )
  expect(failureText(new AggregateError([parts[0], parts[0]]))).toBe('connect ECONNREFUSED ::1:1')
  expect(failureText(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED')
})
