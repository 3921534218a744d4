import type { Random } from '@node-chassis/core'

/** @returns `ms` up to a tenth more or less, so that a fleet does not ask in step (registry.md C3, C4) */
export function salted(random: Random, ms: number): number {
  return ms * (0.9 + 0.2 * random.next())
}

/** Pause after the n-th failure in a row (from 1): 1, 2, 4 … s, at most `limitMs`, salted. */
export function backoffMs(random: Random, failures: number, limitMs: number): number {
  return salted(random, Math.min(limitMs, 1_000 * 2 ** Math.min(failures - 1, 20)))
}
