import { expect, test } from 'vitest'
import { EventHub } from './events.ts'

test('listeners hear events until they unsubscribe; one that throws keeps nothing from the others', () => {
  const reports: unknown[] = []
  const hub = new EventHub<{ opened: { rule: string } }>((error, name) => reports.push([name, error]))
  const heard: string[] = []
  const failure = new Error('listener')
  hub.on('opened', () => {
    throw failure
  })
  const off = hub.on('opened', (event) => heard.push(event.rule))
  hub.emit('opened', { rule: 'a' })
  off()
  hub.emit('opened', { rule: 'b' })
  expect(heard).toEqual(['a'])
  expect(reports).toEqual([
    ['opened', failure],
    ['opened', failure]
  ])
})
