import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { Pushes } from './pushes.ts'
import type { Subscriber } from './pushes.ts'

const NAME = { namespace: 'public', group: 'g', service: 's' }

function world() {
  const clock = simulatedClock()
  const pushes = new Pushes(clock, 500, (name, clusters) => `${name.service}/${clusters}`)
  const told: string[] = []
  const subscriber = (id: string, acknowledges = (): boolean => true): Subscriber => ({
    tell(info) {
      told.push(`${clock.now()} ${id} ${String(info)}`)
      return Promise.resolve(acknowledges())
    }
  })
  return { clock, pushes, told, subscriber }
}

describe('pushes (nacos.md 4.4)', () => {
  test('one after subscribing, and one for all changes of half a second', async () => {
    const { clock, pushes, told, subscriber } = world()
    pushes.subscribe(subscriber('a'), NAME, 'X')
    await clock.advanceAsync(1_000)
    pushes.changed(NAME)
    await clock.advanceAsync(400)
    pushes.changed(NAME)
    await clock.advanceAsync(5_000)
    expect(told).toEqual(['500 a s/X', '1500 a s/X'])
  })

  test('a new subscriber is told alone', async () => {
    const { clock, pushes, told, subscriber } = world()
    pushes.subscribe(subscriber('a'), NAME, '')
    await clock.advanceAsync(1_000)
    pushes.subscribe(subscriber('b'), NAME, '')
    await clock.advanceAsync(1_000)
    expect(told).toEqual(['500 a s/', '1500 b s/'])
  })

  test('what was not acknowledged comes again a second later, as long as somebody subscribes', async () => {
    const { clock, pushes, told, subscriber } = world()
    const deaf = subscriber('a', () => false)
    pushes.subscribe(deaf, NAME, '')
    await clock.advanceAsync(2_600)
    expect(told).toEqual(['500 a s/', '1500 a s/', '2500 a s/'])
    pushes.unsubscribe(deaf, NAME)
    await clock.advanceAsync(60_000)
    expect(told).toHaveLength(3)
  })

  test('nobody is told who has gone', async () => {
    const { clock, pushes, told, subscriber } = world()
    const gone = subscriber('a')
    pushes.subscribe(gone, NAME, '')
    pushes.forget(gone)
    pushes.changed(NAME)
    await clock.advanceAsync(60_000)
    expect(told).toEqual([])
  })
})
