import { expect, test } from 'vitest'
import { flatHeaders, headerOf, withContext } from './headers.ts'

test.each([
  ['an object', { A: '1', b: ['2', '3'], gone: undefined, n: 4 }],
  [
    'pairs',
    [
      ['A', '1'],
      ['b', ['2', '3']],
      ['n', '4']
    ]
  ],
  [
    'a Map',
    new Map<string, string | string[]>([
      ['A', '1'],
      ['b', ['2', '3']],
      ['n', '4']
    ])
  ],
  ['a flat list', ['A', '1', 'b', ['2', '3'], 'n', '4']]
])('%s becomes flat', (_name, input) => {
  const flat = flatHeaders(input as never)
  expect(flat).toEqual(['A', '1', 'b', ['2', '3'], 'n', '4'])
  expect([headerOf(flat, 'a'), headerOf(flat, 'b'), headerOf(flat, 'c')]).toEqual(['1', '2', undefined])
})

test('nothing is nothing', () => {
  expect(flatHeaders(undefined)).toEqual([])
  expect(flatHeaders({})).toEqual([])
})

test.each([
  ['3, 3', '3'],
  ['3,3,3', '3'],
  ['3, 4', '3, 4'],
  ['3', '3']
])('content-length %o is sent as %o', (given, sent) => {
  expect(flatHeaders({ 'Content-Length': given })).toEqual(['Content-Length', sent])
})

test('our context replaces one that is passed on', () => {
  const own = flatHeaders({ 'X-CSE-Context': 'old', 'x-invocation-context': 'old', 'x-mine': '1', b: '2' })
  expect(withContext(own, ['x-cse-context', 'new'])).toEqual([
    'x-mine',
    '1',
    'b',
    '2',
    'x-cse-context',
    'new'
  ])
  expect(withContext(own, undefined)).toBe(own)
})
