import { expect, test } from 'vitest'
import { tellChanges } from './instance-changes.ts'
import type { Instance, InstanceList } from './instance.ts'

const target = { app: 'shop', service: 'order' }
const one = (id: string, more: Partial<Instance> = {}): Instance => ({
  id,
  service: 'order',
  app: 'shop',
  version: '1.0.0',
  status: 'UP',
  endpoints: ['rest://10.0.0.1:1'],
  properties: { lane: 'blue' },
  region: undefined,
  zone: undefined,
  registeredAt: 1,
  framework: undefined,
  ...more
})
const list = (...instances: readonly Instance[]): InstanceList => ({
  target,
  known: true,
  instances,
  revision: ''
})

function told(before: InstanceList | undefined, after: InstanceList): unknown[] {
  const events: unknown[] = []
  const hear = (name: string) => (event: { target: unknown; instances: readonly Instance[] }) => {
    expect(event.target).toBe(target)
    events.push([name, event.instances.map(({ id }) => id)])
  }
  tellChanges(before, after, {
    instancesAdded: hear('instancesAdded'),
    instancesRemoved: hear('instancesRemoved'),
    instancesChanged: ({ changes }) =>
      events.push(['instancesChanged', changes.map(({ id, fields }) => [id, ...fields])])
  })
  return events
}

test.each([
  ['a first list', undefined, list(one('a'), one('b')), [['instancesAdded', ['a', 'b']]]],
  ['an empty first list', undefined, list(), []],
  ['equal records', list(one('a')), list(one('a')), []],
  ['one more', list(one('a')), list(one('b'), one('a')), [['instancesAdded', ['b']]]],
  ['all gone', list(one('a'), one('b')), list(), [['instancesRemoved', ['a', 'b']]]],
  [
    'all at once',
    list(one('a'), one('b'), one('c')),
    list(one('b', { status: 'DOWN', endpoints: [] }), one('c', { properties: { lane: 'gray' } }), one('d')),
    [
      ['instancesAdded', ['d']],
      ['instancesRemoved', ['a']],
      [
        'instancesChanged',
        [
          ['b', 'status', 'endpoints'],
          ['c', 'properties']
        ]
      ]
    ]
  ]
])('%s', (_what, before, after, events) => {
  expect(told(before, after)).toEqual(events)
})

test('a change tells what was and what is', () => {
  const [before, after] = [one('a'), one('a', { status: 'DOWN' })]
  const never = (): void => expect.unreachable()
  let heard: unknown
  tellChanges(list(before), list(after), {
    instancesAdded: never,
    instancesRemoved: never,
    instancesChanged: (event) => (heard = event)
  })
  expect(heard).toEqual({ target, changes: [{ id: 'a', fields: ['status'], before, after }] })
})
