/** Messages on their way to one reader, who takes them as fast as its connection does. */
export class Outbox<T> implements AsyncIterable<T> {
  #waiting: T[] = []
  #ended = false
  #wake: (() => void) | undefined

  put(message: T): void {
    if (this.#ended) return
    this.#waiting.push(message)
    this.#wake?.()
  }

  /** The reader gets what is there and then the end. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  get ended(): boolean {
    return this.#ended
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      const taken = this.#waiting
      this.#waiting = []
      yield* taken
      if (this.#waiting.length > 0) continue
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }
}
