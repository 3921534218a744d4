import type { InstanceList } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { readFrame } from '../watch/frame.ts'
import type { FrameChange } from '../watch/frame.ts'
import { recordsOf } from './records.ts'
import type { ServiceFacts } from './service-facts.ts'
import { toldList } from './told-list.ts'

const target = { app: 'shop', service: 'order' }
const facts: ServiceFacts = {
  app: 'shop',
  service: 'order',
  version: '1',
  properties: undefined,
  framework: undefined
}
const wire = (instanceId: string, status = 'UP') => ({ instanceId, serviceId: 's', status, endpoints: [] })
const list: InstanceList = {
  target,
  known: true,
  revision: 'r1',
  instances: recordsOf(target, [wire('a'), wire('b')], () => facts, [])
}
const told = (action: FrameChange['action'], instance: object): InstanceList | undefined =>
  toldList(
    list,
    readFrame(JSON.stringify({ action, key: { appId: 'shop', serviceName: 'order' }, instance })).change!,
    facts
  )
const shown = (of: InstanceList | undefined): string[] | undefined =>
  of?.instances.map(({ id, status }) => `${id} ${status}`)

test.each([
  ['CREATE', wire('c'), ['a UP', 'b UP', 'c UP']],
  ['UPDATE', wire('a', 'DOWN'), ['a DOWN', 'b UP']],
  // Whatever was missed before.
  ['UPDATE', wire('c', 'DOWN'), ['a UP', 'b UP', 'c DOWN']],
  ['CREATE', wire('b', 'DOWN'), ['a UP', 'b DOWN']],
  ['DELETE', wire('a'), ['b UP']],
  ['DELETE', wire('c'), undefined],
  ['UPDATE', wire('a'), undefined],
  ['UPDATE', wire(''), undefined]
] as const)('%s of %o', (action, instance, expected) => {
  expect(shown(told(action, instance))).toEqual(expected)
})

test('the others stay the same records, and the revision is none of the registry', () => {
  const next = told('UPDATE', wire('a', 'DOWN'))!
  expect(next.instances[1]).toBe(list.instances[1])
  expect(next.revision).not.toBe('r1')
})

test('nothing is told of a service that is unknown or was never read', () => {
  const { change } = readFrame(
    JSON.stringify({ action: 'CREATE', key: { appId: 'shop', serviceName: 'order' }, instance: wire('c') })
  )
  expect(toldList(list, change!, undefined)).toBeUndefined()
  expect(toldList({ ...list, known: false }, change!, facts)).toBeUndefined()
})

test.each([
  ['service does not exist', undefined],
  ['null', undefined],
  ['[]', undefined],
  [
    '{"action":"EXPIRE","key":{"serviceName":"order","appId":"shop"},"instance":{"instanceId":"a"}}',
    ['order']
  ],
  ['{"action":"UPDATE","key":{"serviceName":"order"},"instance":{"instanceId":"a"}}', ['order']],
  ['{"action":"UPDATE","key":{"serviceName":"order","appId":"shop","alias":"x:y"}}', ['order', 'x:y']],
  ['{"action":"UPDATE","key":{"serviceName":7,"appId":"shop"},"instance":null}', undefined]
])('the frame %s says no more than whom it is about', (text, names) => {
  expect(readFrame(text)).toEqual({ names, change: undefined })
})
