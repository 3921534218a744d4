import { REFUSED } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { vectors } from '../../test-data/load.ts'
import { parsePolicy } from '../policy.ts'
import { FaultInjectionGate } from './gate.ts'

function gateOf(policy: string): { readonly gate: FaultInjectionGate; readonly delays: boolean } {
  const parsed = parsePolicy('faultInjection', 'a', policy)
  if (!parsed.ok) throw new Error(parsed.reason)
  return {
    gate: new FaultInjectionGate(parsed.value.key, parsed.value.options),
    delays: parsed.value.options.type === 'delay'
  }
}

describe('fault injection', () => {
  test.each(vectors('fault').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    // A delay of no time cannot be told from no hit, so every delay is made one longer where none is given.
    const policy = vector.policy as string
    const silent = !/delayTime/.test(policy) || vector.delayMs === 0
    const text = silent ? `${policy.replace(/^delayTime:.*$/m, '')}\ndelayTime: 1`.trim() : policy
    const { gate, delays } = gateOf(text)
    const hits: number[] = []
    for (let n = 1; n <= (vector.calls as number); n++) {
      const permit = gate.admit()
      if (permit === 0) continue
      hits.push(n)
      expect(permit).toBe(delays ? (silent ? 1 : (vector.delayMs ?? permit)) : REFUSED)
    }
    expect(hits).toEqual(vector.expectHits)
  })

  test('an abort has the configured status; ReturnNull stands for an empty answer', () => {
    const { gate } = gateOf('type: abort\npercentage: 100\nerrorCode: 421')
    expect([gate.admit(), gate.status, gate.message, gate.answersEmpty]).toEqual([
      REFUSED,
      421,
      'aborted by fault inject',
      false
    ])
    expect(gateOf('type: abort\nfallbackType: ReturnNull').gate.answersEmpty).toBe(true)
  })
})
