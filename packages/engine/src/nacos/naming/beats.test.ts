import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { Beats } from './beats.ts'
import { HttpClients } from './http-clients.ts'
import { Probes } from './probes.ts'
import { NamingStore } from './store.ts'

const NAME = { namespace: 'public', group: 'g', service: 's' }
const AT = { ip: '10.0.0.1', port: 80 }

function world(metadata: Readonly<Record<string, string>> = {}) {
  const clock = simulatedClock()
  const store = new NamingStore(clock)
  const clients = new HttpClients(store, new Beats(clock, store), new Probes(clock, store))
  const instance = { ...AT, cluster: 'DEFAULT', weight: 1, healthy: true, enabled: true, metadata }
  clients.register(NAME, { ...instance, ephemeral: true }, true)
  const health = (): unknown => store.instances(NAME).map(({ healthy }) => healthy)
  return { clock, store, clients, health }
}

test('unhealthy after 15 s without a heartbeat, removed after 30 s (nacos.md 5.2)', () => {
  const { clock, health } = world()
  clock.advance(15_000)
  expect(health()).toEqual([true])
  clock.advance(1_500)
  expect(health()).toEqual([false])
  clock.advance(13_000)
  expect(health()).toEqual([false])
  clock.advance(3_000)
  expect(health()).toEqual([])
})

test('a heartbeat revives, and gives the full times again', () => {
  const { clock, clients, health } = world()
  clock.advance(20_000)
  expect(health()).toEqual([false])
  expect(clients.beat(NAME, AT)).toBe(5_000)
  expect(health()).toEqual([true])
  clock.advance(14_000)
  expect(health()).toEqual([true])
  clients.beat(NAME, AT)
  clock.advance(14_000)
  expect(health()).toEqual([true])
})

test('metadata has the times; a deletion that comes first needs no unhealthy one before', () => {
  const { clock, clients, health } = world({
    'preserved.heart.beat.interval': '1000',
    'preserved.heart.beat.timeout': '60000',
    'preserved.ip.delete.timeout': '3000'
  })
  expect(clients.beat(NAME, AT)).toBe(1_000)
  clock.advance(2_900)
  expect(health()).toEqual([true])
  clock.advance(2_000)
  expect(health()).toEqual([])
  expect(clients.beat(NAME, AT)).toBeUndefined()
})

test('a service is forgotten a minute after its last instance (nacos.md 5)', () => {
  const { clock, store, clients } = world()
  clients.deregister(NAME, AT, true)
  expect(store.has(NAME)).toBe(true)
  clock.advance(61_000)
  expect(store.has(NAME)).toBe(false)
})
