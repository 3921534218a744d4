import type { Random } from '@node-chassis/core'

const STEP_MS = 100
const MOST_MS = 5_000

/** Pause before try n, from 1: 100 ms more after each full round of the list, at most 5 s (nacos.md 4.7, U9). */
export function pauseMs(tryNumber: number, servers: number): number {
  return Math.min(MOST_MS, STEP_MS * (Math.floor((tryNumber - 1) / servers) + 1))
}

/** With up to half of it more: every client of a restarted server comes back at the same moment. */
export function jittered(random: Random, ms: number): number {
  return ms * (1 + random.next() / 2)
}

/** The addresses in an order of this process's own (nacos.md 4.7). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const [a, b] = [order[i] as T, order[j] as T]
    order[i] = b
    order[j] = a
  }
  return order
}
