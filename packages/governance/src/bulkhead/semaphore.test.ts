import { QUEUED, REFUSED } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { vectors } from '../../test-data/load.ts'
import { parsePolicy } from '../policy.ts'
import { Semaphore } from './semaphore.ts'

type Event = readonly [now: number, kind: 'enter' | 'exit' | 'expire', call: string, result: unknown]

function run(semaphore: Semaphore, events: readonly Event[]): unknown[] {
  let admitted: string[] = []
  const waiting = new Map<string, { readonly until: number; readonly leave: () => void }>()
  return events.map(([now, kind, call]) => {
    if (kind === 'enter') {
      const permit = semaphore.acquire()
      if (permit === QUEUED) {
        const leave = semaphore.enqueue(() => {
          waiting.delete(call)
          admitted.push(call)
        })
        waiting.set(call, { until: now + semaphore.maxWaitMs, leave })
      }
      return permit === QUEUED ? 'wait' : permit === REFUSED ? 'reject' : 'ok'
    }
    if (kind === 'exit') {
      admitted = []
      semaphore.release()
      return admitted
    }
    const expired = [...waiting].filter(([, { until }]) => until <= now)
    for (const [name, { leave }] of expired) {
      leave()
      waiting.delete(name)
    }
    return expired.map(([name]) => name)
  })
}

describe('bulkhead', () => {
  test.each(vectors('bulkhead').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const policy = parsePolicy('bulkhead', 'a', vector.policy as string)
    if (!policy.ok) throw new Error(policy.reason)
    const events = vector.events as Event[]
    expect(run(new Semaphore(policy.value.options), events)).toEqual(events.map(([, , , result]) => result))
  })

  test('leaving the queue twice, or after the turn came, changes nothing', () => {
    const semaphore = new Semaphore({ maxConcurrentCalls: 1, maxWaitDurationMs: 10 })
    semaphore.acquire()
    semaphore.acquire()
    const leave = semaphore.enqueue(() => {})
    semaphore.release()
    leave()
    leave()
    expect(semaphore.acquire()).toBe(QUEUED)
    semaphore.release()
    expect(semaphore.isIdle).toBe(true)
  })
})
