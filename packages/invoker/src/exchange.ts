import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { errors } from '@node-chassis/transport'
import type { Dispatcher, PoolHandler, TrackedClient } from '@node-chassis/transport'

/** Who hears what becomes of an exchange. */
export interface ExchangeOwner {
  /** A part of the body was written. */
  onBodySent(chunk: Buffer): void
  /** The request was written to its end. */
  onSent(): void
  onHead(status: number, headers: IncomingHttpHeaders, statusText: string): void
  onData(chunk: Buffer): void
  onEnd(trailers: IncomingHttpHeaders): void
  onUpgrade(status: number, headers: IncomingHttpHeaders, socket: Duplex): void
  onFailed(error: Error): void
}

/**
 * One request on one connection: the handler that undici calls. It has an owner until it is over or given up; after
 * that it is deaf. Given up before it started, it stays in the pool's queue and refuses to start: nothing is sent and
 * the socket lives (NODE-FACTS 1.11).
 */
export class Exchange implements PoolHandler {
  client: TrackedClient | undefined = undefined
  controller: Dispatcher.DispatchController | undefined = undefined
  owner: ExchangeOwner | undefined
  /** The socket had served a request before. */
  reused = false
  /** The request was written to its end. */
  sent = false
  /** At least one byte of an answer came. */
  touched = false

  constructor(owner: ExchangeOwner) {
    this.owner = owner
  }

  /** The request was handed to a socket. */
  get started(): boolean {
    return this.controller !== undefined
  }

  /** Nobody waits for it any more. */
  giveUp(): void {
    if (this.owner === undefined) return
    this.owner = undefined
    this.controller?.abort(new errors.RequestAbortedError())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.owner === undefined) throw new errors.RequestAbortedError()
    this.controller = controller
    if (this.client !== undefined) this.reused = this.client.served++ > 0
  }

  onResponseStarted(): void {
    this.touched = true
  }

  onBodySent(chunk: Buffer): void {
    this.owner?.onBodySent(chunk)
  }

  onRequestSent(): void {
    this.sent = true
    this.owner?.onSent()
  }

  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    socket: Duplex
  ): void {
    const owner = this.owner
    this.owner = undefined
    if (owner === undefined) socket.destroy()
    else owner.onUpgrade(status, headers, socket)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText = ''
  ): void {
    this.touched = true
    this.owner?.onHead(status, headers, statusText)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.owner?.onData(chunk)
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const owner = this.owner
    this.owner = undefined
    owner?.onEnd(trailers)
  }

  onResponseError(_controller: unknown, error: Error): void {
    const owner = this.owner
    this.owner = undefined
    owner?.onFailed(error)
  }
}
