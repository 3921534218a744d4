import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { Answer } from './answer.ts'
import { AttemptLoop } from './attempt-loop.ts'
import type { CallRequest } from './call-view.ts'
import type { CallWorld } from './world.ts'

const EMPTY = Buffer.alloc(0)
const DONE = Promise.resolve()

/** A call whose answer is gathered: one promise, no streams (PERFORMANCE.md 9.1). */
export class CollectedCall extends AttemptLoop {
  readonly promise: Promise<Answer>
  #resolve!: (answer: Answer) => void
  #reject!: (error: Error) => void
  readonly #signal: AbortSignal | undefined
  // The caller has the promise.
  #awaited = false
  #headers: IncomingHttpHeaders = {}
  // Nearly every answer is one chunk.
  #chunks: Buffer | Buffer[] | undefined = undefined

  constructor(world: CallWorld, request: CallRequest, signal: AbortSignal | undefined) {
    super(world, request)
    this.#signal = signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  protected override get streams(): boolean {
    return false
  }

  protected override get upgrades(): boolean {
    return false
  }

  start(): void {
    const signal = this.#signal
    if (signal?.aborted === true) {
      this.body.release()
      this.#reject(signal.reason as Error)
      return
    }
    signal?.addEventListener('abort', this)
    this.begin()
    this.#awaited = true
  }

  /** The caller's signal fired. */
  handleEvent(): void {
    this.abortBy(this.#signal?.reason)
  }

  protected override extras(): undefined {}

  protected override forget(): void {
    this.#chunks = undefined
  }

  protected override tookInfo(): void {}

  protected override tookHead(_status: number, headers: IncomingHttpHeaders): void {
    this.#headers = headers
  }

  protected override tookData(chunk: Buffer): void {
    const chunks = this.#chunks
    if (chunks === undefined) this.#chunks = chunk
    else if (Array.isArray(chunks)) chunks.push(chunk)
    else this.#chunks = [chunks, chunk]
  }

  protected override tookUpgrade(_status: number, _headers: IncomingHttpHeaders, socket: Duplex): void {
    socket.destroy()
  }

  protected override succeeded(): void {
    this.#signal?.removeEventListener('abort', this)
    const chunks = this.#chunks ?? EMPTY
    const body = Array.isArray(chunks) ? Buffer.concat(chunks) : chunks
    this.#resolve(new Answer(this.outcome.status, this.#headers, body))
  }

  protected override failed(error: Error): void {
    this.#signal?.removeEventListener('abort', this)
    // Rejected before its caller can await it, a promise is an unhandled rejection for a moment; what Node keeps of those
    // costs more than the rest of a refusal (goal G8).
    if (this.#awaited) this.#reject(error)
    else void DONE.then(() => this.#reject(error))
  }
}
