import { expect, test } from 'vitest'
import { Translation, unlike } from './same-shape.ts'

const ID = 'a'.repeat(40)
const OTHER = 'b'.repeat(40)

// A comparison that is too kind makes every replay pass: it is shown both sides.
test.each<[unknown, unknown, string | undefined]>([
  [{ a: 1, b: 'x' }, { b: 'x', a: 1 }, undefined],
  [{ a: 1 }, { a: 2 }, 'body.a is 2'],
  [{ a: 1 }, { a: '1' }, 'body.a is "1"'],
  [{ a: 1 }, {}, 'body.a is missing'],
  [{}, { a: 1 }, 'body.a was not recorded'],
  [{ a: null }, { a: {} }, 'body.a is {}'],
  [{ a: [] }, { a: null }, 'body.a is null'],
  [undefined, {}, 'body is {}'],
  [{ timestamp: '1' }, { timestamp: '2' }, undefined],
  [{ timestamp: '1' }, { timestamp: 2 }, 'body.timestamp is 2'],
  [{ detail: 'a' }, {}, 'body.detail is missing'],
  [{ errMessage: 'A(b)' }, { errMessage: 'A(c)' }, undefined],
  [{ errMessage: 'A(b)' }, { errMessage: 'B(b)' }, 'body.errMessage is "B(b)"'],
  [[{ a: 1 }], [], 'body has 0 items'],
  [[{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], undefined],
  [[{ a: 1 }, { a: 1 }], [{ a: 2 }, { a: 1 }], 'body[1].a is 2'],
  [{ id: ID }, { id: OTHER }, undefined],
  [{ id: ID }, { id: 'short' }, 'body.id is "short"'],
  [[{ id: ID }, { id: ID }], [{ id: OTHER }, { id: 'c'.repeat(40) }], 'body[1].id is']
])('%j against %j', (recorded, actual, reason) => {
  const found = unlike(recorded, actual, new Translation(), { ordered: false, learn: true })
  expect(found === undefined || reason === undefined ? found : found.slice(0, reason.length)).toBe(reason)
})

test('in order where order is promised', () => {
  const options = { ordered: true, learn: true }
  expect(unlike([1, 2], [2, 1], new Translation(), options)).toBe('body[0] is 2, recorded was 1')
})

test('what was learnt is put into later requests', () => {
  const words = new Translation()
  unlike({ serviceId: ID }, { serviceId: OTHER }, words, { ordered: true, learn: true })
  words.learnRevision('4', '7')
  expect(words.path(`/kv/${ID}?revision=4&limit=4`)).toBe(`/kv/${OTHER}?revision=7&limit=4`)
})
