/** Results that a breaker judges by. `total`, `failed` and `slow` speak of the results in the window now. */
export interface Window {
  readonly total: number
  readonly failed: number
  readonly slow: number
  record(failed: boolean, slow: boolean, now: number): void
  clear(): void
}

const FAILED = 1
const SLOW = 2

/** The last `size` results, two bits each. */
export class CountWindow implements Window {
  total = 0
  failed = 0
  slow = 0
  readonly #size: number
  #results: Uint8Array
  #next = 0

  constructor(size: number) {
    this.#size = size
    // Sizes come from a text: a large one costs memory only when so many calls have come.
    this.#results = new Uint8Array(Math.min(size, 128))
  }

  record(failed: boolean, slow: boolean): void {
    if (this.total === this.#size) {
      const oldest = this.#results[this.#next] ?? 0
      if (oldest & FAILED) this.failed--
      if (oldest & SLOW) this.slow--
    } else {
      if (this.#next === this.#results.length) this.#grow()
      this.total++
    }
    this.#results[this.#next] = (failed ? FAILED : 0) | (slow ? SLOW : 0)
    if (failed) this.failed++
    if (slow) this.slow++
    this.#next++
    if (this.#next === this.#size) this.#next = 0
  }

  clear(): void {
    this.total = this.failed = this.slow = this.#next = 0
  }

  #grow(): void {
    const larger = new Uint8Array(Math.min(this.#size, this.#results.length * 2))
    larger.set(this.#results)
    this.#results = larger
  }
}

const STRIDE = 4

/** Results of the last `size` seconds, the current one included, counted per second of completion. */
export class TimeWindow implements Window {
  total = 0
  failed = 0
  slow = 0
  readonly #size: number
  // A ring of [second, total, failed, slow], only of seconds in which something ended; its length is a power of two.
  #ring = new Float64Array(8 * STRIDE)
  #head = 0
  #count = 0

  constructor(size: number) {
    this.#size = size
  }

  record(failed: boolean, slow: boolean, now: number): void {
    const second = Math.floor(now / 1000)
    this.#forget(second - this.#size)
    const at = this.#slotOf(second)
    this.#add(at + 1, 1)
    this.total++
    if (failed) {
      this.#add(at + 2, 1)
      this.failed++
    }
    if (slow) {
      this.#add(at + 3, 1)
      this.slow++
    }
  }

  clear(): void {
    this.total = this.failed = this.slow = this.#head = this.#count = 0
  }

  #forget(until: number): void {
    while (this.#count > 0) {
      const at = this.#head * STRIDE
      if (this.#at(at) > until) return
      this.total -= this.#at(at + 1)
      this.failed -= this.#at(at + 2)
      this.slow -= this.#at(at + 3)
      this.#head = (this.#head + 1) & (this.#ring.length / STRIDE - 1)
      this.#count--
    }
  }

  #slotOf(second: number): number {
    const slots = this.#ring.length / STRIDE
    if (this.#count > 0) {
      const last = ((this.#head + this.#count - 1) & (slots - 1)) * STRIDE
      if (this.#at(last) === second) return last
    }
    if (this.#count === slots) {
      this.#grow()
      return this.#slotOf(second)
    }
    const at = ((this.#head + this.#count) & (slots - 1)) * STRIDE
    this.#ring.fill(0, at, at + STRIDE)
    this.#ring[at] = second
    this.#count++
    return at
  }

  #grow(): void {
    const larger = new Float64Array(this.#ring.length * 2)
    const start = this.#head * STRIDE
    larger.set(this.#ring.subarray(start))
    larger.set(this.#ring.subarray(0, start), this.#ring.length - start)
    this.#ring = larger
    this.#head = 0
  }

  #at(index: number): number {
    return this.#ring[index] ?? 0
  }

  #add(index: number, by: number): void {
    this.#ring[index] = this.#at(index) + by
  }
}
