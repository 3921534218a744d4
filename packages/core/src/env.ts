import type { Clock, Random } from './clock.ts'
import type { Logger } from './logger.ts'

/** What a component takes from the world around it; handed in, so that a test can hand in another. */
export interface Env {
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
}
