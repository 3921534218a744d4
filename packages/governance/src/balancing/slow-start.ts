import type { Random } from '@node-chassis/core'
import type { Balancer, Candidate, CandidateMemory } from './candidate.ts'

/** How the share of a new instance grows (envoy: SlowStartConfig). */
export interface SlowStartOptions {
  /** How long an instance is new, in milliseconds. 0: no slow start. @defaultValue 0 */
  readonly windowMs: number
  /** Above 1 the share grows fast at first, below 1 slowly. @defaultValue 1 */
  readonly aggression: number
  /** The least share, in percent of a full one. @defaultValue 10 */
  readonly minWeightPercent: number
}

/** What an instance says of its own warm-up (properties `sermant.grace.warmup.*`). */
export interface WarmUp {
  /** Monotonic ms of its start. */
  readonly startedAt: number
  readonly windowMs: number
  readonly curve: number
  readonly weight: number
}

/** The share of an instance of that age: `max(min%, (max(age, 1 s) / window)^(1 / aggression))` (routing.md 10.5). */
export function slowStartWeight(ageMs: number, options: SlowStartOptions): number {
  const { windowMs, aggression, minWeightPercent } = options
  if (windowMs <= 0 || ageMs >= windowMs) return 1
  return Math.max(minWeightPercent / 100, (Math.max(ageMs, 1000) / windowMs) ** (1 / aggression))
}

/** 1 to `weight`: `round((runtime / window)^curve * weight)` (routing.md 6.3, Sermant). */
export function warmUpWeight(
  { windowMs, curve, weight }: Omit<WarmUp, 'startedAt'>,
  runtimeMs: number
): number {
  if (runtimeMs >= windowMs) return weight
  return Math.min(weight, Math.max(1, Math.round((Math.max(runtimeMs, 0) / windowMs) ** curve * weight)))
}

const WARM_UP = 'sermant.grace.warmup.'

/**
 * What the properties ask for; undefined when they ask for nothing, or when the instance is warm already.
 * @param now monotonic ms @param wallNow ms since the epoch, at the same moment
 */
export function warmUpOf(
  properties: Readonly<Record<string, string>>,
  now: number,
  wallNow: number
): WarmUp | undefined {
  const injected = Number(properties[`${WARM_UP}inject.time`] ?? 0)
  if (!(injected > 0)) return undefined
  const read = (name: string, fallback: number): number => {
    const value = Number(properties[`${WARM_UP}${name}`])
    return value > 0 ? value : fallback
  }
  const windowMs = 1000 * read('time', 120)
  // Clocks differ: an instance from the future has just started.
  const startedAt = now - Math.max(0, wallNow - injected)
  if (now - startedAt >= windowMs) return undefined
  return { startedAt, windowMs, curve: read('cal.curve', 2), weight: read('weight', 100) }
}

const NO_SLOW_START: SlowStartOptions = { windowMs: 0, aggression: 1, minWeightPercent: 10 }

/**
 * The weights of instances that have just come, for one service. Off until somebody is new: `until` is all that a pick
 * looks at then.
 */
export class SlowStart {
  #options: SlowStartOptions = NO_SLOW_START
  /** Monotonic ms from which everybody has a full share. */
  until = -Infinity
  #list: readonly Candidate[] | undefined = undefined
  #oldest = 0

  configure(options: SlowStartOptions): void {
    this.#options = options
    this.until = -Infinity
  }

  /** An instance is there: `until` reaches to the end of its window. */
  met({ bornAt, warmUp }: CandidateMemory): void {
    if (this.#options.windowMs > 0) this.until = Math.max(this.until, bornAt + this.#options.windowMs)
    if (warmUp !== undefined) this.until = Math.max(this.until, warmUp.startedAt + warmUp.windowMs)
  }

  /** Share of a full one, above 0. @param candidates those it competes with */
  weight({ bornAt, warmUp }: CandidateMemory, candidates: readonly Candidate[], now: number): number {
    const own = warmUp === undefined ? 1 : warmUpWeight(warmUp, now - warmUp.startedAt) / warmUp.weight
    const { windowMs } = this.#options
    const age = now - bornAt
    if (windowMs <= 0 || age >= windowMs) return own
    // When all are new, as after our own start, nobody is.
    if (now - this.#oldestOf(candidates) < windowMs) return own
    return own * slowStartWeight(age, this.#options)
  }

  #oldestOf(candidates: readonly Candidate[]): number {
    if (candidates !== this.#list) {
      this.#list = candidates
      this.#oldest = Infinity
      for (const { memory } of candidates) if (memory.bornAt < this.#oldest) this.#oldest = memory.bornAt
    }
    return this.#oldest
  }
}

/** So many picks are thrown away at most: with all weights at a tenth, one in five still gets through by then. */
const MAX_DRAWS = 16

/**
 * A pick of a balancer that knows no weights, kept with the chosen one's weight as probability, else drawn again: shares
 * come out in proportion to the weights, without a table.
 */
export function weighedPick<N extends Candidate>(
  balancer: Balancer,
  slowStart: SlowStart,
  random: Random,
  candidates: readonly N[],
  tried: readonly CandidateMemory[],
  now: number
): N | undefined {
  let candidate = balancer.pick(candidates, tried, now)
  for (let draw = 1; draw < MAX_DRAWS && candidate !== undefined; draw++) {
    const weight = slowStart.weight(candidate.memory, candidates, now)
    if (weight >= 1 || random.next() < weight) break
    candidate = balancer.pick(candidates, tried, now)
  }
  return candidate
}
