import { silentLogger, systemEnv } from '@node-chassis/core'
import { createGovernance, explainText } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'
import { startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { instance, rejection, startKit } from './invoker-kit.ts'

const ALL = { 'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }' }

function governed(values: Record<string, string>): GovernanceEngine {
  const governance = createGovernance({
    env: systemEnv(silentLogger),
    self: { app: 'default', service: 'shop', version: '1.0.0' }
  })
  governance.apply(new Map(Object.entries({ ...ALL, ...values })))
  expect(governance.problems).toEqual([])
  return governance
}

describe('whole calls', () => {
  test('fault ReturnNull: 200, no body, application/json, nothing is sent, collected and streamed', async () => {
    let asked = 0
    await using upstream = await startUpstream((_request, response) => {
      asked++
      response.end('real')
    })
    const fault = 'type: abort\npercentage: 100\nfallbackType: ReturnNull'
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      governance: governed({ 'servicecomb.faultInjection.all': fault, 'servicecomb.retry.all': '{}' })
    })
    const answer = await kit.invoker.call('order', '/')
    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([
      200,
      'application/json',
      ''
    ])
    const streamed = await kit.invoker.fetch('http://order.cse/')
    expect([streamed.status, streamed.headers.get('content-type'), await streamed.text()]).toEqual([
      200,
      'application/json',
      ''
    ])
    expect(asked).toBe(0)
  })

  test('a timeLimiter policy limits the attempt, when it is switched on', async () => {
    await using upstream = await startUpstream(() => {})
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      governance: governed({
        'servicecomb.timeLimiter.all': 'timeoutDuration: 50',
        'servicecomb.governance.timeLimiter': 'perAttempt'
      })
    })
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({ code: 'CHS_REQUEST_TIMEOUT' })
    expect(kit.invoker.explain('order').limits.attemptMs).toBe(50)
  })

  test('legacy flow control refuses calls before they are tried', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      governance: governed({
        'servicecomb.flowcontrol.enabled': 'true',
        'servicecomb.flowcontrol.Consumer.qps.limit.order': '1'
      })
    })
    expect((await kit.invoker.call('order', '/')).text()).toBe('ok')
    expect(await rejection(kit.invoker.call('order', '/'))).toMatchObject({
      code: 'CHS_RATE_LIMITED',
      statusCode: 429,
      message: 'consumer request rejected by flow control.'
    })
  })

  test('B-002: an even spread while the list is stable, and no storm of look-ups', async () => {
    const counts = new Map<string, number>()
    const start = (id: string): ReturnType<typeof startUpstream> =>
      startUpstream((_request, response) => {
        counts.set(id, (counts.get(id) ?? 0) + 1)
        response.end()
      })
    await using a = await start('a')
    await using b = await start('b')
    await using c = await start('c')
    const list = [instance('a', a.port), instance('b', b.port), instance('c', c.port)]
    await using kit = startKit({ instances: list, governance: governed({}) })
    for (let i = 0; i < 90; i++) await kit.invoker.call('order', '/')
    expect([...counts.values()]).toEqual([30, 30, 30])
    kit.source.set('order', list.slice(0, 2))
    for (let i = 0; i < 60; i++) await kit.invoker.call('order', '/')
    expect([counts.get('a'), counts.get('b'), counts.get('c')]).toEqual([60, 60, 30])
    expect(kit.source.pulls).toBeLessThanOrEqual(1)
  })

  test('explain as text: the verdict, what to change, then the reasons', async () => {
    await using upstream = await startUpstream((_request, response) => void response.end())
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      governance: governed({ 'servicecomb.instanceIsolation.all': 'minimumNumberOfCalls: 2' })
    })
    await kit.invoker.call('order', '/')
    const lines = explainText(kit.invoker.explain('order', { path: '/x' })).split('\n')
    expect(lines[0]).toBe(
      "GET /x to 'order': instanceIsolation 'all'; 1 of 1 instances can be called; 2 to look at"
    )
    expect(lines[1]).toMatch(
      /^! servicecomb\.instanceIsolation\.all: calls that the time limit of 30000 ms ends/
    )
    expect(lines).toContain(
      '  a CLOSED: 1 results so far, judged from 2 on; failed 0% (opens at 50%), slow 0% (opens at 100%)'
    )
  })
})
