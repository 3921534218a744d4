import type { Call, Outcome, Permit, WaitingGate } from '@node-chassis/core'
import type { BulkheadOptions } from './options.ts'
import { Semaphore } from './semaphore.ts'

/** At most so many calls at the same time for everything the policy matches (governance.md 6.5). */
export class BulkheadGate implements WaitingGate {
  readonly code = 'CHS_BULKHEAD_FULL'
  readonly status = 429
  readonly message = 'bulkhead is full and does not permit further calls.'
  readonly rule: string
  readonly #semaphore: Semaphore

  constructor(rule: string, options: BulkheadOptions) {
    this.rule = rule
    this.#semaphore = new Semaphore(options)
  }

  get maxWaitMs(): number {
    return this.#semaphore.maxWaitMs
  }

  admit(): Permit {
    return this.#semaphore.acquire()
  }

  enqueue(run: () => void): () => void {
    return this.#semaphore.enqueue(run)
  }

  settle(_call: Call, _permit: Permit, _outcome: Outcome | undefined): void {
    this.#semaphore.release()
  }
}
