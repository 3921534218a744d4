import { describe, expect, test } from 'vitest'
import { Damage, encodeLine, readLines } from './line.ts'
import type { Line } from './line.ts'

const LINES = [
  encodeLine(1, 'a', { text: 'ü <&> \u2028 "crc":"00000000"}' }),
  encodeLine(2, 'b', []),
  encodeLine(3, 'c', null)
]
const BYTES = Buffer.from(LINES.join(''))
const LAST = BYTES.length - Buffer.byteLength(LINES[2]!)

function read(bytes: Buffer): { readonly good: number; readonly lines: readonly Line[] } {
  const lines: Line[] = []
  const good = readLines(bytes, (line) => lines.push(line))
  return { good, lines }
}

test('every line is JSON, and is read as it was written', () => {
  for (const line of LINES) expect(JSON.parse(line)).toMatchObject({ crc: expect.any(String) })
  const { good, lines } = read(BYTES)
  expect(good).toBe(BYTES.length)
  expect(lines.map(({ n, part }) => [n, part])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c']
  ])
  expect(lines[0]?.data).toEqual({ text: 'ü <&> \u2028 "crc":"00000000"}' })
})

describe('wherever the file was cut', () => {
  test('in the last record, the others are there', () => {
    for (let cut = LAST; cut < BYTES.length; cut++) {
      const { good, lines } = read(BYTES.subarray(0, cut))
      expect(good).toBe(LAST)
      expect(lines).toHaveLength(2)
    }
  })

  test('zeros that a power cut left behind are a torn record too', () => {
    const torn = Buffer.concat([BYTES.subarray(0, LAST + 3), Buffer.alloc(4096)])
    expect(read(torn).good).toBe(LAST)
  })
})

test('a byte that changed before the last record is damage, and its record is named', () => {
  let offset = 0
  for (const line of LINES.slice(0, 2)) {
    for (let at = 0; at < Buffer.byteLength(line) - 1; at++) {
      const bytes = Buffer.from(BYTES)
      bytes[offset + at]! ^= 1
      expect(() => read(bytes)).toThrow(new Damage(offset, 'a damaged record'))
    }
    offset += Buffer.byteLength(line)
  }
})
