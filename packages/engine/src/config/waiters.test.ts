import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import type { Scope } from './labels.ts'
import { createWaiters } from './waiters.ts'
import type { Ending } from './waiters.ts'

const SCOPE: Scope = { domain: 'default', project: 'p' }
const labels = (all: Record<string, string>) => new Map(Object.entries(all))

function setUp() {
  const clock = simulatedClock()
  const waiters = createWaiters(clock)
  const controller = new AbortController()
  const wait = (
    wanted: Record<string, string>,
    { exact = false, ms = 300_000, scope = SCOPE } = {}
  ): Promise<Ending> => waiters.wait({ scope, labels: labels(wanted), exact }, ms, controller.signal)
  /** How the waits that have ended did; the others as `waiting`. */
  const states = (all: Promise<Ending>[]) =>
    Promise.all(all.map((each) => Promise.race([each, Promise.resolve('waiting' as const)])))
  return { clock, waiters, controller, wait, states }
}

describe('a change wakes (config.md 4.3)', () => {
  test('exact waits of the same label set, and others whose labels it has all of', async () => {
    const { waiters, wait, states } = setUp()
    const all = [
      wait({ app: 'x' }),
      wait({ app: 'x' }, { exact: true }),
      wait({}),
      wait({}, { exact: true }),
      wait({ app: 'x', service: 's' }, { exact: true }),
      wait({ app: 'y' }),
      wait({ public: '' }),
      wait({ app: 'x' }, { scope: { ...SCOPE, project: 'other' } }),
      wait({ app: 'x' }, { scope: { ...SCOPE, domain: 'other' } })
    ]
    waiters.changed(SCOPE, labels({ app: 'x' }))
    const woken = await states(all)
    expect(woken.map((state, index) => (state === 'changed' ? index : -1)).filter((i) => i >= 0)).toEqual([
      0, 1, 2
    ])
    expect(waiters.size).toBe(6)
  })

  test('every waiter of a topic', async () => {
    const { waiters, wait } = setUp()
    const all = Array.from({ length: 50 }, () => wait({ app: 'x' }, { exact: true }))
    waiters.changed(SCOPE, labels({ app: 'x' }))
    expect(new Set(await Promise.all(all))).toEqual(new Set(['changed']))
    expect(waiters.size).toBe(0)
  })

  test('whoever registered before it, even in the same turn', async () => {
    const { waiters, wait } = setUp()
    const waiting = wait({ app: 'x' })
    waiters.changed(SCOPE, labels({ app: 'x' }))
    expect(await waiting).toBe('changed')
  })
})

test('a wait of five minutes ends after five minutes, and leaves no timer', async () => {
  const { clock, waiters, wait, states } = setUp()
  const waiting = wait({ app: 'x' })
  await clock.advanceAsync(299_999)
  expect(await states([waiting])).toEqual(['waiting'])
  await clock.advanceAsync(1)
  expect(await waiting).toBe('unchanged')
  expect(waiters.size).toBe(0)
  expect(clock.pending).toBe(0)
})

test('a waiter whose client has gone leaves nothing behind', async () => {
  const { clock, waiters, controller, wait } = setUp()
  const waiting = [wait({ app: 'x' }), wait({ app: 'x' }, { exact: true })]
  controller.abort()
  expect(await Promise.all(waiting)).toEqual(['unchanged', 'unchanged'])
  expect(waiters.size).toBe(0)
  expect(clock.pending).toBe(0)
  expect(await wait({ app: 'x' })).toBe('unchanged')
})

test('closing ends all waits and those that come later', async () => {
  const { clock, waiters, wait } = setUp()
  const waiting = [wait({ app: 'x' }), wait({}, { exact: true })]
  waiters.close()
  expect(await Promise.all(waiting)).toEqual(['unchanged', 'unchanged'])
  expect(await wait({})).toBe('unchanged')
  expect(clock.pending).toBe(0)
})

test('no time to wait: no wait', async () => {
  const { clock, wait } = setUp()
  expect(await wait({}, { ms: 0 })).toBe('unchanged')
  expect(await wait({}, { ms: -1 })).toBe('unchanged')
  expect(clock.pending).toBe(0)
})
