import { expect, test } from 'vitest'
import { CATALOGUE, ConfigError, RejectedError, isChassisError, rejected } from './errors.ts'

test('an error carries its code, the status of the catalogue and its details', () => {
  const error = new ConfigError('CHS_CONFIG_INVALID', 'bad', { key: 'a.b', cause: new Error('why') })
  expect(error).toMatchObject({
    code: 'CHS_CONFIG_INVALID',
    statusCode: 500,
    key: 'a.b',
    name: 'ConfigError'
  })
  expect((error.cause as Error).message).toBe('why')
})

test('a refusal has no stack, names its rule, and leaves the stacks of others alone', () => {
  const error = rejected('CHS_RATE_LIMITED', 'rate limited.', 'servicecomb.rateLimiting.pay')
  expect(error).toBeInstanceOf(RejectedError)
  expect(error).toMatchObject({ statusCode: 429, rule: 'servicecomb.rateLimiting.pay' })
  expect(error.stack).not.toContain('errors.test')
  expect(new Error('x').stack).toContain('errors.test')
  expect(rejected('CHS_BULKHEAD_FULL', 'full', 'r', 503).statusCode).toBe(503)
})

test('the brand is recognised without instanceof, and foreign errors are not', () => {
  expect(isChassisError(rejected('CHS_CIRCUIT_OPEN', 'open', 'r'))).toBe(true)
  expect(isChassisError(new Error('CHS_CIRCUIT_OPEN'))).toBe(false)
})

test('every code has a status that can be answered, a meaning and something to do', () => {
  for (const [code, entry] of Object.entries(CATALOGUE)) {
    expect(code).toMatch(/^CHS_[A-Z_]+$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.meaning.length * entry.action.length).toBeGreaterThan(0)
  }
})
