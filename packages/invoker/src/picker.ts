import type { Random } from '@node-chassis/core'
import type { Member, Memory } from './member.ts'

/** Chooses among candidates; `tried` ones are passed over while others exist. */
export interface Picker {
  pick(candidates: readonly Member[], tried: readonly Memory[]): Member | undefined
}

/**
 * One after the other from a random start, so that many consumers do not march in step. The cursor moves only when it is
 * used (routing.md 8.2).
 */
export function roundRobin(random: Random): Picker {
  let cursor = -1
  return {
    pick(candidates, tried) {
      const n = candidates.length
      if (n === 0) return undefined
      if (cursor < 0) cursor = random.below(n)
      for (let step = 0; step < n; step++) {
        const at = (cursor + step) % n
        const member = candidates[at]
        if (member === undefined || tried.includes(member.memory)) continue
        cursor = at + 1
        return member
      }
      return undefined
    }
  }
}

/** Uniform. */
export function randomPick(random: Random): Picker {
  return {
    pick(candidates, tried) {
      const n = candidates.length
      const start = n === 0 ? 0 : random.below(n)
      for (let step = 0; step < n; step++) {
        const member = candidates[(start + step) % n]
        if (member !== undefined && !tried.includes(member.memory)) return member
      }
      return undefined
    }
  }
}

const MAX_GROUPS = 256

/** The cursors of one service: one for each balancer and group. */
export class Pickers {
  readonly #random: Random
  readonly #byBalancer = new Map<string, Map<string, Picker>>()

  constructor(random: Random) {
    this.#random = random
  }

  of(balancer: string, group: string): Picker {
    let byGroup = this.#byBalancer.get(balancer)
    if (byGroup === undefined) this.#byBalancer.set(balancer, (byGroup = new Map<string, Picker>()))
    let picker = byGroup.get(group)
    if (picker === undefined) {
      // Labels come from rules, which come and go.
      if (byGroup.size >= MAX_GROUPS) byGroup.clear()
      picker = balancer === 'Random' ? randomPick(this.#random) : roundRobin(this.#random)
      byGroup.set(group, picker)
    }
    return picker
  }
}
