import { expect, test } from 'vitest'
import { breaches, parseResult, resultsPage } from '../scripts/bench/results.mjs'

const result = {
  name: 'call',
  ratios: { cpu: 1.1 },
  bytes: { perCall: 1000 },
  node: '24.21.0',
  undici: '8.13.1'
}

test('the last line of a bench is its result', () => {
  expect(parseResult(`warming up\n${JSON.stringify(result)}\n`)).toEqual(result)
})

test.each(['', 'done', '{"name":"call"}', '{"name":"call","ratios":{"cpu":null},"bytes":{}}'])(
  '%o is none',
  (text) => {
    expect(parseResult(text)).toBeUndefined()
  }
)

test.each([
  ['within', { call: { ratios: { cpu: 1.1 }, bytes: { perCall: 1000 } } }, 0],
  ['a ratio within its slack of 20 %', { call: { ratios: { cpu: 0.95 } } }, 0],
  ['a ratio beyond it', { call: { ratios: { cpu: 0.9 } } }, 1],
  ['bytes within their slack of 5 %', { call: { bytes: { perCall: 960 } } }, 0],
  ['bytes beyond it', { call: { bytes: { perCall: 950 } } }, 1],
  ['a figure that nobody measures', { call: { bytes: { perTurn: 5 } } }, 1],
  ['a bench that nobody ran', { other: {} }, 1]
])('limits: %s', (_, limits, count) => {
  expect(breaches([result], limits)).toHaveLength(count)
})

test('the page has every figure', () => {
  const page = resultsPage('invoker', [result])
  expect(page).toContain('| call | cpu | 1.10 × baseline |\n| call | perCall | 1000 B |\n')
  expect(page).toContain('Node 24.21.0, undici 8.13.1.')
})
