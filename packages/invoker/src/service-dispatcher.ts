import { LifecycleError } from '@node-chassis/core'
import type { ContextAccess, Target } from '@node-chassis/core'
import { Dispatcher } from '@node-chassis/transport'
import { callBody } from './body.ts'
import { flatHeaders } from './headers.ts'
import { StreamedCall } from './streamed-call.ts'
import type { CallWorld } from './world.ts'

export interface DispatcherWorld {
  readonly world: CallWorld
  readonly context: ContextAccess
  /** @throws LifecycleError for an ambiguous name */
  targetOf(origin: string | URL): Target | undefined
  /** For every origin that is no service name. */
  passThrough(): Dispatcher
  close(): Promise<void>
  destroy(): Promise<void>
}

/**
 * An undici dispatcher to which `http://order/…` is the service `order`, and every other origin what it always was. One
 * for `fetch`, `request`, `stream`, `pipeline`, `upgrade` and third-party clients. Source: NODE-FACTS 1.2.
 */
export class ServiceDispatcher extends Dispatcher {
  readonly #world: DispatcherWorld

  constructor(world: DispatcherWorld) {
    super()
    this.#world = world
  }

  /** Reports every error of a call through the handler. Always true: calls queue in their pools. */
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    // undici 7 and the built-in fetch of Node 24 and older speak another handler protocol.
    if (typeof handler?.onRequestStart !== 'function' || typeof handler.onResponseError !== 'function') {
      throw new LifecycleError(
        'CHS_INVALID_ARGUMENT',
        'this dispatcher takes handlers of undici 8; use chassis.fetch instead of the built-in fetch with `dispatcher`'
      )
    }
    const { world, context } = this.#world
    try {
      const target = options.origin === undefined ? undefined : this.#world.targetOf(options.origin)
      if (target === undefined) return this.#world.passThrough().dispatch(options, handler)
      const { path, method, query } = options
      new StreamedCall(
        world,
        {
          target,
          method,
          path: query === undefined ? path : withQuery(path, query),
          headers: flatHeaders(options.headers),
          body: callBody(options.body),
          context: context.current(),
          // `request()` hands every option on, ours among them.
          traits: options
        },
        options,
        handler
      ).start()
    } catch (error) {
      handler.onResponseError(null as never, error as Error)
    }
    return true
  }

  override close(): Promise<void>
  override close(callback: () => void): void
  override close(callback?: () => void): Promise<void> | void {
    const closed = this.#world.close()
    if (callback === undefined) return closed
    void closed.finally(callback)
  }

  override destroy(...args: unknown[]): Promise<void> & void {
    const destroyed = this.#world.destroy()
    const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined
    if (callback !== undefined) void destroyed.finally(callback)
    return destroyed as Promise<void> & void
  }

  // undici's WebSocket and EventSource read their limits from the dispatcher.
  get webSocketOptions(): unknown {
    return (this.#world.passThrough() as { webSocketOptions?: unknown }).webSocketOptions
  }

  get eventSourceOptions(): unknown {
    return (this.#world.passThrough() as { eventSourceOptions?: unknown }).eventSourceOptions
  }
}

/** A path with query parameters behind it; undefined ones are left out, lists repeat the name. */
export function withQuery(path: string, query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) parameters.append(name, String(one as string | number | boolean))
    }
  }
  const text = parameters.toString()
  if (text === '') return path
  return path + (path.includes('?') ? '&' : '?') + text
}
