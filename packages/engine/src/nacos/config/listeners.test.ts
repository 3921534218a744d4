import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { ConfigListeners } from './listeners.ts'
import type { Listener } from './listeners.ts'

const NAME = { tenant: '', group: 'g', dataId: 'd' }

/** A listener that keeps when it was told, and acknowledges as it is told to. */
function listening(acknowledges: () => boolean) {
  const clock = simulatedClock()
  const listeners = new ConfigListeners(clock)
  const told: number[] = []
  let givenUp = 0
  const listener: Listener = {
    tell: () => {
      told.push(clock.now())
      return Promise.resolve(acknowledges())
    },
    giveUp: () => givenUp++
  }
  listeners.add(listener, NAME)
  return { clock, listeners, listener, told, givenUp: () => givenUp }
}

describe('notifications (nacos.md 4.4)', () => {
  test('one, somewhat later than the change', async () => {
    const { clock, listeners, told } = listening(() => true)
    listeners.changed(NAME)
    listeners.changed({ ...NAME, dataId: 'other' })
    await clock.advanceAsync(600_000)
    expect(told).toEqual([50])
  })

  test('unanswered: again after 2, 4, 6 s', async () => {
    const { clock, listeners, told } = listening(() => told.length === 4)
    listeners.changed(NAME)
    await clock.advanceAsync(600_000)
    expect(told).toEqual([50, 2_050, 6_050, 12_050])
  })

  test('never answered: given up after fifty more', async () => {
    const { clock, listeners, told, givenUp } = listening(() => false)
    listeners.changed(NAME)
    await clock.advanceAsync(3_000_000)
    expect([told.length, givenUp()]).toEqual([51, 1])
  })

  test('a change while one is unanswered is told with it; one behind an answer by itself', async () => {
    const { clock, listeners, told } = listening(() => told.length !== 1)
    listeners.changed(NAME)
    await clock.advanceAsync(1_000)
    listeners.changed(NAME)
    await clock.advanceAsync(600_000)
    expect(told).toEqual([50, 2_050])
    listeners.changed(NAME)
    await clock.advanceAsync(1_000)
    expect(told).toHaveLength(3)
  })

  test('nobody is told who listens no more', async () => {
    const { clock, listeners, listener, told, givenUp } = listening(() => false)
    listeners.changed(NAME)
    await clock.advanceAsync(100)
    listeners.forget(listener)
    listeners.changed(NAME)
    await clock.advanceAsync(3_000_000)
    expect([told, givenUp()]).toEqual([[50], 0])
  })
})
