import type { Clock } from '@node-chassis/core'

const QUIET_MS = 60_000

/** Says the same thing at most once a minute: a server that is away for a night must not fill a disk. */
export function quietWarning(clock: Clock): { say(speak: () => void): void; reset(): void } {
  let saidAt: number | undefined
  return {
    say(speak) {
      const now = clock.now()
      if (saidAt !== undefined && now - saidAt < QUIET_MS) return
      saidAt = now
      speak()
    },
    reset() {
      saidAt = undefined
    }
  }
}
