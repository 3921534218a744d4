import type { ServerResponse } from 'node:http'
import type { Clock, Gate, Outcome, Permit } from '@node-chassis/core'
import { settleAll } from '@node-chassis/governance'
import { isOver, whenOver } from './over.ts'
import type { RequestCall } from './request-call.ts'

/**
 * A request that passed its gates: settles them exactly once, when the answer is out or the client has gone. A client
 * that leaves while the handler runs is booked nowhere (decisions.md N26, D12).
 */
export class SettledRequest implements Outcome {
  phase: 'ANSWER' | 'LOCAL' = 'ANSWER'
  status = 0
  readonly code = undefined
  /** What the handler threw and nobody handled (D20). */
  error: Error | undefined
  durationMs = 0
  readonly started = true

  /** The guard whose this is. */
  readonly owner: object
  /** That of a guard that the request went through before. */
  readonly outer: SettledRequest | undefined
  readonly #clock: Clock
  readonly #gates: readonly Gate[]
  readonly #call: RequestCall
  readonly #permits: readonly Permit[]
  readonly #since: number
  readonly #statusHeader: string | undefined
  #handling = false
  #left = false
  readonly #response: ServerResponse
  #gone: AbortController | undefined

  constructor(
    owner: object,
    outer: SettledRequest | undefined,
    response: ServerResponse,
    clock: Clock,
    gates: readonly Gate[],
    call: RequestCall,
    permits: readonly Permit[],
    since: number,
    statusHeader: string | undefined
  ) {
    this.owner = owner
    this.outer = outer
    this.#response = response
    this.#clock = clock
    this.#gates = gates
    this.#call = call
    this.#permits = permits
    this.#since = since
    this.#statusHeader = statusHeader
  }

  /** Aborted when the client leaves before its answer is out; made when somebody asks for it. */
  get signal(): AbortSignal {
    if (this.#gone === undefined) {
      const gone = new AbortController()
      const response = this.#response
      this.#gone = gone
      if (isOver(response)) {
        if (!response.writableFinished) gone.abort()
      } else {
        whenOver(response, () => {
          if (!response.writableFinished) gone.abort()
        })
      }
    }
    return this.#gone.signal
  }

  /** Settles when the request is over. */
  watch(): void {
    const response = this.#response
    whenOver(response, () => {
      // The client left, the handler goes on: until it ends it takes up its place in the bulkhead (N26).
      if (this.#handling && !response.writableFinished) this.#left = true
      else this.#settle()
    })
  }

  /** The handler runs now, and its end will be told. Answers how. */
  handling(): () => void {
    this.#handling = true
    return () => {
      this.#handling = false
      if (this.#left) this.#settle()
      this.#left = false
    }
  }

  /** Notes an error that no handler dealt with. One with a status of its own goes by the status rule (D20). */
  failed(error: unknown): void {
    if (hasStatus(error)) return
    this.error = error instanceof Error ? error : new Error(String(error))
  }

  #settle(): void {
    const response = this.#response
    const now = this.#clock.now()
    this.durationMs = now - this.#since
    if (response.writableFinished) this.status = this.#statusOf(response)
    // The answer had begun when the handler failed, so it was cut off: as good as a 500.
    else if (this.error !== undefined) this.status = 500
    else this.phase = 'LOCAL'
    settleAll(this.#gates, this.#call, this.#permits, this, now)
  }

  #statusOf(response: ServerResponse): number {
    if (this.#statusHeader !== undefined) {
      const said = Number(response.getHeader(this.#statusHeader))
      if (Number.isInteger(said) && said > 0) return said
    }
    return response.statusCode
  }
}

// As the last resort of Express reads it (finalhandler): a status that is no error's is none.
function hasStatus(error: unknown): boolean {
  const { status, statusCode } = Object(error) as { status?: unknown; statusCode?: unknown }
  return isErrorStatus(status) || isErrorStatus(statusCode)
}

function isErrorStatus(value: unknown): boolean {
  return typeof value === 'number' && value >= 400 && value < 600
}
