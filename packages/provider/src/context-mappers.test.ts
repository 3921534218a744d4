import { describe, expect, test } from 'vitest'
import { readNameMap } from './context-mappers.ts'
import type { GuardOptions } from './guard.ts'
import { ALL, fakeChassis, provide } from './provider.test-support.ts'

/** The context that the handler of one request sees, without the trace id. */
async function contextFor(
  values: Record<string, string>,
  headers: Record<string, string> = {},
  path = '/orders/1?lane=gray',
  options: GuardOptions = {}
): Promise<Record<string, string>> {
  const chassis = fakeChassis(values)
  const { url } = await provide(
    chassis,
    (_request, response) =>
      void response.end(JSON.stringify(Object.fromEntries(chassis.context.current().entries))),
    options
  )
  const response = await fetch(url + path, { headers })
  const { 'X-B3-TraceId': _trace, ...entries } = (await response.json()) as Record<string, string>
  return entries
}

describe('mapper policies (governance.md 6.11)', () => {
  test('path, method, header, query and literal; what is absent sets nothing', async () => {
    const target =
      'target: {u: $U, m: $M, h: "$H{X-User}", q: "$Q{lane}", no: "$H{none}", empty: "", l: text}'
    const seen = await contextFor({ ...ALL, 'servicecomb.mapper.all': target }, { 'x-user': 'beta' })
    expect(seen).toEqual({ u: '/orders/1', m: 'GET', h: 'beta', q: 'gray', l: 'text' })
  })

  test('both families together; where they name the same key, mapper counts', async () => {
    const seen = await contextFor({
      ...ALL,
      'servicecomb.mapper.all': 'target: {a: mapper}',
      'servicecomb.contextMapper.all': 'target: {a: contextMapper, b: contextMapper}'
    })
    expect(seen).toEqual({ a: 'mapper', b: 'contextMapper' })
  })

  test('the other policies already see what was mapped', async () => {
    const values = {
      ...ALL,
      'servicecomb.mapper.all': 'target: {lane: "$Q{lane}"}',
      'servicecomb.matchGroup.gray': 'matches: [{headers: {lane: {exact: gray}}}]',
      'servicecomb.bulkhead.gray': 'maxConcurrentCalls: 0'
    }
    const { url } = await provide(fakeChassis(values), (_request, response) => void response.end())
    const statuses = await Promise.all(
      ['/?lane=gray', '/'].map(async (path) => (await fetch(url + path)).status)
    )
    expect(statuses).toEqual([429, 200])
  })
})

describe('headerContextMapper and queryContextMapper (routing.md 4.3, N24)', () => {
  test('both spellings and both forms; inbound names of headers ignore case', async () => {
    const values = {
      'servicecomb.context.headerContextMapper': 'X-Canary: canary\nx-user: user',
      'spring.cloud.servicecomb.context.headerContextMapper.X-TENANT': 'tenant',
      'servicecomb.context.queryContextMapper.lane': 'x-lane'
    }
    const seen = await contextFor(values, {
      'x-canary': 'old',
      'X-Tenant': 't1',
      'x-cse-context': '{"canary":"sent"}'
    })
    expect(seen).toEqual({ canary: 'old', tenant: 't1', 'x-lane': 'gray' })
  })

  test.each(['- a list', 'a: [b]', '{'])('%s is refused with its key', (text) => {
    const { config } = fakeChassis({ 'servicecomb.context.headerContextMapper': text })
    expect(() => readNameMap(config, 'headerContextMapper')).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key: 'servicecomb.context.headerContextMapper' })
    )
  })
})

test('B-024: context headers from outside are believed inside, stripped at the edge, unread when told so', async () => {
  const headers = { 'x-cse-context': '{"x-lane":"gray","x-cse-src-microservice":"root"}' }
  expect(await contextFor({}, headers)).toEqual({ 'x-lane': 'gray', 'x-cse-src-microservice': 'root' })
  expect(await contextFor({}, headers, '/', { edge: true })).toEqual({})
  expect(await contextFor({ 'servicecomb.context.decodeInvocationContext': 'false' }, headers)).toEqual({})
})
