import type { Clock, InstanceList, Logger } from '@node-chassis/core'
import type { WireInstance } from '../wire/types.ts'
import { recordsOf } from './records.ts'
import type { FactsCache } from './service-facts.ts'
import type { Subscription } from './subscription.ts'

/** Longest pause of the background before it asks for an unknown name again (decisions.md N36). */
const ASK_AGAIN_LIMIT_MS = 300_000

/** Books what the registry said of a name. */
export interface Answers {
  /** A list. `question` is the number of the question it answers. */
  list(
    subscription: Subscription,
    question: number,
    answer: {
      readonly rev: string
      readonly instances: readonly (WireInstance | null)[]
      readonly consumerId: string | undefined
    },
    signal: AbortSignal
  ): Promise<void>
  /** 400012: the registry does not know the name. Instances that were known are kept (C5). */
  unknown(subscription: Subscription, question: number): void
}

export function createAnswers(options: {
  readonly clock: Clock
  readonly log: Logger
  readonly facts: FactsCache
  readonly unknownMs: number
  readonly publish: (list: InstanceList, before: InstanceList | undefined) => void
}): Answers {
  const { clock, log, facts, publish } = options
  return {
    async list(subscription, question, { rev, instances, consumerId }, signal) {
      if (question < subscription.answered) return
      subscription.answered = question
      const serviceIds = instances
        .map((wire) => wire?.serviceId)
        .filter((id) => typeof id === 'string' && id !== '')
      await facts.load(serviceIds as string[], signal)
      // A younger answer overtook this one while the services were read.
      if (subscription.answered !== question) return
      const complete = serviceIds.every((id) => facts.get(id as string) !== undefined)
      const before = subscription.list
      const unchanged =
        before !== undefined && before.known && before.revision === rev && subscription.rev !== ''
      // While facts are missing the list is asked for in full again.
      subscription.rev = complete ? rev : ''
      subscription.revConsumer = consumerId
      subscription.unknownAt = undefined
      subscription.askAgainMs = 0
      if (unchanged) return
      const { target } = subscription
      const records = recordsOf(target, instances, (id) => facts.get(id), before?.instances ?? [])
      if (records.length > 0) subscription.hadInstances = true
      subscription.list = { target, known: true, instances: records, revision: rev }
      publish(subscription.list, before)
    },
    unknown(subscription, question) {
      if (question < subscription.answered) return
      subscription.answered = question
      const { target, list } = subscription
      subscription.rev = ''
      subscription.unknownAt = clock.now()
      subscription.askAgainMs =
        subscription.askAgainMs === 0
          ? options.unknownMs
          : Math.min(ASK_AGAIN_LIMIT_MS, subscription.askAgainMs * 2)
      if (!subscription.warned) {
        subscription.warned = true
        log.warn(
          { ...target },
          list === undefined
            ? `the registry does not know service "${target.service}" of application "${target.app}"`
            : `the registry does not know service "${target.service}" any more; its last instances are kept`
        )
      }
      if (list !== undefined && !list.known) return
      subscription.list = { target, known: false, instances: list?.instances ?? [], revision: '' }
      publish(subscription.list, list)
    }
  }
}
