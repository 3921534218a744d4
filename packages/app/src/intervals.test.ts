import type { ConfigReader } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { period } from './intervals.ts'

const KEY = 'servicecomb.registry.sc.pollIntervalInMillis'
const configOf = (value: number | undefined) =>
  ({ number: (_key: string, fallback: number) => value ?? fallback }) as ConfigReader

test('a period is in milliseconds, whatever the unit of its key', () => {
  const log = recordingLogger()
  expect(period(configOf(undefined), log, KEY, 'milliseconds', 15_000)).toBe(15_000)
  expect(period(configOf(2), log, KEY, 'seconds', 15)).toBe(2000)
  expect(log.records).toEqual([])
})

test('less than a second is raised to one, with a warning that names key and unit', () => {
  const log = recordingLogger()
  expect(period(configOf(15), log, KEY, 'milliseconds', 15_000)).toBe(1000)
  expect(log.records).toMatchObject([
    { level: 40, key: KEY, msg: expect.stringContaining('15 milliseconds') }
  ])
})

test.each([0, -1, NaN])('%s is refused by key', (value) => {
  expect(() => period(configOf(value), recordingLogger(), KEY, 'milliseconds', 15_000)).toThrow(KEY)
})
