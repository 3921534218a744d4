import { sleep } from '@node-chassis/core'
import type { ConfigReader, Env } from '@node-chassis/core'
import type { Invoker } from '@node-chassis/invoker'
import type { Listening } from './http-server.ts'
import type { Membership } from './membership.ts'
import { within } from './within.ts'

export interface Farewell {
  readonly env: Env
  readonly config: ConfigReader
  readonly membership: Membership | undefined
  readonly listening: Listening | undefined
  readonly invoker: Invoker
  /** Overrides `servicecomb.boot.turnDown.waitInSeconds`, in milliseconds. */
  readonly waitMs: number | undefined
  /** Called when new requests are to be turned away. */
  readonly draining: () => void
}

/**
 * The order in which an instance leaves (decisions.md N10): DOWN at once, go on serving until the consumers have
 * noticed, stop accepting, let what runs finish, take the instance out. What breaks otherwise: a listener that closes
 * before the consumers know costs them calls.
 */
export async function shutDown({
  env,
  config,
  membership,
  listening,
  invoker,
  waitMs,
  draining
}: Farewell): Promise<void> {
  if (membership !== undefined && listening !== undefined) {
    const called = membership.published
    await membership.turnDown()
    const ms = waitMs ?? 1000 * config.number('servicecomb.boot.turnDown.waitInSeconds', 15)
    // An operator may have told them long ago.
    const left = ms - membership.downForMs
    if (called && left > 0) await sleep(env.clock, left)
  }
  draining()
  const limitMs = 1000 * config.number('servicecomb.boot.turnDown.drainInSeconds', 30)
  if (listening !== undefined) {
    listening.stopAccepting()
    await within(env.clock, limitMs, listening.drained)
    await listening.end()
  }
  await membership?.leave()
  // Calls that are still out, or an answer that nobody reads to its end.
  await within(env.clock, limitMs, invoker.close())
  await invoker.destroy()
}
