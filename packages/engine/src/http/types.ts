import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from '@node-chassis/core'
import type { Caller } from '../rbac/caller.ts'

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
  /** Who calls, as the guard found out; undefined where nobody is asked. */
  caller?: Caller | undefined
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

/** A connection that a client wants to speak WebSocket on, as node:http hands it over. */
export interface Upgrade {
  readonly message: IncomingMessage
  readonly socket: Duplex
  /** What came behind the request. */
  readonly head: Buffer
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** find-my-way pattern, e.g. `/v4/:project/registry/microservices/:serviceId`. */
  readonly path: string
  readonly handle: Handler
  /** Largest body in bytes; above it the handler's `failed` gets a `BodyTooLarge`. Default: that of the service. */
  readonly maxBodyBytes?: number
  /**
   * Takes over a connection whose client asked for a WebSocket; `handle` answers those who did not. The connection is the
   * route's from then on, but the server cuts it when it closes. A route without it serves such a request as any other.
   */
  readonly upgrade?: (request: EngineRequest, upgrade: Upgrade) => void
}

/** One listening side of the engine (registry, configuration centre): its routes and what it says to strangers. */
export interface Service {
  readonly name: 'registry' | 'config' | 'nacos'
  readonly routes: readonly Route[]
  /** Largest body in bytes. Default 2 MiB (registry.md 2.1). */
  readonly maxBodyBytes?: number
  /** `/a/` is `/a` (config.md 2). Default false: a trailing slash is another path (registry.md 2.2). */
  readonly ignoreTrailingSlash?: boolean
  /** Bodies of this many bytes or more are compressed for who accepts gzip. @defaultValue none is */
  readonly gzipFromBytes?: number
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Hears what a route was answered with; 101 when it took over the connection. For metrics. */
  answered?(route: Route, status: number): void
  /** Answers before routing and before the body is read (CORS preflight, refused URIs); undefined lets the request on. */
  early?(head: RequestHead): Answer | undefined
  /** Asked before the body of a request is read, or a connection taken over. An answer, or a throw, refuses. */
  guard?(request: EngineRequest, route: Route): Answer | undefined | Promise<Answer | undefined>
  /** Asked once more when the body is there: for what depends on it. */
  permit?(request: EngineRequest, route: Route): Answer | undefined | Promise<Answer | undefined>
  /** No route has this path. */
  notFound(request: EngineRequest): Answer
  /** The path is known, the method is not. */
  methodNotAllowed(request: EngineRequest, allowed: readonly string[]): Answer
  /** A handler threw, or the body was too large (`BodyTooLarge`). */
  failed(request: EngineRequest, error: unknown): Answer
}
