import { describe, expect, test } from 'vitest'
import { parseDuration } from './go-duration.ts'

describe('parseDuration', () => {
  test.each([
    ['300ms', 300],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1_000],
    ['-1s', -1_000],
    ['+2s', 2_000],
    ['0', 0],
    ['-0', 0],
    ['250us', 0.25],
    ['250\u00B5s', 0.25],
    ['250\u03BCs', 0.25],
    ['2000000ns', 2]
  ])('%s', (text, ms) => expect(parseDuration(text)).toBeCloseTo(ms, 9))

  test('a nanosecond more than five minutes is more than five minutes', () => {
    expect(parseDuration('5m1ns')).toBeGreaterThan(300_000)
  })

  test.each([
    '',
    '10',
    'abc',
    '10 s',
    '1d',
    's',
    '.s',
    '1..5s',
    '--1s',
    '1s ',
    '1S',
    '1constructors',
    '9999999h'
  ])('not a duration: %j', (text) => expect(parseDuration(text)).toBeUndefined())
})
