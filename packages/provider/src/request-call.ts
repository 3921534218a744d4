import type { IncomingMessage } from 'node:http'
import type { Call, InvocationContext, Side } from '@node-chassis/core'
import { firstHeader } from './headers.ts'
import { pathOf, queryOf, urlOf } from './url.ts'

/** What the router of a framework knows of a request; asked only when a policy wants to know. */
export interface RequestRoute {
  /** Route template, e.g. `/orders/{id}`. */
  readonly template?: string | undefined
  readonly schema?: string | undefined
  readonly operation?: string | undefined
  /** Puts the trace id into the answer, where the framework has a way of its own that is cheaper than `setHeader`. */
  answerTraceId?(id: string): void
}

/** A request as matchers and gates see it; reads the request in place (governance.md 3.2, Node provider). */
export class RequestCall implements Call {
  readonly side: Side = 'provider'
  readonly method: string
  readonly path: string
  readonly context: InvocationContext
  readonly route: RequestRoute
  readonly hints = undefined
  readonly #request: IncomingMessage
  readonly #url: string
  #query: URLSearchParams | undefined

  constructor(request: IncomingMessage, context: InvocationContext, route: RequestRoute) {
    this.#request = request
    this.#url = urlOf(request)
    this.method = request.method ?? 'GET'
    this.path = pathOf(this.#url)
    this.route = route
    this.context = context
  }

  get template(): string | undefined {
    return this.route.template
  }

  get schema(): string | undefined {
    return this.route.schema
  }

  get operation(): string | undefined {
    return this.route.operation
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
