import type { Call } from '@node-chassis/core'
import type { Kind } from '../kinds.ts'
import type { Policy } from '../policy.ts'
import { conditionsBehindIndex, holdAll, matchesGroup } from './group.ts'
import type { MatchContext, MatchGroup, MatchItem } from './group.ts'
import { PairIndex } from './pair-index.ts'
import { PathIndex } from './path-index.ts'

const SLASH = 47
/** What only the template of a route has, and the path that was sent has not. */
const OF_TEMPLATE = /[{*:]/

/** An item, and what is chosen when it matches: `ranks[i]` of the kind number `kinds[i]`. */
interface Entry {
  readonly item: MatchItem
  /** What is left to ask when the index, or one look at the path, has found it. */
  readonly conditions: MatchItem['conditions']
  readonly contains: string | undefined
  readonly suffix: string | undefined
  readonly kinds: readonly number[]
  readonly ranks: readonly number[]
}

/**
 * Finds the first matching policy of each kind (governance.md 1.6). Policies are sorted when configuration changes; a
 * call looks only at items whose path can match, and only as long as they could still better the choice.
 *
 * A choice is a rank per kind: the place in `sorted[kind]`, or its length when none matches.
 */
export class Selector {
  /** Policies with a matchGroup, strongest first: by order, then by name in code units (D1). */
  readonly sorted: readonly (readonly Policy[])[]
  /** Whether every call with a path gets the same choice: no policies, or only catch-all groups in front (N30). */
  readonly isConstant: boolean
  readonly #kinds: readonly Kind[]
  readonly #policies: readonly Policy[]
  /** Where the policies of `sorted` stand in `#policies`. */
  readonly #places: readonly (readonly number[])[]
  readonly #groups: ReadonlyMap<string, MatchGroup>
  readonly #context: MatchContext
  readonly #linear: boolean
  readonly #index: PathIndex<Entry>
  /** Undefined when no item asks for a part of the path. */
  readonly #parts: PairIndex<Entry> | undefined
  readonly #unindexed: readonly Entry[]
  /** Some item means a template: finding that of a request costs some frameworks a walk over their routes. */
  readonly #templated: boolean
  /** The choice for a call that only catch-all groups match. */
  readonly base: readonly number[]
  // Scratch: selecting is synchronous and makes no object.
  readonly #ranks: number[]
  readonly #candidates: Entry[] = []

  /**
   * @param linear asks the groups one by one: for match type rpc, where paths are not what is matched
   * @param before the selector of the configuration before: where only the fields of policies differ, what was found out
   *   about paths still holds
   */
  constructor(
    kinds: readonly Kind[],
    policies: readonly Policy[],
    groups: ReadonlyMap<string, MatchGroup>,
    context: MatchContext,
    linear = false,
    before?: Selector
  ) {
    this.#kinds = kinds
    this.#policies = policies
    this.#groups = groups
    this.#context = context
    this.#linear = linear
    if (before !== undefined && before.#alsoSorts(kinds, policies, groups, linear)) {
      this.#places = before.#places
      this.sorted = this.#places.map((list) => list.map((place) => policies[place] as Policy))
      this.base = before.base
      this.isConstant = before.isConstant
      this.#index = before.#index
      this.#parts = before.#parts
      this.#unindexed = before.#unindexed
      this.#templated = before.#templated
      this.#ranks = [...this.base]
      return
    }
    this.#places = kinds.map((kind) => placesOf(kind, policies, groups))
    this.sorted = this.#places.map((list) => list.map((place) => policies[place] as Policy))
    this.base = this.sorted.map((list) => {
      const rank = list.findIndex((policy) => groups.get(policy.name)?.catchAll)
      return rank < 0 ? list.length : rank
    })
    this.#ranks = [...this.base]
    const entries = this.#entries()
    this.isConstant = !linear && entries.length === 0
    this.#index = new PathIndex<Entry>()
    const unindexed: Entry[] = []
    const parts: [string, Entry][] = []
    for (const entry of entries) {
      const path = entry.item.path
      if (path?.kind === 'exact' || path?.kind === 'prefix') this.#index.add(path.text, path.kind, entry)
      else if (entry.contains !== undefined) parts.push([entry.contains, entry])
      else unindexed.push(entry)
    }
    this.#parts = parts.length === 0 ? undefined : new PairIndex(parts)
    this.#unindexed = unindexed
    this.#templated = entries.some(
      ({ item: { path } }) => path?.kind === 'exact' && OF_TEMPLATE.test(path.text)
    )
  }

  /** The choice for a call. The array is used again by the next call. */
  select(call: Call): readonly number[] {
    // A path without a slash (`OPTIONS *`) escapes even `prefix: /`.
    if (this.#linear || call.path.charCodeAt(0) !== SLASH) return this.selectLinear(call)
    if (this.isConstant) return this.base
    const ranks = this.#ranks
    for (let k = 0; k < ranks.length; k++) ranks[k] = this.base[k] as number
    let count = this.#index.collect(call.path, this.#candidates, 0)
    const template = this.#templated ? call.template : undefined
    if (template !== undefined && template !== call.path) {
      count = this.#index.collect(template, this.#candidates, count, true)
    }
    for (let i = 0; i < count; i++) this.#consider(this.#candidates[i] as Entry, call)
    const { path } = call
    if (this.#parts !== undefined) {
      count = this.#parts.collect(path, this.#candidates, 0)
      for (let i = 0; i < count; i++) {
        const entry = this.#candidates[i] as Entry
        if (path.includes(entry.contains as string)) this.#consider(entry, call)
      }
    }
    for (let i = 0; i < this.#unindexed.length; i++) {
      const entry = this.#unindexed[i] as Entry
      if (entry.suffix !== undefined && !path.endsWith(entry.suffix)) continue
      this.#consider(entry, call)
    }
    return ranks
  }

  /** The same choice, found by asking every group in turn. */
  selectLinear(call: Call): readonly number[] {
    const memo = new Map<string, boolean>()
    const matches = (name: string): boolean => {
      let known = memo.get(name)
      if (known === undefined) {
        const group = this.#groups.get(name)
        known = group !== undefined && matchesGroup(group, call, this.#context)
        memo.set(name, known)
      }
      return known
    }
    return this.sorted.map((list) => {
      const rank = list.findIndex((policy) => matches(policy.name))
      return rank < 0 ? list.length : rank
    })
  }

  // Whether the same groups are asked for the same kinds in the same order.
  #alsoSorts(
    kinds: readonly Kind[],
    policies: readonly Policy[],
    groups: ReadonlyMap<string, MatchGroup>,
    linear: boolean
  ): boolean {
    if (groups !== this.#groups || linear !== this.#linear || kinds.join() !== this.#kinds.join())
      return false
    if (policies.length !== this.#policies.length) return false
    for (let i = 0; i < policies.length; i++) {
      const now = policies[i] as Policy
      const then = this.#policies[i] as Policy
      if (now !== then && (now.kind !== then.kind || now.name !== then.name || now.order !== then.order))
        return false
    }
    return true
  }

  #consider(entry: Entry, call: Call): void {
    if (!this.#betters(entry) || !holdAll(entry.conditions, call, this.#context)) return
    for (let i = 0; i < entry.kinds.length; i++) {
      const kind = entry.kinds[i] as number
      const rank = entry.ranks[i] as number
      if (rank < (this.#ranks[kind] as number)) this.#ranks[kind] = rank
    }
  }

  #betters(entry: Entry): boolean {
    for (let i = 0; i < entry.kinds.length; i++) {
      if ((entry.ranks[i] as number) < (this.#ranks[entry.kinds[i] as number] as number)) return true
    }
    return false
  }

  // Groups behind the first catch-all of each of their kinds are never chosen, so nobody looks at them.
  #entries(): Entry[] {
    const uses = new Map<string, { kinds: number[]; ranks: number[] }>()
    this.sorted.forEach((list, kind) => {
      list.slice(0, this.base[kind]).forEach((policy, rank) => {
        let use = uses.get(policy.name)
        if (use === undefined) uses.set(policy.name, (use = { kinds: [], ranks: [] }))
        use.kinds.push(kind)
        use.ranks.push(rank)
      })
    })
    return [...uses].flatMap(([name, use]) =>
      (this.#groups.get(name)?.items ?? [])
        .filter((item) => item.possible)
        .map((item) => ({
          item,
          conditions: conditionsBehindIndex(item),
          contains: textOf(item, 'contains'),
          suffix: textOf(item, 'suffix'),
          ...use
        }))
    )
  }
}

function textOf({ path }: MatchItem, kind: 'contains' | 'suffix'): string | undefined {
  return path?.kind === kind ? path.text : undefined
}

/** Where the policies of a kind that have a group stand, the strongest first. */
function placesOf(
  kind: Kind,
  policies: readonly Policy[],
  groups: ReadonlyMap<string, MatchGroup>
): readonly number[] {
  const places: number[] = []
  for (let i = 0; i < policies.length; i++) {
    const policy = policies[i] as Policy
    if (policy.kind === kind && groups.has(policy.name)) places.push(i)
  }
  return places.sort((a, b) => byStrength(policies[a] as Policy, policies[b] as Policy))
}

function byStrength(a: Policy, b: Policy): number {
  return a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}
