import type { Gate } from '@node-chassis/core'
import type { HistogramSample, Sample } from './family.ts'

/** Upper bounds in seconds: those of OpenTelemetry's `http.server.request.duration`. */
export const SERVED_BOUNDS: readonly number[] = Object.freeze([
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
])

interface Refusals extends Sample {
  value: number
}

// What HTTP knows; a client may send any word as its method, and each would be a series for ever.
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const SUM = SERVED_BOUNDS.length + 1

/** Counts of what this process has served, by method and status; bounded, whatever clients send. */
export class ServedMeter {
  active = 0
  readonly #cells = new Map<string, Float64Array>()
  readonly #refusals = new Map<string, Refusals>()
  readonly #ofGate = new WeakMap<Gate, Refusals>()

  /** @param status 0: the client left before its answer was out */
  ended(method: string, status: number, durationMs: number): void {
    const key = `${METHODS.has(method) ? method : '_OTHER'} ${status}`
    let cells = this.#cells.get(key)
    if (cells === undefined) this.#cells.set(key, (cells = new Float64Array(SUM + 1)))
    const seconds = durationMs / 1000
    let bucket = 0
    while (bucket < SERVED_BOUNDS.length && seconds > SERVED_BOUNDS[bucket]!) bucket++
    cells[bucket] = cells[bucket]! + 1
    cells[SUM] = cells[SUM]! + seconds
  }

  refused(gate: Gate): void {
    let cell = this.#ofGate.get(gate)
    if (cell === undefined) {
      const { rule, code } = gate
      // A changed policy has a new gate of the same name: its count goes on.
      const key = `${rule} ${code}`
      cell = this.#refusals.get(key) ?? { labels: { rule, code }, value: 0 }
      this.#refusals.set(key, cell)
      this.#ofGate.set(gate, cell)
    }
    cell.value++
  }

  durations(): readonly HistogramSample[] {
    return [...this.#cells].map(([key, cells]) => {
      const [method = '', status = '0'] = key.split(' ')
      const labels =
        status === '0'
          ? { http_request_method: method, error_type: 'client_gone' }
          : { http_request_method: method, http_response_status_code: status }
      return { labels, buckets: [...cells.subarray(0, SUM)], sum: cells[SUM]! }
    })
  }

  refusals(): readonly Sample[] {
    return [...this.#refusals.values()]
  }
}
