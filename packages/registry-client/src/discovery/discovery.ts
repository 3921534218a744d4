import { LifecycleError, loop } from '@node-chassis/core'
import type { Env, EventHub, InstanceList, InstanceSource } from '@node-chassis/core'
import { backoffMs, salted } from '../backoff.ts'
import type { RegistryEvents } from '../events.ts'
import { quietWarning } from '../quiet-warning.ts'
import type { RegistryApi } from '../wire/registry-api.ts'
import { createAnswers } from './answers.ts'
import { createPoll } from './poll.ts'
import { createQuestions } from './questions.ts'
import type { Asker } from './questions.ts'
import { createFactsCache } from './service-facts.ts'
import { createSubscriptions } from './subscription.ts'
import type { Subscription } from './subscription.ts'

export interface DiscoveryOptions {
  readonly env: Env
  readonly api: RegistryApi
  readonly events: EventHub<RegistryEvents>
  readonly asker: Asker
  readonly pollMs: number
  readonly unknownMs: number
  readonly subscriptionIdleMs: number
}

export interface Discovery extends InstanceSource {
  /** The registry may be another one by now: revisions and what was read of services count no longer; asks at once. */
  startOver(): void
  close(): Promise<void>
}

/** A call to a name without an answer makes the background ask for it, at most this often. */
const CALL_MS = 1_000

/** Follows every name that was asked for (registry.md 8, C4, C5; decisions.md N13, N36). Shows the raw lists: who left
 * but still answers is kept by the invoker (N12), not here. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { env, api, events, pollMs, unknownMs } = options
  const { clock, random } = env
  const now = (): number => clock.now()
  const facts = createFactsCache(api, env.log)
  const answers = createAnswers({
    clock,
    log: env.log,
    facts,
    unknownMs,
    publish: (list) => events.emit('instances', list)
  })
  const questions = createQuestions(api, answers, options.asker, now)
  const poll = createPoll(questions)
  const subscriptions = createSubscriptions()
  const ending = new AbortController()
  const warning = quietWarning(clock)
  let failures = 0

  const isGhost = (one: Subscription): boolean => one.unknownAt !== undefined && !one.hadInstances
  const isDue = (one: Subscription): boolean => !isGhost(one) || now() >= one.unknownAt! + one.askAgainMs
  const isRemembered = (one: Subscription): boolean => isGhost(one) && now() < one.unknownAt! + unknownMs

  const polling = loop(env, { name: 'discovery', firstMs: pollMs, retryMs: pollMs }, async (signal) => {
    const due = subscriptions.inUse(now() - options.subscriptionIdleMs).filter(isDue)
    try {
      await poll(due, signal)
      failures = 0
      warning.reset()
      return salted(random, pollMs)
    } catch (err) {
      if (signal.aborted) throw err
      failures++
      warning.say(() =>
        env.log.warn(
          { err },
          `discovery failed, the known instances stay; trying again. ${(err as Error).message}`
        )
      )
      return backoffMs(random, failures, pollMs)
    }
  })

  const ask = (one: Subscription): Promise<InstanceList> => {
    one.pulling ??= questions.single(one, ending.signal).finally(() => {
      one.pulling = undefined
    })
    return one.pulling
  }

  return {
    current(target) {
      const one = subscriptions.use(target, now())
      const wantsAsking = one.list === undefined || (isGhost(one) && !isRemembered(one))
      if (wantsAsking && !ending.signal.aborted && now() - one.askedAt >= CALL_MS) {
        // Nobody waits for this one; the poll tells when it goes on failing.
        ask(one).catch((err: unknown) => env.log.debug({ err, ...target }, 'a first look-up failed'))
      }
      return one.list
    },
    async pull(target, signal) {
      if (ending.signal.aborted) throw new LifecycleError('CHS_CLOSED', 'The registry client is closed.')
      const one = subscriptions.use(target, now())
      if (one.list !== undefined && isRemembered(one)) return one.list
      return abandonable(ask(one), signal)
    },
    onChange: (listener) => events.on('instances', listener),
    startOver() {
      facts.clear()
      for (const one of subscriptions.all()) {
        one.rev = ''
        // Whoever came back may be known again: ask for all.
        if (isGhost(one)) one.unknownAt = now() - one.askAgainMs
      }
      polling.wake()
    },
    async close() {
      ending.abort(new LifecycleError('CHS_CLOSED', 'The registry client is closed.'))
      await polling.close()
    }
  }
}

/** The shared answer, for one that may stop waiting; the others go on. */
function abandonable<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
