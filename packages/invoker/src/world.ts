import type { Call, Env, Target } from '@node-chassis/core'
import type { Governance } from '@node-chassis/governance'
import type { AttemptLoop } from './attempt-loop.ts'
import type { Keeper } from './keeper.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { InvokerSettings } from './settings.ts'
import type { CallObserver } from './observer.ts'
import type { TimerWheel } from './timer-wheel.ts'

/**
 * The headers that carry the invocation context, as flat names and values; undefined for none.
 * @param framework what the instance registered as: decides which of the two headers it reads (decisions.md N39)
 */
export type ContextHeaders = (call: Call, framework: string | undefined) => readonly string[] | undefined

/** What all calls of an invoker share. */
export interface CallWorld {
  readonly env: Env
  readonly wheel: TimerWheel
  readonly governance: Governance
  readonly lifecycle: Lifecycle
  readonly contextHeaders: ContextHeaders | undefined
  /** The settings in force; a call reads them at each attempt. */
  settings(): InvokerSettings
  keeperOf(target: Target): Keeper
  /** Known services that look like the name. */
  similar(service: string): readonly string[]
  began(call: AttemptLoop): void
  ended(call: AttemptLoop): void
  /** Undefined while nobody observes. */
  observer?: CallObserver | undefined
}
