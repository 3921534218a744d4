import { REFUSED } from '@node-chassis/core'
import type { Permit } from '@node-chassis/core'
import type { DelayingGate } from '../chain.ts'
import type { FaultInjectionOptions } from './options.ts'

/**
 * Delays or ends calls on purpose, by counting (governance.md 6.8): call n is hit when `trunc(n * p / 100)` goes up. A
 * delay is the permit; an abort refuses with `errorCode` as status (D15), or, when `answersEmpty`, stands for an answer
 * 200 without a body.
 */
export class FaultInjectionGate implements DelayingGate {
  readonly code = 'CHS_FAULT_INJECTED'
  readonly status: number
  readonly message = 'aborted by fault inject'
  readonly permitIsDelay = true
  readonly rule: string
  /** A refusal means: answer 200, no body, `Content-Type: application/json`. */
  readonly answersEmpty: boolean
  readonly #percentage: number
  readonly #hit: Permit
  #calls = 0

  constructor(rule: string, options: FaultInjectionOptions) {
    this.rule = rule
    this.status = options.errorCode
    this.answersEmpty = options.fallbackType !== 'ThrowException'
    const inert = options.forceClosed || (options.type !== 'delay' && options.type !== 'abort')
    this.#percentage = inert ? 0 : Math.min(100, Math.max(0, options.percentage))
    this.#hit = options.type === 'abort' ? REFUSED : options.delayTimeMs
  }

  admit(): Permit {
    if (this.#percentage === 0) return 0
    const n = ++this.#calls
    const hit = Math.trunc((n * this.#percentage) / 100) !== Math.trunc(((n - 1) * this.#percentage) / 100)
    return hit ? this.#hit : 0
  }

  settle(): void {
    // Nothing was taken.
  }
}
