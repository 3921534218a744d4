import { Client } from '../undici/isolated.ts'
import type { Dispatcher } from '../undici/isolated.ts'

/** A handler that learns which client serves it: unset while the request waits in the pool's queue. */
export interface PoolHandler extends Dispatcher.DispatchHandler {
  client: TrackedClient | undefined
}

/**
 * A client of one connection that counts the requests of that connection, because undici tells nobody whether a socket
 * was reused, nor whether a request is queued or connecting (NODE-FACTS 1.11).
 */
export class TrackedClient extends Client {
  /** Requests that were started on the present connection. */
  served = 0

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options)
    this.on('connect', () => {
      this.served = 0
    })
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    ;(handler as PoolHandler).client = this
    return super.dispatch(options, handler)
  }
}
