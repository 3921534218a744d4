import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ControlPlaneError, OPERATIONS } from '@node-chassis/control-plane-client'
import type { ControlPlane, EngineApi, OperationId, OperationRow } from '@node-chassis/control-plane-client'
import { EXAMPLES } from '../cloud/examples.ts'
import { INPUTS } from '../cloud/inputs.ts'
import { bench } from '../cloud/kit.ts'
import type { Bench } from '../cloud/kit.ts'
import { OPERATION_NAMES } from '../cloud/simulated-cloud.ts'

// Every operation of the reference against a cloud that holds each request against the OpenAPI documents.
let its: Bench
let cloud: ControlPlane
let engine: EngineApi

beforeAll(async () => {
  its = await bench()
  cloud = its.client({ retries: 0 })
  engine = its.engine({ retries: 0 })
})

beforeEach(() => {
  its.cloud.reset()
  its.cloud.state.policies.set('policy-1', {
    id: 'policy-1',
    kind: 'retry',
    name: 'scene-cart',
    selector: { app: 'mall', environment: '' },
    status: 'enabled',
    spec: { maxAttempts: 2 }
  })
  its.cloud.state.namespaces.push({
    namespace: 'ns1',
    namespaceShowName: 'one',
    quota: 200,
    configCount: 0,
    type: 2
  })
})

afterAll(async () => {
  await its.close()
})

const ids = Object.keys(OPERATIONS) as OperationId[]
const row = (id: OperationId): OperationRow => OPERATIONS[id]

function call(id: OperationId): Promise<unknown> {
  const { api } = row(id)
  const owner = api === 'cloud' ? cloud : api === 'iam' ? cloud.iam : engine
  const method = (owner as unknown as Record<string, (input: unknown) => Promise<unknown>>)[id]!
  return method(INPUTS[id])
}

test('there are 36, 27 and 2 operations, the same on both sides', () => {
  const count = (api: string): number => ids.filter((id) => row(id).api === api).length
  expect([count('cloud'), count('engine'), count('iam')]).toEqual([36, 27, 2])
  expect(ids.toSorted()).toEqual(OPERATION_NAMES.toSorted())
})

describe('happy', () => {
  test.each(ids)('%s', async (id) => {
    if (id === 'createNacosNamespace') its.cloud.state.namespaces.length = 1
    const answer = await call(id)
    expect(its.cloud.violations).toEqual([])
    expect(its.cloud.of(id)).toHaveLength(1)
    const { answer: kind } = row(id)
    if (kind === 'none') expect(answer).toBeUndefined()
    else if (kind === 'boolean') expect(answer).toBe(true)
    else expect(answer).toBeTypeOf('object')
    if (EXAMPLES[id] !== undefined) expect(answer).toEqual(EXAMPLES[id])
  })
})

const refusals = {
  cloud: { error_code: 'SVCSTG.00400100', error_msg: 'invalid parameter', detail: 'there' },
  engine: { errorCode: '400001', errorMessage: 'Invalid parameter(s)', detail: 'there' },
  iam: { error: { code: 400, message: 'invalid parameter', title: 'Bad Request' } }
} as const
const codes = { cloud: 'SVCSTG.00400100', engine: '400001', iam: '400' } as const

async function failureOf(id: OperationId): Promise<ControlPlaneError> {
  const error = await call(id).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ControlPlaneError)
  expect(error).toMatchObject({ operation: id })
  return error as ControlPlaneError
}

describe('failing', () => {
  test.each(ids)('%s: what the server says', async (id) => {
    const { api } = row(id)
    its.cloud.fail(id, { status: 400, body: refusals[api], headers: { 'X-Request-Id': 'req-7' } })
    const error = await failureOf(id)
    expect(error).toMatchObject({
      code: 'CHS_CLOUD_REFUSED',
      statusCode: 400,
      cloudCode: codes[api],
      requestId: 'req-7'
    })
    expect(error.message).toContain(`${id} was refused with 400 ${codes[api]}`)
    expect(error.message).toMatch(/invalid parameter/i)
  })

  test.each(ids)('%s: a 502 with a page', async (id) => {
    its.cloud.fail(id, 'html-502')
    expect(await failureOf(id)).toMatchObject({
      code: 'CHS_CLOUD_REFUSED',
      statusCode: 502,
      requestId: 'req-page'
    })
  })

  test.each(ids)('%s: a broken connection', async (id) => {
    its.cloud.fail(id, 'drop')
    expect(await failureOf(id)).toMatchObject({ code: 'CHS_CLOUD_UNAVAILABLE' })
  })

  test.each(ids)('%s: a redirect is not followed', async (id) => {
    its.cloud.fail(id, 'redirect')
    expect(await failureOf(id)).toMatchObject({ code: 'CHS_CLOUD_ANSWER', statusCode: 302 })
    expect(its.cloud.violations).toEqual([])
    expect(its.cloud.of(id)).toHaveLength(1)
  })

  const read = ids.filter((id) => row(id).answer !== 'none')
  test.each(read)('%s: a page with status 200', async (id) => {
    its.cloud.fail(id, 'html')
    const error = await failureOf(id)
    expect(error).toMatchObject({ code: 'CHS_CLOUD_ANSWER', statusCode: 200, requestId: 'req-page' })
    expect(error.message).toContain('a page')
  })

  test.each(read.filter((id) => id !== 'createNacosNamespace'))('%s: JSON that ends early', async (id) => {
    its.cloud.fail(id, 'truncated')
    const error = await failureOf(id)
    expect(error).toMatchObject({ code: 'CHS_CLOUD_ANSWER', requestId: 'req-cut' })
    expect(error.message).toContain('JSON that ends early')
  })

  test.each(read)('%s: no body', async (id) => {
    its.cloud.fail(id, 'empty')
    if (id === 'createNacosNamespace') its.cloud.state.namespaces.length = 1
    // A change whose answer says nothing anyway is done.
    if (row(id).answer === 'result') expect(await call(id)).toEqual({})
    else expect(await failureOf(id)).toMatchObject({ code: 'CHS_CLOUD_ANSWER' })
  })
})
