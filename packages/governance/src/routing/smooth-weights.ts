import type { Random } from '@node-chassis/core'

/** Smooth weighted round robin (routing.md 3.3): deterministic, single-threaded and therefore exact. */
export interface SmoothWeights {
  /** Index of the item whose turn it is; moves on. */
  next(): number
}

// A random start walks the sequence; a period beyond this would cost more at load than any consumer could notice.
const LONGEST_WALK = 10_000

/** @param weights not negative, at least one; @param random where in the sequence to begin; undefined: at its start */
export function smoothWeights(weights: readonly number[], random: Random | undefined): SmoothWeights {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  // Doubles: 32-bit weights are summed, and Java's own overflow is nothing to imitate.
  const current = new Float64Array(weights.length)
  const next = (): number => {
    let pick = 0
    let max = -1
    for (let i = 0; i < current.length; i++) {
      const value = (current[i] as number) + (weights[i] as number)
      current[i] = value
      if (value > max) {
        max = value
        pick = i
      }
    }
    current[pick] = (current[pick] as number) - total
    return pick
  }
  if (random !== undefined) {
    const steps = random.below(Math.min(periodOf(weights), LONGEST_WALK))
    for (let i = 0; i < steps; i++) next()
  }
  return { next }
}

/** Steps after which the sequence repeats: the sum of the weights over their greatest common divisor. */
export function periodOf(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return total === 0 ? 1 : total / weights.reduce(greatestCommonDivisor)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
