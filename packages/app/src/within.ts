import { sleep } from '@node-chassis/core'
import type { Clock } from '@node-chassis/core'

/** Waits for something, but not for ever. */
export async function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  const done = new AbortController()
  work.then(
    () => done.abort(),
    () => done.abort()
  )
  await sleep(clock, ms, done.signal).catch(() => {})
}
