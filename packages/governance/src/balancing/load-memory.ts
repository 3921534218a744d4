import type { Outcome } from '@node-chassis/core'

/** What is assumed of an instance that has answered nothing yet: neither the best nor a pariah (routing.md 10.1). */
const FIRST_COST_MS = 30
/** Time constant of the decay (finagle: loadbalancer/p2c/P2CPeakEwma; linkerd2: the same). */
const DECAY_MS = 10_000
const FAILURE_FACTOR = 3
const FAILURE_FLOOR_MS = 1000
/** Calls that a mean is made of (routing.md 8.3). */
const WINDOW = 50

// One cache line for each instance: choosing among ten thousand then costs two misses, not ten.
const STRIDE = 8
const COST = 0
const STAMP = 1
const IN_FLIGHT = 2
const FAILURES = 3
const MEASURED = 4
const SUM = 5
const FIRST_SLOTS = 16

/** What measuring balancers know of the instances of one service, in rows of numbers. */
export class LoadTable {
  #rows = new Float64Array(FIRST_SLOTS * STRIDE)
  #slots = 0
  readonly #free: number[] = []

  /** A row for one more instance. @param now monotonic ms */
  add(now: number): LoadMemory {
    const slot = this.#free.pop() ?? this.#slots++
    if ((slot + 1) * STRIDE > this.#rows.length) {
      const rows = new Float64Array(this.#rows.length * 2)
      rows.set(this.#rows)
      this.#rows = rows
    }
    this.#rows.fill(0, slot * STRIDE, (slot + 1) * STRIDE)
    this.#rows[slot * STRIDE + COST] = FIRST_COST_MS
    this.#rows[slot * STRIDE + STAMP] = now
    return new LoadMemory(this, slot)
  }

  /** The row serves another instance from now on. */
  free(slot: number): void {
    this.#free.push(slot)
  }

  /** What one more request would have to expect: expected milliseconds times the requests then in flight. */
  load(slot: number, now: number): number {
    const row = slot * STRIDE
    // Once a millisecond is as good as always, and picks come far denser.
    if (now - (this.#rows[row + STAMP] as number) >= 1) this.observe(slot, 0, now)
    return (this.#rows[row + COST] as number) * ((this.#rows[row + IN_FLIGHT] as number) + 1)
  }

  /** Peak EWMA: a higher value counts at once, a lower one with time (routing.md 10.1). */
  observe(slot: number, ms: number, now: number): void {
    const rows = this.#rows
    const row = slot * STRIDE
    const cost = rows[row + COST] as number
    const stamp = rows[row + STAMP] as number
    if (ms > cost) {
      rows[row + COST] = ms
    } else {
      const weight = decay((now - stamp) / DECAY_MS)
      rows[row + COST] = ms * (1 - weight) + cost * weight
    }
    if (now > stamp) rows[row + STAMP] = now
  }

  cost(slot: number): number {
    return this.#rows[slot * STRIDE + COST] as number
  }

  inFlight(slot: number): number {
    return this.#rows[slot * STRIDE + IN_FLIGHT] as number
  }

  moveInFlight(slot: number, by: 1 | -1): void {
    this.#rows[slot * STRIDE + IN_FLIGHT] = this.inFlight(slot) + by
  }

  failuresInRow(slot: number): number {
    return this.#rows[slot * STRIDE + FAILURES] as number
  }

  setFailuresInRow(slot: number, count: number): void {
    this.#rows[slot * STRIDE + FAILURES] = count
  }

  /** Mean of the last durations in whole milliseconds; -1 while none was measured. */
  mean(slot: number): number {
    const row = slot * STRIDE
    const measured = this.#rows[row + MEASURED] as number
    return measured === 0 ? -1 : Math.trunc((this.#rows[row + SUM] as number) / measured)
  }

  /** One duration in, the oldest out. Whole milliseconds: the sum stays exact for ever. */
  moveWindow(slot: number, added: number, dropped: number, measured: number): void {
    const row = slot * STRIDE
    this.#rows[row + SUM] = (this.#rows[row + SUM] as number) + added - dropped
    this.#rows[row + MEASURED] = measured
  }
}

/**
 * What measuring balancers know of one instance. It lives as long as the instance, across lists and policies
 * (routing.md 8.3), and is fed by the calls themselves.
 */
export class LoadMemory {
  readonly #table: LoadTable
  #slot: number
  // Only where somebody asks for means.
  #window: Uint32Array | undefined = undefined
  #next = 0
  #measured = 0

  /** Made by `LoadTable.add`. */
  constructor(table: LoadTable, slot: number) {
    this.#table = table
    this.#slot = slot
  }

  /** Its row in the table. */
  get slot(): number {
    return this.#slot
  }

  /** Requests on their way to it. */
  get inFlight(): number {
    return this.#slot < 0 ? 0 : this.#table.inFlight(this.#slot)
  }

  /** Failures since its last success. */
  get failuresInRow(): number {
    return this.#slot < 0 ? 0 : this.#table.failuresInRow(this.#slot)
  }

  /** Expected milliseconds of a request, as they were last looked at. */
  get cost(): number {
    return this.#slot < 0 ? 0 : this.#table.cost(this.#slot)
  }

  begin(): void {
    if (this.#slot >= 0) this.#table.moveInFlight(this.#slot, 1)
  }

  end(): void {
    if (this.#slot >= 0) this.#table.moveInFlight(this.#slot, -1)
  }

  /** From now on the last 50 durations are kept. */
  keepDurations(): void {
    this.#window ??= new Uint32Array(WINDOW)
  }

  /** An attempt ended with something to learn from. @param outcome with its duration, as it is booked */
  record({ phase, status, durationMs }: Outcome, now: number): void {
    if (this.#slot < 0) return
    this.#addDuration(durationMs)
    const unhealthy = isUnhealthy(phase, status)
    this.#table.setFailuresInRow(this.#slot, unhealthy ? this.failuresInRow + 1 : 0)
    // An instance that fails fast must not look like the fastest one.
    const cost =
      unhealthy || status >= 500
        ? Math.max(durationMs, this.cost * FAILURE_FACTOR, FAILURE_FLOOR_MS)
        : durationMs
    this.observe(cost, now)
  }

  observe(ms: number, now: number): void {
    if (this.#slot >= 0) this.#table.observe(this.#slot, ms, now)
  }

  /** The instance is gone: calls that are still on their way to it are not booked to whoever gets its row. */
  free(): void {
    if (this.#slot >= 0) this.#table.free(this.#slot)
    this.#slot = -1
  }

  #addDuration(ms: number): void {
    const window = this.#window
    if (window === undefined) return
    const whole = Math.trunc(ms)
    const dropped = window[this.#next] as number
    window[this.#next] = whole
    this.#next = (this.#next + 1) % WINDOW
    if (this.#measured < WINDOW) this.#measured++
    this.#table.moveWindow(this.#slot, whole, dropped, this.#measured)
  }
}

// e^-x. Picks come every few milliseconds: there a parabola is right to a millionth and spares the call.
function decay(x: number): number {
  if (x <= 0) return 1
  return x < 0.02 ? 1 - x * (1 - x / 2) : Math.exp(-x)
}

/** The failures that java-chassis counts against a sticky server: 490, 503, 408 and whatever is no answer (routing.md 8.4). */
function isUnhealthy(phase: Outcome['phase'], status: number): boolean {
  return phase !== 'ANSWER' || status === 408 || status === 490 || status === 503
}
