import { RegistryError } from '@node-chassis/core'
import type { InstanceList } from '@node-chassis/core'
import { NO_SERVICE, engineCodeOf, isConsumerUnknown } from '../wire/refusal.ts'
import type { RegistryApi, ServiceQuery } from '../wire/registry-api.ts'
import type { Answers } from './answers.ts'
import type { Subscription } from './subscription.ts'

/** Who asks: decides which revision may be sent and what may be seen (registry.md 8.1, 8.3). */
export interface Asker {
  /** Own service id once registered; without one the registry checks no access and `environment` counts. */
  readonly consumerId: string | undefined
  readonly environment: string
  /** The registry does not know the asker: it has lost its data. */
  forgotten(): void
}

/** The two ways to ask, and the booking of what comes back. */
export interface Questions {
  /** One name by GET, aliases too. Rejects when nobody answers or the registry refuses. */
  single(subscription: Subscription, signal: AbortSignal): Promise<InstanceList>
  /** Many names by one POST. Rejects when nobody answers or the registry refuses the whole. */
  batch(subscriptions: readonly Subscription[], signal: AbortSignal): Promise<void>
}

export function createQuestions(
  api: RegistryApi,
  answers: Answers,
  asker: Asker,
  now: () => number
): Questions {
  let asked = 0

  const queryOf = (subscription: Subscription): ServiceQuery => {
    subscription.askedAt = now()
    const { app, service } = subscription.target
    const rev = subscription.revConsumer === asker.consumerId ? subscription.rev : ''
    return { environment: asker.environment, app, service, rev }
  }

  const unknown = (subscription: Subscription, question: number): void => {
    // A service whose instances were there a moment ago is gone: so may we be.
    if (subscription.hadInstances && subscription.list?.known === true) asker.forgotten()
    answers.unknown(subscription, question)
  }

  return {
    async single(subscription, signal) {
      const question = ++asked
      const { consumerId } = asker
      try {
        const found = await api.find(queryOf(subscription), consumerId, signal)
        if (found !== undefined) await answers.list(subscription, question, { ...found, consumerId }, signal)
      } catch (error) {
        if (engineCodeOf(error) !== NO_SERVICE) throw error
        if (consumerId === undefined || !isConsumerUnknown((error as { detail?: string }).detail)) {
          unknown(subscription, question)
        } else {
          // Says nothing about the name.
          asker.forgotten()
          if (subscription.list === undefined) throw error
        }
      }
      if (subscription.list !== undefined) return subscription.list
      throw new RegistryError(
        'CHS_REGISTRY_UNAVAILABLE',
        `The registry gave no answer for service "${subscription.target.service}"; it is busy. Try again.`
      )
    },
    async batch(subscriptions, signal) {
      const question = ++asked
      const { consumerId } = asker
      const result = await api.batch(subscriptions.map(queryOf), consumerId, signal)
      for (const { indexes, error } of result?.failed ?? []) {
        if (error?.errorCode !== NO_SERVICE) continue
        if (consumerId !== undefined && isConsumerUnknown(error.detail)) {
          asker.forgotten()
          continue
        }
        for (const index of indexes ?? []) {
          const subscription = subscriptions[index]
          if (subscription !== undefined) unknown(subscription, question)
        }
      }
      const booked: Promise<void>[] = []
      for (const { index, rev, instances } of result?.updated ?? []) {
        // "omitempty" leaves a zero out (registry.md 0.2).
        const subscription = subscriptions[index ?? 0]
        if (subscription === undefined) continue
        const answer = { rev: rev ?? '', instances: instances ?? [], consumerId }
        booked.push(answers.list(subscription, question, answer, signal))
      }
      await Promise.all(booked)
    }
  }
}
