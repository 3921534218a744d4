import type { InvocationContext } from './context.ts'

/** Which end of the wire a call is looked at from. */
export type Side = 'consumer' | 'provider'

/**
 * What matchers and gates see of a call (governance.md 3.2). Implemented by the invoker's and the provider's per-call
 * objects, so that nothing is copied to be matched.
 */
export interface Call {
  readonly side: Side
  /** Upper case. */
  readonly method: string
  /** Without the query, as sent. */
  readonly path: string
  /** The route's template where it is known (`/orders/{id}`), else undefined. */
  readonly template: string | undefined
  /** Consumer: the target's plain name. Provider: the caller's name, or undefined. */
  readonly service: string | undefined
  readonly schema: string | undefined
  readonly operation: string | undefined
  readonly context: InvocationContext
  /** First value of the HTTP header, or undefined. @param name lower case */
  header(name: string): string | undefined
  /** First value of the query parameter, decoded, or undefined. */
  query(name: string): string | undefined
  /** Routing hints of this call: seen by dark-launch rules before everything else (routing.md 2.4). */
  readonly hints: Readonly<Record<string, string>> | undefined
}
