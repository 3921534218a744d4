import type { Call, InvocationContext, Target } from '@node-chassis/core'
import type { CallBody } from './body.ts'
import { headerOf } from './headers.ts'
import type { FlatHeaders } from './headers.ts'
import { Timed } from './timer-wheel.ts'

/** How one call differs from the next, whatever form it is made in. */
export interface CallTraits {
  /** Limit of an attempt in milliseconds, over configuration. In streamed form it then reaches to the last byte. 0: none. */
  readonly timeoutMs?: number | undefined
  /** Limit of all attempts and pauses together, in milliseconds. */
  readonly deadlineMs?: number | undefined
  /** Whether the request may be sent twice; beats the method (decisions.md N2, N3). */
  readonly idempotent?: boolean | undefined
  /** False: no retry, no second sending of any kind but that of an unsent request. */
  readonly retry?: boolean | undefined
  /** Id of the one instance to call: no balancing, no other instance. */
  readonly instance?: string | undefined
  /** Only instances with status TESTING are called; without it never one of them (routing.md 7.2). @defaultValue false */
  readonly testing?: boolean | undefined
  /** Seen by dark-launch rules before headers and context (routing.md 2.4). */
  readonly hints?: Readonly<Record<string, string>> | undefined
  readonly schema?: string | undefined
  readonly operation?: string | undefined
}

/** A request to a service, before anything is decided. */
export interface CallRequest {
  readonly target: Target
  /** Upper case. */
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: FlatHeaders
  readonly body: CallBody
  readonly context: InvocationContext
  readonly traits: CallTraits
}

/** What matchers, gates and routers see of a consumer's call. */
export abstract class CallView extends Timed implements Call {
  // Not copied: one word instead of seven in each call's object.
  readonly #request: CallRequest

  constructor(request: CallRequest) {
    super()
    this.#request = request
  }

  get side(): 'consumer' {
    return 'consumer'
  }

  get target(): Target {
    return this.#request.target
  }

  get method(): string {
    return this.#request.method
  }

  /** With the query, as sent. */
  get pathAndQuery(): string {
    return this.#request.path
  }

  get template(): undefined {
    return undefined
  }

  get context(): InvocationContext {
    return this.#request.context
  }

  get headers(): FlatHeaders {
    return this.#request.headers
  }

  get body(): CallBody {
    return this.#request.body
  }

  get traits(): CallTraits {
    return this.#request.traits
  }

  get service(): string {
    return this.target.service
  }

  get path(): string {
    const at = this.pathAndQuery.indexOf('?')
    return at < 0 ? this.pathAndQuery : this.pathAndQuery.slice(0, at)
  }

  get schema(): string | undefined {
    return this.traits.schema
  }

  get operation(): string | undefined {
    return this.traits.operation
  }

  get hints(): Readonly<Record<string, string>> | undefined {
    return this.traits.hints
  }

  header(name: string): string | undefined {
    return headerOf(this.headers, name)
  }

  query(name: string): string | undefined {
    const at = this.pathAndQuery.indexOf('?')
    if (at < 0) return undefined
    return new URLSearchParams(this.pathAndQuery.slice(at + 1)).get(name) ?? undefined
  }
}
