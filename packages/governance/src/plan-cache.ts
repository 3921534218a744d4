import type { Call } from '@node-chassis/core'
import type { Selector } from './markers/selector.ts'

const MOST_PLANS = 4096

/** Plans by the tuple of each kind's first match, built when first needed. */
export class PlanCache<P extends object> {
  readonly #selector: Selector
  readonly #build: (ranks: readonly number[]) => P
  /** How many ranks each kind has: the digits of a plan's number. */
  readonly #radixes: readonly number[]
  readonly #fitsNumber: boolean
  readonly #plans = new Map<number | string, P>()
  #constant: P | undefined

  constructor(selector: Selector, build: (ranks: readonly number[]) => P) {
    this.#selector = selector
    this.#build = build
    this.#radixes = selector.sorted.map((list) => list.length + 1)
    this.#fitsNumber = this.#radixes.reduce((product, radix) => product * radix, 1) <= Number.MAX_SAFE_INTEGER
  }

  planOf(call: Call): P {
    const ranks = this.#selector.select(call)
    // By identity: a path without a slash gets a choice of its own even where all others share one.
    if (this.#selector.isConstant && ranks === this.#selector.base)
      return (this.#constant ??= this.#build(ranks))
    // A text costs an object per call, but it takes thousands of policies in every kind to come to that.
    const key = this.#fitsNumber ? this.#numberOf(ranks) : ranks.join()
    return this.#plans.get(key) ?? this.#add(key, ranks)
  }

  #numberOf(ranks: readonly number[]): number {
    let number = 0
    for (let i = 0; i < ranks.length; i++)
      number = number * (this.#radixes[i] as number) + (ranks[i] as number)
    return number
  }

  #add(key: number | string, ranks: readonly number[]): P {
    // Hostile combinations of headers must not fill the memory; gates live with their policies, not with plans.
    if (this.#plans.size >= MOST_PLANS) this.#plans.clear()
    const plan = this.#build(ranks)
    this.#plans.set(key, plan)
    return plan
  }
}
