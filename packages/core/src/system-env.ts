import type { Clock, Random } from './clock.ts'
import type { Env } from './env.ts'
import type { Logger } from './logger.ts'
import { stderrLogger } from './logger.ts'

// The lint rules allow clocks, timers and chance in this file alone: everything else has them handed in.

/** The machine's clock. Timers are unref'd unless they hold: a forgotten one never keeps a process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after(ms, run, hold = false) {
    const timer = setTimeout(run, ms)
    if (!hold) timer.unref()
    return () => clearTimeout(timer)
  }
}

/** The machine's chance; not for secrets. */
export const systemRandom: Random = {
  next: () => Math.random(),
  below: (n) => Math.floor(Math.random() * n)
}

/** The real world. @param log default: a JSON line per warning or error on standard error. */
export function systemEnv(log: Logger = stderrLogger('warn')): Env {
  return { clock: systemClock, random: systemRandom, log }
}
