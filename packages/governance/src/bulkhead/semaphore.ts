import { QUEUED, REFUSED } from '@node-chassis/core'
import type { Permit } from '@node-chassis/core'
import type { BulkheadOptions } from './options.ts'

interface Waiter {
  readonly run: () => void
  previous: Waiter | undefined
  next: Waiter | undefined
  waiting: boolean
}

/** Fair semaphore (governance.md 6.5): first come, first served; a freed slot goes to the head of the queue. */
export class Semaphore {
  readonly maxWaitMs: number
  readonly #limit: number
  #running = 0
  #head: Waiter | undefined
  #tail: Waiter | undefined
  readonly #onChange: () => void

  /** @param onChange hears whenever `isFree` changes */
  constructor(options: BulkheadOptions, onChange: () => void = nothing) {
    this.#onChange = onChange
    this.#limit = options.maxConcurrentCalls
    this.maxWaitMs = Math.trunc(options.maxWaitDurationMs)
  }

  get isFree(): boolean {
    return this.#running < this.#limit
  }

  /** Whether no call holds a slot or waits for one. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#head === undefined
  }

  acquire(): Permit {
    // Nobody waits while a slot is free: `release` hands slots over.
    if (this.#running < this.#limit) {
      this.#running++
      if (!this.isFree) this.#onChange()
      return 0
    }
    return this.maxWaitMs > 0 ? QUEUED : REFUSED
  }

  enqueue(run: () => void): () => void {
    const waiter: Waiter = { run, previous: this.#tail, next: undefined, waiting: true }
    if (this.#tail === undefined) this.#head = waiter
    else this.#tail.next = waiter
    this.#tail = waiter
    return () => this.#leave(waiter)
  }

  release(): void {
    const first = this.#head
    if (first !== undefined) {
      this.#leave(first)
      first.run()
      return
    }
    this.#running--
    if (this.#running === this.#limit - 1) this.#onChange()
  }

  #leave(waiter: Waiter): void {
    if (!waiter.waiting) return
    waiter.waiting = false
    if (waiter.previous === undefined) this.#head = waiter.next
    else waiter.previous.next = waiter.next
    if (waiter.next === undefined) this.#tail = waiter.previous
    else waiter.next.previous = waiter.previous
  }
}

function nothing(): void {}
