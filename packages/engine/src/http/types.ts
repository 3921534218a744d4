import type { Logger } from '@node-chassis/core'

/** What is known of a request before its body has been read. */
export interface RequestHead {
  readonly method: string
  /** The peer's IP address; `''` when it has gone. */
  readonly remoteAddress: string
  /** Path as sent, without the query. */
  readonly path: string
  /** Text after `?`, as sent; `''` without one. */
  readonly rawQuery: string
  /** The whole request target as sent. */
  readonly target: string
  /** Lower-case name; the first value. */
  header(name: string): string | undefined
}

/** A request as handlers see it: the path's parameters and the raw body, nothing decoded on speculation. */
export interface EngineRequest extends RequestHead {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
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
  /** Largest body in bytes; above it the handler's `failed` gets a `BodyTooLarge`. Default: that of the service. */
  readonly maxBodyBytes?: number
}

/** One listening side of the engine (registry, configuration centre): its routes and what it says to strangers. */
export interface Service {
  readonly name: 'registry' | 'config'
  readonly routes: readonly Route[]
  /** Largest body in bytes. Default 2 MiB (registry.md 2.1). */
  readonly maxBodyBytes?: number
  /** `/a/` is `/a` (config.md 2). Default false: a trailing slash is another path (registry.md 2.2). */
  readonly ignoreTrailingSlash?: boolean
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers before routing and before the body is read (CORS preflight, refused URIs); undefined lets the request on. */
  early?(head: RequestHead): Answer | undefined
  /** No route has this path. */
  notFound(request: EngineRequest): Answer
  /** The path is known, the method is not. */
  methodNotAllowed(request: EngineRequest, allowed: readonly string[]): Answer
  /** A handler threw, or the body was too large (`BodyTooLarge`). */
  failed(request: EngineRequest, error: unknown): Answer
}
