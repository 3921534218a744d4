import type { Logger } from '@node-chassis/core'

/** A request as handlers see it: the path's parameters and the raw body, nothing decoded on speculation. */
export interface EngineRequest {
  readonly method: string
  /** Path as sent, without the query. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  /** Text after `?`, as sent; `''` without one. */
  readonly rawQuery: string
  readonly query: URLSearchParams
  /** Lower-case name; the first value. */
  header(name: string): string | undefined
  readonly body: Buffer
  /** Fires when the client has gone or the engine closes. */
  readonly signal: AbortSignal
  readonly log: Logger
}

/**
 * What a handler answers. Header names are written with exactly this spelling: Java reads some of them
 * case-sensitively (N35).
 */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export type Handler = (request: EngineRequest) => Answer | Promise<Answer>

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** find-my-way pattern, e.g. `/v4/:project/registry/microservices/:serviceId`. */
  readonly path: string
  readonly handle: Handler
}

/** One listening side of the engine (registry, configuration centre): its routes and what it says to strangers. */
export interface Service {
  readonly name: 'registry' | 'config'
  readonly routes: readonly Route[]
  /** No route has this path. */
  notFound(request: EngineRequest): Answer
  /** The path is known, the method is not. */
  methodNotAllowed(request: EngineRequest, allowed: readonly string[]): Answer
  /** A handler threw. */
  failed(request: EngineRequest, error: unknown): Answer
}
