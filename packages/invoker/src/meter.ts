import type { Outcome } from '@node-chassis/core'

/** How a call or an attempt can end, as counted. */
export const RESULTS = [
  'success',
  'clientError',
  'serverError',
  'refused',
  'noInstance',
  'unsent',
  'lost',
  'cut',
  'timedOut',
  'withdrawn'
] as const

export type Result = (typeof RESULTS)[number]

/** Upper bounds of the latency buckets in milliseconds: those of OpenTelemetry's `http.client.request.duration`. */
export const LATENCY_BOUNDS_MS: readonly number[] = Object.freeze([
  5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000
])

const at = (result: Result): number => RESULTS.indexOf(result)
const SUCCESS = at('success')
const CLIENT_ERROR = at('clientError')
const SERVER_ERROR = at('serverError')
const REFUSED = at('refused')
const NO_INSTANCE = at('noInstance')
const UNSENT = at('unsent')
const LOST = at('lost')
const CUT = at('cut')
const TIMED_OUT = at('timedOut')
const WITHDRAWN = at('withdrawn')

const BUCKETS = RESULTS.length
// One more than there are bounds: what took longer than the last.
const SUM = BUCKETS + LATENCY_BOUNDS_MS.length + 1
const REQUESTS = SUM + 1
const CELLS = REQUESTS + 1

/** Counts and latencies since the start; one typed array, found by the call through its keeper or its instance. */
export class Meter {
  /** Begun and not ended. */
  active = 0
  readonly #cells = new Float64Array(CELLS)

  /** @param requests how many requests it took */
  ended(outcome: Outcome, durationMs: number, requests: number): void {
    const cells = this.#cells
    const result = resultOf(outcome)
    cells[result] = cells[result]! + 1
    cells[REQUESTS] = cells[REQUESTS]! + requests
    // Neither a refusal nor a caller who left says anything of how long calls take.
    if (result === REFUSED || result === WITHDRAWN) return
    let bucket = 0
    while (bucket < LATENCY_BOUNDS_MS.length && durationMs > LATENCY_BOUNDS_MS[bucket]!) bucket++
    cells[BUCKETS + bucket] = cells[BUCKETS + bucket]! + 1
    cells[SUM] = cells[SUM]! + durationMs
  }

  /** How many ended so. */
  count(result: Result): number {
    return this.#cells[at(result)]!
  }

  get requests(): number {
    return this.#cells[REQUESTS]!
  }

  get sumMs(): number {
    return this.#cells[SUM]!
  }

  /** How many fell into each bucket; the last is for what exceeds every bound. */
  buckets(): readonly number[] {
    return [...this.#cells.subarray(BUCKETS, SUM)]
  }
}

function resultOf({ phase, status, code }: Outcome): number {
  switch (phase) {
    case 'ANSWER':
      return status < 400 ? SUCCESS : status < 500 ? CLIENT_ERROR : SERVER_ERROR
    case 'REFUSED':
      return REFUSED
    case 'UNSENT':
      return UNSENT
    case 'LOST':
      return LOST
    case 'CUT':
      return CUT
    case 'LIMIT':
      return TIMED_OUT
    case 'LOCAL':
      if (code === 'CHS_NO_INSTANCE') return NO_INSTANCE
      if (code === 'CHS_REQUEST_TIMEOUT') return TIMED_OUT
      return code === 'CHS_POOL_QUEUE_FULL' ? REFUSED : WITHDRAWN
  }
}
