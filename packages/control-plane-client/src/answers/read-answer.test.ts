import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ControlPlaneError } from '../control-plane-error.ts'
import { OPERATIONS } from '../generated/operations.ts'
import type { OperationId } from '../operation-types.ts'
import { hintOf, meansTokenRefused } from './hints.ts'
import { readAnswer } from './read-answer.ts'

const ids = Object.keys(OPERATIONS) as OperationId[]

function read(id: OperationId, status: number, body: string, headers: Record<string, string> = {}): unknown {
  const answer = { status, body, headers: { get: (name: string) => headers[name.toLowerCase()] } }
  return readAnswer(id, OPERATIONS[id], answer, (text) => text)
}

function errorOf(...args: Parameters<typeof read>): ControlPlaneError {
  try {
    read(...args)
  } catch (error) {
    if (error instanceof ControlPlaneError) return error
    throw error
  }
  throw new Error('there was no error')
}

describe('error bodies (control-plane.md 6)', () => {
  test.each([
    ['the reference', { error_code: 'SVCSTG.1', error_msg: 'no', detail: 'there' }, 'SVCSTG.1', /no: there/],
    ['imports, Nacos', { error_code: 'SVCSTG.1', error_message: 'no' }, 'SVCSTG.1', /no/],
    ['the engine', { errorCode: '400012', errorMessage: 'no' }, '400012', /there is no such microservice/],
    ['Keystone', { error: { code: 401, message: 'no', title: 'Unauthorized' } }, '401', /no/],
    ['a code that is a number', { error_code: 400001, error_message: 'no' }, '400001', /no/],
    ['nothing that is known', { message: 'no' }, undefined, /was refused with 400$/],
    ['a list', [1], undefined, /was refused with 400$/]
  ])('%s', (_who, body, code, message) => {
    const error = errorOf('getEngine', 400, JSON.stringify(body))
    expect(error).toMatchObject({ code: 'CHS_CLOUD_REFUSED', statusCode: 400, operation: 'getEngine' })
    expect(error.cloudCode).toBe(code)
    expect(error.message).toMatch(message)
  })

  test('the request id of the header, else of the body', () => {
    const body = JSON.stringify({ error_code: 'APIGW.0301', error_msg: 'no', request_id: 'in-body' })
    expect(errorOf('getEngine', 401, body).requestId).toBe('in-body')
    expect(errorOf('getEngine', 401, body, { 'x-request-id': 'in-header' })).toMatchObject({
      requestId: 'in-header',
      message: expect.stringContaining('(request in-header)') as string
    })
  })

  test('a long page is kept in part', () => {
    expect(errorOf('getEngine', 502, `<html>${'x'.repeat(10_000)}`).answer).toHaveLength(4_000)
  })
})

test('any status with any body is an answer, or an error with operation and status', () => {
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('', ' ', 'null', 'true', '"x"', '<html>', '{"a":')
  )
  fc.assert(
    fc.property(fc.constantFrom(...ids), fc.integer({ min: 200, max: 599 }), body, (id, status, text) => {
      try {
        const value = read(id, status, text)
        expect(status < 300 || status === 304).toBe(true)
        if (OPERATIONS[id].answer === 'json' && status !== 304) expect(typeof value).toBe('object')
      } catch (error) {
        expect(error).toBeInstanceOf(ControlPlaneError)
        expect(error).toMatchObject({ operation: id, statusCode: status })
      }
    })
  )
})

test.each([
  [401, undefined, true],
  [401, 'APIGW.0301', true],
  [400, 'SVCSTG.00300401', true],
  [401, 'SVCSTG.00501116', false],
  [400, 'SVCSTG.00400100', false],
  [403, undefined, false]
])('%i %s asks for a new token: %s', (status, code, wanted) => {
  expect(meansTokenRefused(status, code)).toBe(wanted)
})

// control-plane.md 6.1 to 6.3, and what open source adds.
const CODES =
  '00501134 00501111 00501112 00501133 00501103 00501104 00501105 00501117 00501152 00501153 00501149 00501116 00501201 ' +
  '00501202 00501203 00500400 00401116 00501125 00400649 00400650 00400651 00400652 00400653 00400100 00400106 00400107 ' +
  '00300605 00300401'
const ENGINE_CODES =
  '400001 404001 409001 500003 400002 400010 400011 400012 400013 400014 400015 400016 400017 400018 400019 400020 400021 ' +
  '400022 400023 400024 400025 400026 400100 401204 401201 401202 403001 500011 500101 500605 401205 401207 403201 403205 ' +
  '409200 422001'

test.each([...CODES.split(' ').map((code) => `SVCSTG.${code}`), ...ENGINE_CODES.split(' ')])(
  'the code %s is explained',
  (code) => {
    expect(hintOf(code)).toBeTypeOf('string')
  }
)

test('a code that nobody knows, or that objects have by nature, is not', () => {
  expect([hintOf('SVCSTG.1'), hintOf('constructor'), hintOf(undefined)]).toEqual([
    undefined,
    undefined,
    undefined
  ])
})
