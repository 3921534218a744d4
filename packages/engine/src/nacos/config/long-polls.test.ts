import { simulatedClock } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { LongPolls, listeningAnswer, parseListening } from './long-polls.ts'
import { ConfigStore, md5 } from './store.ts'

const NAME = { tenant: '', group: 'g', dataId: 'd' }

describe('Listening-Configs (nacos.md 7.1)', () => {
  test('three or four fields a line', () => {
    expect(parseListening('d\u0002g\u0002m\u0001e\u0002h\u0002\u0002t\u0001')).toEqual([
      { dataId: 'd', group: 'g', md5: 'm', tenant: '' },
      { dataId: 'e', group: 'h', md5: '', tenant: 't' }
    ])
  })

  test.each([['', 'd', 'd\u0002g\u0001', 'd\u0002g\u0002m\u0001'.repeat(10_001)]])('%j is none', (text) => {
    expect(parseListening(text)).toBeUndefined()
  })

  test('the answer is percent-encoded', () => {
    const [changed = { ...NAME, md5: '' }] = parseListening('d:e\u0002g\u0002\u0002t\u0001') ?? []
    expect(listeningAnswer([changed])).toBe('d%3Ae%02g%02t%01\n')
    expect(listeningAnswer([])).toBe('')
  })
})

describe('polls', () => {
  function world() {
    const clock = simulatedClock()
    const store = new ConfigStore(clock)
    const polls = new LongPolls(clock, store, (known) => known)
    store.onChange = (name) => polls.changed(name)
    return { clock, store, polls }
  }
  const never = new AbortController().signal

  test('a change wakes those who do not know it', async () => {
    const { store, polls } = world()
    const [knows, waits] = [
      { ...NAME, md5: md5('x') },
      { ...NAME, md5: '' }
    ]
    store.put({ ...NAME, content: 'x' })
    expect(polls.changedOf([knows])).toEqual([])
    expect(polls.changedOf([waits])).toEqual([waits])
    const woken = polls.wait([knows], 30_000, never)
    store.put({ ...NAME, content: 'x' })
    store.put({ ...NAME, content: 'y' })
    expect(await woken).toEqual([knows])
  })

  test('time, a signal and the end of all end it with nothing', async () => {
    const { clock, polls } = world()
    const controller = new AbortController()
    const known = [{ ...NAME, md5: '' }]
    const [timed, aborted, closed] = [
      polls.wait(known, 1_000, never),
      polls.wait(known, 30_000, controller.signal),
      polls.wait(known, 30_000, never)
    ]
    clock.advance(1_000)
    controller.abort()
    polls.close()
    expect(await Promise.all([timed, aborted, closed])).toEqual([[], [], []])
    expect(clock.pending).toBe(0)
  })
})
