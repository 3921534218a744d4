import type { BodyKind } from '@node-chassis/core'
import type { CallBody, SendableBody } from './body.ts'

/**
 * A one-shot source that can be sent again while it is small: its chunks are kept, up to a bound, as they are sent. The
 * source is read only as fast as a connection takes it. Beyond the bound the rest is passed on and nothing is kept: the
 * call is sent once (decisions.md, Attempt loop: a body that cannot be replayed is never sent twice).
 */
export class TeeBody implements CallBody {
  readonly kind: BodyKind = 'tee'
  readonly contentType = undefined
  readonly #maxBytes: number
  readonly #source: AsyncIterator<unknown> | Iterator<unknown>
  readonly #origin: unknown
  #kept: unknown[] = []
  #bytes = 0
  #overflow = false
  #done = false
  #failed = false
  #error: unknown
  #reading: Promise<void> | undefined
  // The reader of the newest attempt; an older one gets nothing any more.
  #reader = 0
  // How much of what is kept the newest reader has had.
  #at = 0

  constructor(source: unknown, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#origin = source
    this.#source = iteratorOf(source)
  }

  replayable(): boolean {
    return !this.#overflow && !this.#failed
  }

  sourceError(): unknown {
    return this.#error
  }

  detach(): void {
    this.#reader++
  }

  next(): SendableBody {
    const reader = ++this.#reader
    this.#at = 0
    const read = async (): Promise<IteratorResult<unknown>> => {
      for (;;) {
        // Never an end: a body that was cut off must not look like a whole one.
        if (reader !== this.#reader) throw new Error('the attempt was given up')
        if (this.#at < this.#kept.length) {
          const value = this.#overflow ? this.#kept.shift() : this.#kept[this.#at++]
          return { done: false, value }
        }
        if (this.#failed) throw this.#error as Error
        if (this.#done) return { done: true, value: undefined }
        await (this.#reading ??= this.#read())
      }
    }
    return {
      [Symbol.asyncIterator]: () => ({
        next: read,
        // The connection is gone, the source is not: the next attempt goes on with it.
        return: () => Promise.resolve({ done: true, value: undefined })
      })
    }
  }

  release(): void {
    this.#reader++
    this.#kept = []
    if (this.#done || this.#failed) return
    this.#done = true
    const { destroy } = this.#origin as { destroy?: () => void }
    if (typeof destroy === 'function') {
      destroy.call(this.#origin)
      return
    }
    void Promise.resolve(this.#source.return?.()).catch(() => {})
  }

  async #read(): Promise<void> {
    try {
      const { done, value } = await this.#source.next()
      if (done === true) this.#done = true
      else this.#keep(value)
    } catch (error) {
      this.#failed = true
      this.#error = error
    } finally {
      this.#reading = undefined
    }
  }

  #keep(chunk: unknown): void {
    if (typeof chunk === 'string') this.#bytes += Buffer.byteLength(chunk)
    else if (chunk instanceof Uint8Array) this.#bytes += chunk.byteLength
    else throw new TypeError('a body must be made of texts or bytes')
    if (!this.#overflow && this.#bytes > this.#maxBytes) {
      // What the newest reader has had is of no use any more; from here on each chunk goes when it is taken.
      this.#overflow = true
      this.#kept.splice(0, this.#at)
      this.#at = 0
    }
    this.#kept.push(chunk)
  }
}

function iteratorOf(source: unknown): AsyncIterator<unknown> | Iterator<unknown> {
  const { [Symbol.asyncIterator]: asynchronous, [Symbol.iterator]: synchronous } = source as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >
  if (typeof asynchronous === 'function') return asynchronous.call(source)
  if (typeof synchronous === 'function') return synchronous.call(source)
  throw new TypeError('body must be text, bytes, a form, a stream, an iterable, or a function that makes one')
}
