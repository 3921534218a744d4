import { LifecycleError, abandonable, loop, tellChanges } from '@node-chassis/core'
import type { Env, EventHub, InstanceList, InstanceSource } from '@node-chassis/core'
import { createOutage } from '@node-chassis/transport'
import { backoffMs, salted } from '../backoff.ts'
import type { RegistryEvents } from '../events.ts'
import type { InstanceSnapshot } from '../snapshot/instance-snapshot.ts'
import type { FrameChange } from '../watch/frame.ts'
import type { RegistryApi } from '../wire/registry-api.ts'
import { createAnswers } from './answers.ts'
import { createPoll } from './poll.ts'
import { createQuestions } from './questions.ts'
import type { Asker } from './questions.ts'
import { createFactsCache } from './service-facts.ts'
import { createSubscriptions } from './subscription.ts'
import type { Subscription } from './subscription.ts'
import { toldList } from './told-list.ts'

export interface DiscoveryOptions {
  readonly env: Env
  readonly api: RegistryApi
  readonly events: EventHub<RegistryEvents>
  readonly asker: Asker
  readonly pollMs: number
  readonly unknownMs: number
  readonly subscriptionIdleMs: number
  /** Lists for a start while the registry is away; kept by whoever made it. */
  readonly snapshot: () => InstanceSnapshot | undefined
}

export interface Discovery extends InstanceSource {
  /** The registry may be another one by now: revisions and what was read of services count no longer; asks at once. */
  startOver(): void
  /**
   * Asks now, between two polls, for the services in use of these names (aliases of them too), or for all.
   * @param inFull whatever is known already
   * @returns whether each that was named has a new list, or any of all. Rejects when nobody answers
   */
  refresh(names: ReadonlySet<string> | undefined, inFull: boolean): Promise<boolean>
  /** The registry said by itself what became of one instance; a `refresh` must follow. @returns whether it is news */
  told(change: FrameChange): boolean
  /** What the registry itself has said. */
  lists(): Iterable<InstanceList>
  /** The engine answers again: a poll that waits because it did not is made now. */
  hurry(): void
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
  const publish = (list: InstanceList, before: InstanceList | undefined): void => {
    events.emit('instances', list)
    tellChanges(before, list, {
      instancesAdded: (event) => events.emit('instancesAdded', event),
      instancesRemoved: (event) => events.emit('instancesRemoved', event),
      instancesChanged: (event) => events.emit('instancesChanged', event)
    })
  }
  const answers = createAnswers({
    clock,
    log: env.log,
    facts,
    unknownMs,
    publish(list, before) {
      options.snapshot()?.changed()
      publish(list, before)
    }
  })
  const questions = createQuestions(api, answers, options.asker, now)
  const poll = createPoll(questions)
  const subscriptions = createSubscriptions()
  const ending = new AbortController()
  const outage = createOutage(env.log)
  let failures = 0

  const isGhost = (one: Subscription): boolean => one.unknownAt !== undefined && !one.hadInstances
  const isDue = (one: Subscription): boolean => !isGhost(one) || now() >= one.unknownAt! + one.askAgainMs
  const isRemembered = (one: Subscription): boolean => isGhost(one) && now() < one.unknownAt! + unknownMs

  const polling = loop(env, { name: 'discovery', firstMs: pollMs, retryMs: pollMs }, async (signal) => {
    const due = subscriptions.inUse(now() - options.subscriptionIdleMs).filter(isDue)
    try {
      await poll(due, signal)
      failures = 0
      outage.over('discovery works again')
      return salted(random, pollMs)
    } catch (err) {
      if (signal.aborted) throw err
      failures++
      outage.failed(err, 'discovery failed, the known instances stay')
      return backoffMs(random, failures, pollMs)
    }
  })

  const ask = (one: Subscription): Promise<InstanceList> => {
    one.pulling ??= questions.single(one, ending.signal).finally(() => {
      one.pulling = undefined
    })
    return one.pulling
  }

  /** A first list may be from disk when the registry does not answer. */
  const answer = (one: Subscription): Promise<InstanceList> => {
    const snapshot = one.list === undefined ? options.snapshot() : undefined
    if (snapshot === undefined) return ask(one)
    return snapshot.orInstead(ask(one), one.target, (list) => {
      if (one.list !== undefined) return
      one.list = list
      // It stays in every poll, also when the registry has lost it.
      one.hadInstances = true
      publish(list, undefined)
    })
  }

  return {
    current(target) {
      const one = subscriptions.use(target, now())
      const wantsAsking = one.list === undefined || (isGhost(one) && !isRemembered(one))
      if (wantsAsking && !ending.signal.aborted && now() - one.askedAt >= CALL_MS) {
        // Nobody waits for this one; the poll tells when it goes on failing.
        answer(one).catch((err: unknown) => env.log.debug({ err, ...target }, 'a first look-up failed'))
      }
      return one.list
    },
    async pull(target, signal) {
      if (ending.signal.aborted) throw new LifecycleError('CHS_CLOSED', 'The registry client is closed.')
      const one = subscriptions.use(target, now())
      if (one.list !== undefined && isRemembered(one)) return one.list
      return abandonable(answer(one), signal)
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
    told(change) {
      if (change.environment !== options.asker.environment) return false
      const one = subscriptions.get(change)
      const before = one?.list
      const list = before && toldList(before, change, facts.get(change.instance.serviceId ?? ''))
      if (one === undefined || list === undefined) return false
      one.list = list
      if (list.instances.length > 0) one.hadInstances = true
      publish(list, before)
      return true
    },
    async refresh(names, inFull) {
      const all = subscriptions.all()
      const meant = names === undefined ? [] : all.filter(({ target }) => isNamed(target.service, names))
      // A frame about none that is in use may be about an alias of one.
      const asked = meant.length === 0 ? all.filter(isDue) : meant
      const before = asked.map(({ list }) => list)
      if (inFull) for (const one of asked) one.rev = ''
      if (asked.length > 0) await poll(asked, ending.signal)
      const isNew = ({ list }: Subscription, at: number): boolean => list !== before[at]
      return meant.length === 0 ? asked.some(isNew) : asked.every(isNew)
    },
    *lists() {
      for (const { list, answered } of subscriptions.all()) if (list !== undefined && answered > 0) yield list
    },
    hurry() {
      if (failures > 0) polling.wake()
    },
    async close() {
      ending.abort(new LifecycleError('CHS_CLOSED', 'The registry client is closed.'))
      await polling.close()
    }
  }
}

/** Aliases are `app:service`. */
function isNamed(service: string, names: ReadonlySet<string>): boolean {
  return names.has(service) || names.has(service.slice(service.indexOf(':') + 1))
}
