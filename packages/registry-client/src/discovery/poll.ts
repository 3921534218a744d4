import { RegistryError } from '@node-chassis/core'
import pLimit from 'p-limit'
import type { Questions } from './questions.ts'
import type { Subscription } from './subscription.ts'

/** Names in one request (registry.md C4). */
const CHUNK = 200
/** GETs at a time when the batch route cannot be used. */
const AT_ONCE = 4
/** Refused batches in a row after which names are asked for one by one (C4). */
const REFUSED = 3

/** Asks for many names with as few requests as there can be. Rejects with the first failure, after asking for all. */
export type Poll = (subscriptions: readonly Subscription[], signal: AbortSignal) => Promise<void>

export function createPoll(questions: Questions): Poll {
  const limit = pLimit(AT_ONCE)
  /** An engine or a gateway in front of it that has no such route; remembered for the life of the client. */
  let routeMissing = false
  let refused = 0

  const oneByOne = async (subscriptions: readonly Subscription[], signal: AbortSignal): Promise<void> => {
    const results = await Promise.allSettled(
      subscriptions.map((subscription) => limit(() => questions.single(subscription, signal)))
    )
    const failure = results.find((result) => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason as Error
  }

  const together = async (subscriptions: readonly Subscription[], signal: AbortSignal): Promise<void> => {
    try {
      await questions.batch(subscriptions, signal)
      refused = 0
    } catch (error) {
      const status = refusedWith(error)
      if (status === undefined) throw error
      refused++
      routeMissing ||= status === 404 || status === 405
      // One bad name fails the whole request with 400 (registry.md 8.4): alone it fails alone.
      if (!routeMissing && status !== 400 && refused < REFUSED) throw error
      await oneByOne(subscriptions, signal)
    }
  }

  return async (subscriptions, signal) => {
    // The batch route does not resolve aliases (registry.md 8.4).
    const isSingle = (one: Subscription): boolean => routeMissing || one.target.service.includes(':')
    const batched = subscriptions.filter((one) => !isSingle(one))
    const single = subscriptions.filter(isSingle)
    const failures: unknown[] = []
    const attempt = (work: Promise<void>): Promise<unknown> =>
      work.catch((error: unknown) => failures.push(error))
    for (let from = 0; from < batched.length; from += CHUNK) {
      await attempt(together(batched.slice(from, from + CHUNK), signal))
      // An engine that is away is asked once a poll, not once a chunk.
      if (failures.length > 0) break
    }
    if (failures.length === 0) await attempt(oneByOne(single, signal))
    if (failures.length > 0) throw failures[0]
  }
}

/** HTTP status of a registry that answered, undefined when nobody did. */
function refusedWith(error: unknown): number | undefined {
  if (!(error instanceof RegistryError) || error.code !== 'CHS_REGISTRY_REFUSED') return undefined
  const { httpStatus } = error as { httpStatus?: unknown }
  return typeof httpStatus === 'number' ? httpStatus : undefined
}
