import type { Call } from '@node-chassis/core'
import type { Tags } from './tags.ts'

/** One test of a rule's `match`; all of them must hold. Compiled when configuration changes. */
export interface Condition {
  /** For people: `header x-user exact 'beta'`. */
  readonly text: string
  holds(call: Call): boolean
  /** What the call has there, for `explain`; undefined when it has nothing. */
  seen(call: Call): string | undefined
}

/** A share of the calls: for the instances with `tags`, or for the remainder when there are none. */
export interface RouteItem {
  readonly weight: number
  readonly tags: Tags | undefined
}

/** A dark-launch rule as judged at the door (routing.md 1.2); holds no state. */
export interface RouteRule {
  readonly precedence: number
  readonly conditions: readonly Condition[]
  readonly route: readonly RouteItem[]
  readonly fallback: readonly RouteItem[]
  readonly emptyProtection: boolean
}
