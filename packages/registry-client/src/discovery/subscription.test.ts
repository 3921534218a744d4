import { expect, test } from 'vitest'
import { createSubscriptions } from './subscription.ts'

const order = (n: number) => ({ app: 'shop', service: `order-${n}` })

test('the same name of two applications is two names', () => {
  const subscriptions = createSubscriptions()
  const a = subscriptions.use({ app: 'a', service: 's' }, 1)
  expect(subscriptions.use({ app: 'b', service: 's' }, 1)).not.toBe(a)
  expect(subscriptions.use({ app: 'a', service: 's' }, 2)).toBe(a)
  expect(a.usedAt).toBe(2)
})

test('what was not used since ends', () => {
  const subscriptions = createSubscriptions()
  subscriptions.use(order(1), 1)
  subscriptions.use(order(2), 2)
  expect(subscriptions.inUse(2).map(({ target }) => target.service)).toEqual(['order-2'])
  expect(subscriptions.get(order(1))).toBeUndefined()
})

test('of 2,001 names the least used goes, an unknown one before all others (N13)', () => {
  const subscriptions = createSubscriptions()
  for (let n = 0; n < 2_000; n++) subscriptions.use(order(n), n)
  subscriptions.get(order(1_500))!.unknownAt = 1
  subscriptions.use(order(2_000), 2_000)
  expect(subscriptions.get(order(1_500))).toBeUndefined()
  subscriptions.use(order(2_001), 2_001)
  expect(subscriptions.get(order(0))).toBeUndefined()
  expect(subscriptions.all()).toHaveLength(2_000)
})
