import type { InstanceList } from '@node-chassis/core'
import { silentLogger } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createAnswers } from './answers.ts'
import type { ServiceFacts } from './service-facts.ts'
import { createSubscriptions } from './subscription.ts'

const FACTS: ServiceFacts = {
  app: 'shop',
  service: 'order',
  version: '1.0.0',
  properties: undefined,
  framework: undefined
}
const never = new AbortController().signal

function desk() {
  const loads: (() => void)[] = []
  let known = true
  const published: InstanceList[] = []
  const clock = simulatedClock()
  const answers = createAnswers({
    clock,
    log: silentLogger,
    unknownMs: 15_000,
    publish: (list) => published.push(list),
    facts: {
      load: () => new Promise((resolve) => loads.push(resolve)),
      get: () => (known ? FACTS : undefined),
      clear: () => {}
    }
  })
  const subscription = createSubscriptions().use({ app: 'shop', service: 'order' }, 0)
  return {
    subscription,
    answers,
    published,
    loads,
    forgetFacts: () => (known = false),
    list: (question: number, rev: string, ...ids: string[]) =>
      answers.list(
        subscription,
        question,
        { rev, consumerId: 'me', instances: ids.map((instanceId) => ({ instanceId, serviceId: 's' })) },
        never
      )
  }
}

describe('answers that overtake each other', () => {
  test('one that comes late is dropped', async () => {
    const { list, loads, subscription, published } = desk()
    const young = list(2, 'r2', 'b')
    await list(1, 'r1', 'a')
    loads[0]!()
    await young
    expect(subscription.list?.revision).toBe('r2')
    expect(published).toHaveLength(1)
  })

  test('one whose services took longer to read than the next answer is dropped', async () => {
    const { list, loads, subscription, published } = desk()
    const old = list(1, 'r1', 'a')
    const young = list(2, 'r2', 'b')
    loads[1]!()
    await young
    loads[0]!()
    await old
    expect(subscription).toMatchObject({ rev: 'r2', list: { revision: 'r2' } })
    expect(published.map(({ revision }) => revision)).toEqual(['r2'])
  })

  test('an old "unknown" does not undo a list', async () => {
    const { list, loads, subscription, answers } = desk()
    const young = list(2, 'r2', 'b')
    loads[0]!()
    await young
    answers.unknown(subscription, 1)
    expect(subscription.list?.known).toBe(true)
  })
})

test('an instance without an id is left out', async () => {
  const { list, loads, subscription } = desk()
  const booked = list(1, 'r1', '', 'a')
  loads[0]!()
  await booked
  expect(subscription.list?.instances.map(({ id }) => id)).toEqual(['a'])
})

test('while services could not be read the next question is for everything', async () => {
  const { list, loads, subscription, forgetFacts } = desk()
  forgetFacts()
  const booked = list(1, 'r1', 'a')
  loads[0]!()
  await booked
  expect(subscription.rev).toBe('')
  expect(subscription.list?.revision).toBe('r1')
})
