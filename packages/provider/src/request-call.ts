import type { IncomingMessage } from 'node:http'
import type { Call, InvocationContext, Side } from '@node-chassis/core'

/** What the router of a framework knows of a request. */
export interface RequestRoute {
  /** Route template, e.g. `/orders/{id}`. */
  readonly template?: string | undefined
  readonly schema?: string | undefined
  readonly operation?: string | undefined
}

/** A request as matchers and gates see it; reads the request in place (governance.md 3.2, Node provider). */
export class RequestCall implements Call {
  readonly side: Side = 'provider'
  readonly method: string
  readonly path: string
  readonly template: string | undefined
  readonly schema: string | undefined
  readonly operation: string | undefined
  readonly context: InvocationContext
  readonly hints = undefined
  readonly #request: IncomingMessage
  readonly #queryText: string
  #query: URLSearchParams | undefined

  constructor(request: IncomingMessage, context: InvocationContext, route: RequestRoute) {
    // Express rewrites `url` inside of mounted routers; policies are about the path that was sent.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/'
    const mark = url.indexOf('?')
    this.method = request.method ?? 'GET'
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.template = route.template
    this.schema = route.schema
    this.operation = route.operation
    this.context = context
    this.#request = request
    this.#queryText = mark < 0 ? '' : url.slice(mark + 1)
  }

  /** The caller, as it says of itself (D16). */
  get service(): string | undefined {
    return this.context.get('x-microservice-name') ?? this.context.get('x-cse-src-microservice')
  }

  header(name: string): string | undefined {
    return firstHeader(this.#request, name)
  }

  query(name: string): string | undefined {
    this.#query ??= new URLSearchParams(this.#queryText)
    return this.#query.get(name) ?? undefined
  }
}

/** First value of a header. node:http joins repeated ones, so those are looked up in the list form. */
export function firstHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  if (typeof value === 'string' && !value.includes(',')) return value
  return request.headersDistinct[name]?.[0]
}
