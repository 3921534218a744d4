import type { Call } from '@node-chassis/core'

/** A matcher written by the application: sees the call and the parameter text. */
export type CustomMatcher = (call: Call, parameters: string) => boolean

/** What matching needs besides the call. */
export interface MatchContext {
  /** The matcher registered under a name. */
  custom(name: string): CustomMatcher | undefined
  /** What a path matcher looks at: the path, or `service.schema.operation` under match type rpc. */
  apiPath(call: Call): string | undefined
}

/** One condition of an item, with the words that say what it asks for. */
export interface Condition {
  readonly asks: string
  /** Whether it is the path that is judged. */
  readonly onPath?: true
  readonly holds: (call: Call, context: MatchContext) => boolean
}

// Best first.
export const PATH_OPERATORS = ['exact', 'prefix', 'suffix', 'contains'] as const
type PathOperator = (typeof PATH_OPERATORS)[number]

/** One item of `matches`: conditions that must all hold. */
export interface MatchItem {
  readonly conditions: readonly Condition[]
  /** Upper-case methods, undefined for any. */
  readonly methods: readonly string[] | undefined
  /** What can be judged of the path before all else: the best operator for an index, or one that is quickly asked. */
  readonly path:
    | {
        readonly kind: PathOperator
        readonly text: string
        /** Whether nothing else is asked of the path. */
        readonly whole: boolean
      }
    | undefined
  /** False for a null item, which never matches (D2). */
  readonly possible: boolean
}

/** `servicecomb.matchGroup.<name>`, compiled (governance.md 3). */
export interface MatchGroup {
  readonly name: string
  readonly key: string
  readonly services: string | undefined
  readonly items: readonly MatchItem[]
  /** Whether some item has no condition at all. */
  readonly catchAll: boolean
  /** What can never match, and why. */
  readonly warnings: readonly string[]
}

/** Conditions that are left to ask once the index has found the item for the call's path. */
export function conditionsBehindIndex({ conditions, path }: MatchItem): MatchItem['conditions'] {
  return path?.whole ? conditions.filter(({ onPath }) => !onPath) : conditions
}

/** Whether all of these conditions hold. */
export function holdAll(conditions: MatchItem['conditions'], call: Call, context: MatchContext): boolean {
  for (let i = 0; i < conditions.length; i++)
    if (!(conditions[i] as Condition).holds(call, context)) return false
  return true
}

/** Whether any item matches. */
export function matchesGroup(group: MatchGroup, call: Call, context: MatchContext): boolean {
  return group.items.some((item) => item.possible && holdAll(item.conditions, call, context))
}

/** For people: the first condition of each item that does not hold. */
export function whyNot(group: MatchGroup, call: Call, context: MatchContext): string {
  return group.items
    .map(
      (item) =>
        item.conditions.find((condition) => !condition.holds(call, context))?.asks ??
        'an empty item never matches'
    )
    .map((asks) => `not ${asks}`)
    .join('; ')
}
