import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { errors } from '@node-chassis/transport'
import type { Dispatcher } from '@node-chassis/transport'
import { AttemptLoop } from './attempt-loop.ts'
import type { CallRequest } from './call-view.ts'
import type { CallWorld } from './world.ts'

/**
 * The one controller a caller gets for a whole call, whatever connections serve it in turn (NODE-FACTS 1.2, points 5
 * and 6).
 */
class CallController implements Dispatcher.DispatchController {
  readonly #call: StreamedCall
  #aborted = false
  #paused = false
  #reason: Error | null = null

  constructor(call: StreamedCall) {
    this.#call = call
  }

  get aborted(): boolean {
    return this.#aborted
  }

  get paused(): boolean {
    return this.#paused
  }

  get reason(): Error | null {
    return this.#reason
  }

  get rawHeaders(): Buffer[] | string[] | IncomingHttpHeaders | null {
    return this.#call.controllerNow?.rawHeaders ?? this.#call.injectedHead ?? null
  }

  get rawTrailers(): Buffer[] | string[] | IncomingHttpHeaders | null {
    return this.#call.controllerNow?.rawTrailers ?? null
  }

  abort(reason: Error): void {
    if (this.#aborted || this.#call.done) return
    this.#aborted = true
    this.#reason = reason ?? new errors.RequestAbortedError()
    this.#call.abortBy(this.#reason)
  }

  pause(): void {
    this.#paused = true
    this.#call.controllerNow?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#call.controllerNow?.resume()
  }
}

/** A call whose answer goes on to the handler of `fetch`, `request`, `stream`, `pipeline` or `upgrade` as it comes. */
export class StreamedCall extends AttemptLoop {
  readonly #handler: Dispatcher.DispatchHandler
  readonly #options: Dispatcher.DispatchOptions
  readonly #controller = new CallController(this)
  #begun = false

  constructor(
    world: CallWorld,
    request: CallRequest,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler
  ) {
    super(world, request)
    this.#options = options
    this.#handler = handler
  }

  protected override get streams(): boolean {
    return true
  }

  protected override get upgrades(): boolean {
    return this.#options.method === 'CONNECT' || Boolean(this.#options.upgrade)
  }

  get controllerNow(): Dispatcher.DispatchController | undefined {
    return this.connection
  }

  start(): void {
    // At once, before anything is waited for: an abort must be heard from here on.
    this.#handler.onRequestStart?.(this.#controller, null)
    if (this.#controller.aborted) return
    this.#begun = true
    this.begin()
  }

  override abortBy(reason: unknown): void {
    if (this.#begun) super.abortBy(reason)
    else {
      this.body.release()
      this.failed(reason as Error)
    }
  }

  protected override extras(): Partial<Dispatcher.DispatchOptions> | undefined {
    const { upgrade, bodyTimeout, blocking, reset, expectContinue, typeOfService } = this.#options
    // The common case makes nothing.
    const all = upgrade ?? bodyTimeout ?? blocking ?? reset ?? expectContinue ?? typeOfService
    if (all === undefined) return undefined
    const extras: Partial<Dispatcher.DispatchOptions> = {}
    if (upgrade !== undefined) extras.upgrade = upgrade
    if (bodyTimeout !== undefined) extras.bodyTimeout = bodyTimeout
    if (blocking !== undefined) extras.blocking = blocking
    if (reset !== undefined) extras.reset = reset
    if (expectContinue !== undefined) extras.expectContinue = expectContinue
    if (typeOfService !== undefined) extras.typeOfService = typeOfService
    return extras
  }

  override onBodySent(chunk: Buffer): void {
    this.#handler.onBodySent?.(chunk)
  }

  override onSent(): void {
    this.#handler.onRequestSent?.()
  }

  protected override forget(): void {}

  protected override tookInfo(status: number, headers: IncomingHttpHeaders, statusText: string): void {
    this.#handler.onResponseStart?.(this.#controller, status, headers, statusText)
  }

  protected override tookHead(status: number, headers: IncomingHttpHeaders, statusText: string): void {
    this.#handler.onResponseStarted?.()
    // A pause that came before the connection did.
    if (this.#controller.paused) this.connection?.pause()
    try {
      this.#handler.onResponseStart?.(this.#controller, status, headers, statusText)
    } catch (error) {
      this.callerError = error
      throw error
    }
  }

  protected override tookData(chunk: Buffer): void {
    try {
      this.#handler.onResponseData?.(this.#controller, chunk)
    } catch (error) {
      this.callerError = error
      throw error
    }
  }

  protected override tookUpgrade(status: number, headers: IncomingHttpHeaders, socket: Duplex): void {
    this.#handler.onRequestUpgrade?.(this.#controller, status, headers, socket)
  }

  protected override succeeded(trailers: IncomingHttpHeaders): void {
    this.#handler.onResponseEnd?.(this.#controller, trailers)
  }

  protected override failed(error: Error): void {
    this.#handler.onResponseError?.(this.#controller, error)
  }
}
