import { RegistryError } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { engineCodeOf, isConsumerUnknown, isPassing, refusal } from './refusal.ts'

const answer = (status: number, body: string) => ({
  status,
  body,
  address: 'http://sc:30100',
  headers: { get: () => undefined }
})

describe('a refusal', () => {
  test('has the code and the words of the engine', () => {
    const error = refusal(
      'renew the lease',
      answer(400, '{"errorCode":"400017","errorMessage":"Instance does not exist","detail":"gone"}')
    )
    expect(error).toMatchObject({ code: 'CHS_REGISTRY_REFUSED', engineCode: '400017', detail: 'gone' })
    expect(error.message).toBe(
      'The registry (http://sc:30100) refused to renew the lease: 400017 Instance does not exist: gone'
    )
    expect(engineCodeOf(error)).toBe('400017')
  })

  test.each(['', 'not json', 'null', '[]'])('of a body %j has the HTTP status as its code', (body) => {
    expect(engineCodeOf(refusal('x', answer(404, body)))).toBe('404')
  })

  test.each([
    [500, true],
    [503, true],
    [429, true],
    [400, false],
    [401, false],
    [301, false]
  ])('with status %i: trying again can help: %s', (status, passing) => {
    expect(isPassing(refusal('x', answer(status, '')))).toBe(passing)
  })

  test('nobody there passes too; an error of another kind does not', () => {
    expect(isPassing(new RegistryError('CHS_REGISTRY_UNAVAILABLE', 'away'))).toBe(true)
    expect(isPassing(new Error('bug'))).toBe(false)
  })
})

// The two texts of the real engine.
test.each([
  ['Consumer[nope] does not exist.', true],
  ['Micro-service does not exist(Consumer[nope] does not exist.)', true],
  ['Consumer[1d][/default/cons/1.0.0] find provider[/default/nope] failed, provider does not exist', false],
  ['', false],
  [undefined, false]
])('400012 %j speaks of the asker: %s', (detail, expected) => {
  expect(isConsumerUnknown(detail)).toBe(expected)
})
