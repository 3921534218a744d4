import type { Random } from '@node-chassis/core'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'
import { LoadTable } from './load-memory.ts'
import { PeakEwma } from './peak-ewma.ts'
import { RandomChoice } from './random.ts'
import { RoundRobin } from './round-robin.ts'
import { SessionStickiness } from './session-stickiness.ts'
import type { StickinessOptions } from './session-stickiness.ts'
import { SlowStart, weighedPick } from './slow-start.ts'
import type { SlowStartOptions } from './slow-start.ts'
import { WeightedResponse } from './weighted-response.ts'

/** Settings of the balancers of one service. */
export interface BalancerOptions {
  readonly stickiness: StickinessOptions
  readonly slowStart: SlowStartOptions
}

// Labels come from rules, which come and go.
const MAX_GROUPS = 256
const NONE: ReadonlyMap<string, () => Balancer> = new Map()

/**
 * The balancers of one service and their state: one for each name and route group, shared by every policy that names it
 * (governance.md 6.9, routing.md 8.2).
 */
export class Balancers {
  readonly slowStart: SlowStart = new SlowStart()
  /** What is known of the instances; it outlives the balancers. */
  readonly loads: LoadTable = new LoadTable()
  /** Whether attempts are to be measured: true from the first balancer on that reads it. */
  measuring = false
  readonly #random: Random
  readonly #custom: ReadonlyMap<string, () => Balancer>
  #options: BalancerOptions
  #byName = new Map<string, Map<string, Balancer>>()

  /** @param custom balancers beyond the built-in ones, by name; each is made once for each group */
  constructor(random: Random, options: BalancerOptions, custom: ReadonlyMap<string, () => Balancer> = NONE) {
    this.#random = random
    this.#custom = custom
    this.#options = options
    this.slowStart.configure(options.slowStart)
  }

  /**
   * Other settings: balancers start anew, what is known of instances stays, and `slowStart` has to meet the instances
   * again. With the same settings everything stays as it is (governance.md 9, D23).
   */
  configure(options: BalancerOptions): void {
    if (isSame(options, this.#options)) return
    this.#options = options
    this.slowStart.configure(options.slowStart)
    this.#byName = new Map()
    this.measuring = false
  }

  of(name: string, group: string): Balancer {
    let byGroup = this.#byName.get(name)
    if (byGroup === undefined) this.#byName.set(name, (byGroup = new Map<string, Balancer>()))
    let balancer = byGroup.get(group)
    if (balancer === undefined) {
      if (byGroup.size >= MAX_GROUPS) byGroup.clear()
      balancer = this.#create(name)
      byGroup.set(group, balancer)
      if (balancer.measures) this.measuring = true
    }
    return balancer
  }

  /** Chooses; undefined when everybody was tried. @param now monotonic ms */
  pick<N extends Candidate>(
    balancer: Balancer,
    candidates: readonly N[],
    tried: readonly CandidateMemory[],
    now: number
  ): N | undefined {
    if (now >= this.slowStart.until || balancer.weighs) return balancer.pick(candidates, tried, now)
    return weighedPick(balancer, this.slowStart, this.#random, candidates, tried, now)
  }

  #create(name: string): Balancer {
    switch (name) {
      case 'Random':
        return new RandomChoice(this.#random)
      case 'WeightedResponse':
        return new WeightedResponse(this.#random, this.loads)
      case 'SessionStickiness':
        return new SessionStickiness(this.#random, this.#options.stickiness)
      case 'PeakEwma':
        return new PeakEwma(this.#random, this.loads, this.slowStart)
      default:
        return this.#custom.get(name)?.() ?? new RoundRobin(this.#random)
    }
  }
}

function isSame(a: BalancerOptions, b: BalancerOptions): boolean {
  return (
    a.stickiness.sessionTimeoutMs === b.stickiness.sessionTimeoutMs &&
    a.stickiness.successiveFailedTimes === b.stickiness.successiveFailedTimes &&
    a.slowStart.windowMs === b.slowStart.windowMs &&
    a.slowStart.aggression === b.slowStart.aggression &&
    a.slowStart.minWeightPercent === b.slowStart.minWeightPercent
  )
}
