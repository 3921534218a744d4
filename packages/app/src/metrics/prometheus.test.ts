import { describe, expect, test } from 'vitest'
import { prometheusText } from './prometheus.ts'

describe('the text that Prometheus scrapes', () => {
  test('counters end in _total, units are spelled out, common labels stand on every series', () => {
    const text = prometheusText(
      [
        {
          name: 'chassis.client.calls',
          kind: 'counter',
          help: 'Calls.',
          samples: [{ labels: { target: 'order' }, value: 3 }]
        },
        {
          name: 'process.memory.usage',
          kind: 'gauge',
          unit: 'By',
          help: 'Memory.',
          samples: [{ labels: {}, value: 1e9 }]
        }
      ],
      { service: 'shop' }
    )
    expect(text).toBe(
      [
        '# HELP chassis_client_calls_total Calls.',
        '# TYPE chassis_client_calls_total counter',
        'chassis_client_calls_total{service="shop",target="order"} 3',
        '# HELP process_memory_usage_bytes Memory.',
        '# TYPE process_memory_usage_bytes gauge',
        'process_memory_usage_bytes{service="shop"} 1000000000',
        ''
      ].join('\n')
    )
  })

  test('buckets are accumulated and end in +Inf, which is the count', () => {
    const text = prometheusText(
      [
        {
          name: 'a',
          kind: 'histogram',
          unit: 's',
          help: 'A.',
          bounds: [0.005, 0.1],
          samples: [{ labels: {}, buckets: [2, 0, 1], sum: 1.5 }]
        }
      ],
      {}
    )
    expect(text.split('\n').slice(2, -1)).toEqual([
      'a_seconds_bucket{le="0.005"} 2',
      'a_seconds_bucket{le="0.1"} 2',
      'a_seconds_bucket{le="+Inf"} 3',
      'a_seconds_sum 1.5',
      'a_seconds_count 3'
    ])
  })

  test('what somebody named a policy cannot forge a series', () => {
    const text = prometheusText(
      [
        {
          name: 'a',
          kind: 'gauge',
          help: 'one\ntwo',
          samples: [{ labels: { rule: 'x"} 1\nforged 7\r\nforged 8 \\' }, value: Number.POSITIVE_INFINITY }]
        }
      ],
      {}
    )
    expect(text).toBe(
      '# HELP a one\\ntwo\n# TYPE a gauge\na{rule="x\\"} 1\\nforged 7 \\nforged 8 \\\\"} +Inf\n'
    )
  })

  test('a name without a series is left out', () => {
    expect(prometheusText([{ name: 'a', kind: 'gauge', help: 'A.', samples: [] }], {})).toBe('')
  })
})
