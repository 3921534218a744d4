import { LEGACY_DISPATCHER } from './recorded-dispatcher.ts'
import { Dispatcher, Dispatcher1Wrapper } from './isolated.ts'

// Where undici 8 and the copy of it inside Node 26 look; older ones look under the other symbol.
const DISPATCHER = Symbol.for('undici.globalDispatcher.2')

const globals = globalThis as unknown as Record<symbol, Dispatcher | undefined>

/** Sends what `takes` says to one dispatcher and everything else, untouched, to the one that was there before. */
class Switch extends Dispatcher {
  readonly #takes: (origin: string | URL) => boolean
  readonly #ours: Dispatcher
  readonly #before: Dispatcher
  #on = true

  constructor(takes: (origin: string | URL) => boolean, ours: Dispatcher, before: Dispatcher) {
    super()
    this.#takes = takes
    this.#ours = ours
    this.#before = before
  }

  /** For whoever kept it: everything goes where it went before. */
  turnOff(): void {
    this.#on = false
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { origin } = options
    const ours = this.#on && origin !== undefined && this.#takes(origin)
    return (ours ? this.#ours : this.#before).dispatch(options, handler)
  }

  override close(...args: unknown[]): Promise<void> & void {
    return (this.#before.close as (...args: unknown[]) => Promise<void> & void)(...args)
  }

  override destroy(...args: unknown[]): Promise<void> & void {
    return (this.#before.destroy as (...args: unknown[]) => Promise<void> & void)(...args)
  }

  // undici's WebSocket and EventSource read their limits from the dispatcher.
  get webSocketOptions(): unknown {
    return (this.#before as { webSocketOptions?: unknown }).webSocketOptions
  }

  get eventSourceOptions(): unknown {
    return (this.#before as { eventSourceOptions?: unknown }).eventSourceOptions
  }
}

/**
 * Puts `ours` before the process-wide dispatcher, for every copy of undici in the process, for the origins that `takes`
 * names. Answers how to take it away again; whoever has put another one on top meanwhile keeps it. Source: NODE-FACTS 1.3.
 */
export function interceptGlobalDispatcher(
  takes: (origin: string | URL) => boolean,
  ours: Dispatcher
): () => void {
  const undo = [
    intercept(DISPATCHER, takes, ours),
    // The handlers of undici 5 to 7 speak an older protocol; the dispatcher that was there understands it.
    intercept(LEGACY_DISPATCHER, takes, new Dispatcher1Wrapper(ours))
  ]
  return () => {
    for (const one of undo) one()
  }
}

function intercept(symbol: symbol, takes: (origin: string | URL) => boolean, ours: Dispatcher): () => void {
  const before = globals[symbol]
  if (before === undefined) return () => {}
  const own = new Switch(takes, ours, before)
  globals[symbol] = own
  return () => {
    own.turnOff()
    if (globals[symbol] === own) globals[symbol] = before
  }
}
