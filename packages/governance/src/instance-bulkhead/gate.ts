import type { Call, Clock, Permit, WaitingGate } from '@node-chassis/core'
import type { BulkheadOptions } from '../bulkhead/options.ts'
import { Semaphore } from '../bulkhead/semaphore.ts'
import { InstanceGateTable } from '../instance-gates.ts'
import type { KeptGate } from '../instance-gates.ts'

/** A semaphore for each instance that calls of this policy have met (governance.md 6.6). */
export function instanceBulkhead(rule: string, options: BulkheadOptions, clock: Clock): InstanceGateTable {
  return new InstanceGateTable(
    { kind: 'instanceBulkhead', code: 'CHS_BULKHEAD_FULL', rule, forceOpen: false },
    clock,
    (_instance, onChange) => new InstanceBulkheadGate(rule, new Semaphore(options, onChange))
  )
}

class InstanceBulkheadGate implements KeptGate, WaitingGate {
  readonly code = 'CHS_BULKHEAD_FULL'
  readonly status = 503
  readonly message = 'bulkhead is full and does not permit further calls.'
  readonly rule: string
  readonly blockedUntil = Infinity
  usedAt = 0
  readonly #semaphore: Semaphore

  constructor(rule: string, semaphore: Semaphore) {
    this.rule = rule
    this.#semaphore = semaphore
  }

  get maxWaitMs(): number {
    return this.#semaphore.maxWaitMs
  }

  /** A full one with a queue says no: the picker shall prefer an instance that takes the call at once. */
  wouldAdmit(): boolean {
    return this.#semaphore.isFree
  }

  holds(): boolean {
    return !this.#semaphore.isIdle
  }

  admit(_call: Call, now: number): Permit {
    this.usedAt = now
    return this.#semaphore.acquire()
  }

  enqueue(run: () => void): () => void {
    return this.#semaphore.enqueue(run)
  }

  settle(): void {
    this.#semaphore.release()
  }
}
