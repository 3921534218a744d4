import { createConfiguration } from '@node-chassis/config-client'
import { createContext } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import type { ObservedCall } from '@node-chassis/invoker'
import { describe, expect, test } from 'vitest'
import { SlowCalls } from './slow-calls.ts'

function settings(options: Record<string, string>): ReturnType<typeof createConfiguration> {
  return createConfiguration({
    env: simulatedEnv(),
    options,
    variables: {},
    args: [],
    dir: import.meta.dirname
  })
}

function call(service: string, schema?: string, operation?: string): ObservedCall {
  return {
    side: 'consumer',
    method: 'GET',
    path: '/orders',
    template: undefined,
    service,
    target: { app: 'default', service },
    schema,
    operation,
    context: createContext([['X-B3-TraceId', 'abc']]),
    header: () => undefined,
    query: () => undefined,
    hints: undefined,
    attempts: 2,
    instance: 'i1',
    group: 'all',
    outcome: {
      phase: 'ANSWER',
      status: 200,
      code: undefined,
      error: undefined,
      durationMs: 900,
      started: true
    }
  }
}

const ENABLED = 'servicecomb.consumer.invocation.slow.enabled'
const MS = 'servicecomb.consumer.invocation.slow.msTime'

function logged(options: Record<string, string>, ...calls: readonly [ObservedCall, number][]): string[] {
  const log = recordingLogger()
  const slow = SlowCalls.of(settings(options), log)
  for (const [one, ms] of calls) slow?.ended(one, ms)
  return log.records.map(({ service, limitMs }) => `${String(service)} ${String(limitMs)}`)
}

describe('slow calls', () => {
  test('are nobody’s business until a key says so', () => {
    expect(SlowCalls.of(settings({}), recordingLogger())).toBeUndefined()
    expect(SlowCalls.of(settings({ [ENABLED]: 'false', [MS]: '1' }), recordingLogger())).toBeUndefined()
  })

  test('longer than a second by default, strictly; one line with what is needed to look further', () => {
    const log = recordingLogger()
    const slow = SlowCalls.of(settings({ [ENABLED]: 'true' }), log)
    slow?.ended(call('order'), 1000)
    expect(log.records).toEqual([])
    slow?.ended(call('order'), 1000.6)
    expect(log.records).toEqual([
      {
        level: 40,
        msg: 'slow call: GET order took 1001 ms',
        service: 'order',
        method: 'GET',
        path: '/orders',
        durationMs: 1001,
        limitMs: 1000,
        attempts: 2,
        instance: 'i1',
        phase: 'ANSWER',
        status: 200,
        code: undefined,
        traceId: 'abc'
      }
    ])
  })

  test('the most specific key wins, for switch and limit alike', () => {
    const options = {
      [ENABLED]: 'true',
      [`${ENABLED}.quiet`]: 'false',
      [MS]: '500',
      [`${MS}.order`]: '200',
      [`${MS}.order.api.find`]: '50'
    }
    expect(
      logged(
        options,
        [call('stock'), 501],
        [call('order'), 201],
        [call('order', 'api', 'list'), 199],
        [call('order', 'api', 'find'), 51],
        [call('quiet'), 9999]
      )
    ).toEqual(['stock 500', 'order 200', 'order 50'])
  })

  test('one target alone', () => {
    expect(logged({ [`${ENABLED}.order`]: 'true' }, [call('order'), 1001], [call('stock'), 1001])).toEqual([
      'order 1000'
    ])
  })

  test.each(['servicecomb.metrics.Consumer.invocation.slow', 'servicecomb.Consumer.invocation.slow'])(
    'the spelling of Java: %s',
    (prefix) => {
      const options = {
        [`${prefix}.enabled`]: 'true',
        [`${prefix}.msTime`]: '100',
        [`${prefix}.msTime.order`]: '10'
      }
      expect(logged(options, [call('stock'), 101], [call('order'), 11])).toEqual(['stock 100', 'order 10'])
    }
  )

  test.each([
    [`${ENABLED}.order`, 'perhaps'],
    [MS, 'long']
  ])('%s=%s is refused when it is read, not when a call is slow', (key, value) => {
    expect(() => SlowCalls.of(settings({ [key]: value }), recordingLogger())).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key })
    )
  })
})
