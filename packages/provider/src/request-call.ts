import type { IncomingMessage } from 'node:http'
import type { Call, InvocationContext, Side } from '@node-chassis/core'
import { firstHeader } from './headers.ts'
import { pathOf, queryOf, urlOf } from './url.ts'

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
  readonly #url: string
  #query: URLSearchParams | undefined

  constructor(request: IncomingMessage, context: InvocationContext, route: RequestRoute) {
    this.#request = request
    this.#url = urlOf(request)
    this.method = request.method ?? 'GET'
    this.path = pathOf(this.#url)
    this.template = route.template
    this.schema = route.schema
    this.operation = route.operation
    this.context = context
  }

  /** The caller, as it says of itself (D16). */
  get service(): string | undefined {
    return this.context.get('x-microservice-name') ?? this.context.get('x-cse-src-microservice')
  }

  header(name: string): string | undefined {
    return firstHeader(this.#request, name)
  }

  query(name: string): string | undefined {
    this.#query ??= new URLSearchParams(queryOf(this.#url))
    return this.#query.get(name) ?? undefined
  }
}
