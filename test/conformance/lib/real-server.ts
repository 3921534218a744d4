import type { Step } from './registry-vectors.ts'

// What service-center's caches are given to follow, where a vector does not say.
const READ_WITHIN_MS = 6_000
const PAUSE_MS = 100

/** A step as it is for a service-center. */
export function forReal(step: Step): Step {
  const { expectReal, waitReal, real, ...common } = step
  return {
    ...common,
    ...(expectReal === undefined ? {} : { expect: expectReal }),
    ...(waitReal === undefined ? {} : { wait: waitReal }),
    ...real
  }
}

/** How long a step may be repeated until it holds; 0 is once. Reads may by themselves, writes when they say so. */
export function patienceMs(step: Step): number {
  const reads = /^GET |\/instances\/action\?type=query$/.test(step.do ?? '')
  return step.within ?? (reads ? READ_WITHIN_MS : 0)
}

/** @throws what the last try threw */
export async function untilItHolds(
  withinMs: number,
  wait: (ms: number) => Promise<void>,
  attempt: () => Promise<void>
): Promise<void> {
  for (let leftMs = withinMs; ; leftMs -= PAUSE_MS) {
    try {
      return await attempt()
    } catch (error) {
      if (leftMs <= 0) throw error
    }
    await wait(PAUSE_MS)
  }
}
