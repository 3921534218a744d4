import type {
  ConfigReader,
  ContextAccess,
  Env,
  EventSource,
  InstanceSource,
  ServiceIdentity
} from '@node-chassis/core'
import type { Governance } from '@node-chassis/governance'
import type { Dispatcher, RequestInfo, RequestInit, Response, WebSocket } from '@node-chassis/transport'
import type { Answer } from './answer.ts'
import type { CallTraits } from './call-view.ts'
import type { CallOptions } from './call-options.ts'
import type { BalancerFactory } from './custom-balancer.ts'
import type { InvokerEvents } from './events.ts'
import type { CallExplanation } from './explain.ts'
import type { Metrics } from './metrics.ts'
import type { CallObserver } from './observer.ts'
import type { ContextHeaders } from './world.ts'

/** What an invoker is made of. */
export interface InvokerOptions {
  readonly env: Env
  /** Who calls: its application is that of plain service names. */
  readonly self: Pick<ServiceIdentity, 'app' | 'name'>
  readonly source: InstanceSource
  readonly governance: Governance
  readonly config: ConfigReader
  readonly context: ContextAccess
  readonly contextHeaders?: ContextHeaders
  /** Balancers of the application's own, by the name that a `rule` or `strategy.name` says. */
  readonly balancers?: Readonly<Record<string, BalancerFactory>>
}

export type RequestOptions = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> &
  Partial<Pick<Dispatcher.RequestOptions, 'method'>> &
  CallTraits

/** Options of `fetch`. */
export type FetchOptions = RequestInit & CallTraits

/** `call`, bound to one service. */
export interface ServiceClient {
  call(path: string, options?: CallOptions): Promise<Answer>
  call(options?: CallOptions): Promise<Answer>
  explain(options?: CallOptions): CallExplanation
}

/** `call` with the service's name first. */
export interface ServiceCall {
  (service: string, path: string, options?: CallOptions): Promise<Answer>
  (service: string, options?: CallOptions): Promise<Answer>
}

/** Governed, balanced HTTP calls to services by name. */
export interface Invoker extends EventSource<InvokerEvents>, AsyncDisposable {
  /** One call with its answer collected; the fastest form. @throws errors of transport.md 3 */
  readonly call: ServiceCall
  /** undici's `request`; options of `call` that are no undici options may be given beside them. */
  readonly request: (url: string | URL, options?: RequestOptions) => Promise<Dispatcher.ResponseData>
  /** WHATWG `fetch`; options of `call` that are no options of fetch may be given beside them. */
  readonly fetch: (input: RequestInfo, init?: FetchOptions) => Promise<Response>
  /** For undici's `stream`, `pipeline`, `upgrade` and for third-party clients. */
  readonly dispatcher: Dispatcher
  /** undici's `WebSocket` to a service: `webSocket('ws://order/updates')`. Routed and balanced, never tried twice. */
  readonly webSocket: (url: string | URL, protocols?: string | string[]) => WebSocket
  /**
   * Opt-in: from here on the process-wide `fetch`, and every other copy of undici in the process, reaches services by
   * name; other origins go where they went before. Undone by `close`. Answers whether the self-test passed; when it did
   * not, everything is as it was and a warning says so. `fetch` of this object is the portable way.
   */
  readonly installGlobalFetch: () => Promise<boolean>
  readonly service: (name: string) => ServiceClient
  /** What would happen to a call, and why. */
  readonly explain: (service: string, options?: CallOptions) => CallExplanation
  /** Counts and latencies of every service called, and of its instances, since the start. */
  readonly metrics: () => Metrics
  /** One observer at a time; undefined for none. For every call what channels are for a process, and a little more. */
  observe(observer: CallObserver | undefined): void
  /** Calls wait from here on, until `ready` (decisions.md N9). */
  starting(): void
  ready(): void
  /** No new calls; resolves when those in flight have ended and the connections are closed. */
  close(): Promise<void>
  /** Ends calls in flight with `CHS_CLOSED`. */
  destroy(): Promise<void>
}
