import { sleep } from '@node-chassis/core'
import type { ConfigReader, Env } from '@node-chassis/core'
import type { Listening } from './http-server.ts'
import type { Membership } from './membership.ts'

export interface Farewell {
  readonly env: Env
  readonly config: ConfigReader
  readonly membership: Membership | undefined
  readonly listening: Listening | undefined
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
  waitMs,
  draining
}: Farewell): Promise<void> {
  if (membership?.published && listening !== undefined) {
    await membership.turnDown()
    const ms = waitMs ?? 1000 * config.number('servicecomb.boot.turnDown.waitInSeconds', 15)
    if (ms > 0) await sleep(env.clock, ms)
  }
  draining()
  if (listening !== undefined) {
    listening.stopAccepting()
    const drained = new AbortController()
    void listening.drained.then(() => drained.abort())
    const limitMs = 1000 * config.number('servicecomb.boot.turnDown.drainInSeconds', 30)
    await sleep(env.clock, limitMs, drained.signal).catch(() => {})
    listening.cut()
  }
  await membership?.leave()
}
