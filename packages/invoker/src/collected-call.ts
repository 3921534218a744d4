import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dispatcher } from '@node-chassis/transport'
import { Answer } from './answer.ts'
import { AttemptLoop } from './attempt-loop.ts'
import type { CallRequest } from './call-view.ts'
import type { CallWorld } from './world.ts'

const EMPTY = Buffer.alloc(0)
const NO_EXTRAS: Partial<Dispatcher.DispatchOptions> = Object.freeze({})

/** A call whose answer is gathered: one promise, no streams (PERFORMANCE.md 9.1). */
export class CollectedCall extends AttemptLoop {
  readonly promise: Promise<Answer>
  #resolve!: (answer: Answer) => void
  #reject!: (error: Error) => void
  readonly #signal: AbortSignal | undefined
  #status = 0
  #headers: IncomingHttpHeaders = {}
  // Nearly every answer is one chunk.
  #first: Buffer | undefined = undefined
  #more: Buffer[] | undefined = undefined

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
  }

  /** The caller's signal fired. */
  handleEvent(): void {
    this.abortBy(this.#signal?.reason)
  }

  protected override extras(): Partial<Dispatcher.DispatchOptions> {
    return NO_EXTRAS
  }

  protected override forget(): void {
    this.#first = undefined
    this.#more = undefined
  }

  protected override tookInfo(): void {}

  protected override tookHead(status: number, headers: IncomingHttpHeaders): void {
    this.#status = status
    this.#headers = headers
  }

  protected override tookData(chunk: Buffer): void {
    if (this.#first === undefined) this.#first = chunk
    else (this.#more ??= [this.#first]).push(chunk)
  }

  protected override tookUpgrade(_status: number, _headers: IncomingHttpHeaders, socket: Duplex): void {
    socket.destroy()
  }

  protected override succeeded(): void {
    this.#signal?.removeEventListener('abort', this)
    const body = this.#more === undefined ? (this.#first ?? EMPTY) : Buffer.concat(this.#more)
    this.#resolve(new Answer(this.#status, this.#headers, body))
  }

  protected override failed(error: Error): void {
    this.#signal?.removeEventListener('abort', this)
    this.#reject(error)
  }
}
