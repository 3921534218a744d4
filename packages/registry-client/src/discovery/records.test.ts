import { expect, test } from 'vitest'
import type { WireInstance } from '../wire/types.ts'
import { recordsOf } from './records.ts'
import type { ServiceFacts } from './service-facts.ts'

const target = { app: 'shop', service: 'order' }
const facts: ServiceFacts = {
  app: 'shop',
  service: 'order',
  version: '1.0.0',
  properties: { team: 'a' },
  framework: 'ServiceComb'
}
/** As parsed: equal texts and objects are not the same ones. */
const wire = (instanceId: string, more: object = {}): WireInstance =>
  JSON.parse(
    JSON.stringify({
      instanceId,
      serviceId: 's',
      version: '1.0.0',
      status: 'UP',
      endpoints: [`rest://10.0.0.1:${instanceId}`],
      properties: { lane: 'blue' },
      dataCenterInfo: { name: 'd', region: 'r', availableZone: 'z' },
      timestamp: '1700000000',
      ...more
    })
  ) as WireInstance
const records = (wires: readonly WireInstance[], before = recordsOf(target, [], () => facts, [])) =>
  recordsOf(target, wires, () => facts, before)

test('equal properties are one object, of the instance over those of the service', () => {
  const [a, b, c] = records([wire('1'), wire('2'), wire('3', { properties: { lane: 'green' } })])
  expect(a!.properties).toEqual({ team: 'a', lane: 'blue' })
  expect(b!.properties).toBe(a!.properties)
  expect(c!.properties).toEqual({ team: 'a', lane: 'green' })
})

test('a record that did not change is the old one', () => {
  const before = records([wire('1'), wire('2'), wire('3')])
  const after = records([wire('3'), wire('2', { status: 'DOWN' }), wire('4')], before)
  expect(after.map(({ id }) => id)).toEqual(['3', '2', '4'])
  expect(after[0]).toBe(before[2])
  expect(after[1]).not.toBe(before[1])
})

test.each([
  ['status', { status: 'DOWN' }],
  ['version', { version: '1.0.1' }],
  ['endpoint', { endpoints: ['rest://10.0.0.2:1'] }],
  ['one endpoint more', { endpoints: ['rest://10.0.0.1:1', 'grpc://10.0.0.1:2'] }],
  ['a property', { properties: { lane: 'green' } }],
  ['a property less', { properties: {} }],
  ['registered anew', { timestamp: '1700000001' }],
  ['zone', { dataCenterInfo: { name: 'd', region: 'r', availableZone: 'y' } }]
])('a record with another %s is a new one', (_name, more) => {
  const before = records([wire('1')])
  expect(records([wire('1')], before)[0]).toBe(before[0])
  expect(records([wire('1', more)], before)[0]).not.toBe(before[0])
})

test('what an engine leaves out or answers as null does no harm (C15)', () => {
  const odd = [
    { instanceId: '1', endpoints: null, properties: null, dataCenterInfo: null, timestamp: null },
    { instanceId: '2', endpoints: ['rest://10.0.0.1:1', null, 7], timestamp: 'now' },
    { instanceId: '' },
    { instanceId: null },
    {},
    null
  ] as unknown as WireInstance[]
  expect(records(odd)).toMatchObject([
    { id: '1', endpoints: [], properties: { team: 'a' }, registeredAt: 0, region: undefined, status: 'DOWN' },
    { id: '2', endpoints: ['rest://10.0.0.1:1'], registeredAt: 0 }
  ])
})
