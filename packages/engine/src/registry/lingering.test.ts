import { simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { Instances } from './instances.ts'
import { Lingering, shownInstances } from './lingering.ts'
import { instanceShape, serviceShape } from './model.ts'
import type { ServiceRecord } from './records.ts'
import { revisionOf } from './revision.ts'
import { Services } from './services.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { RegistrySettings } from './settings.ts'
import { Store } from './store.ts'

function setUp(given: Partial<RegistrySettings>) {
  const settings = { ...DEFAULT_SETTINGS, ...given }
  const env = simulatedEnv()
  const store = new Store(env)
  const services = new Services(store, settings)
  const instances = new Instances(store, settings)
  const tenant = store.tenant('default', 'default')
  const told: string[] = []
  const lingering = new Lingering(
    env,
    settings,
    () => tenant.instanceCount,
    (action, { id }) => told.push(`${action} ${id}`)
  )
  store.onInstance = lingering.changed
  const service = services.create(tenant, serviceShape({ serviceName: 'p' }))
  const register = (instanceId: string, interval = 30): void => {
    const healthCheck = { mode: 'push', port: 0, interval, times: 3, url: '' }
    instances.register(tenant, service.id, instanceShape({ hostName: 'h', instanceId, healthCheck }))
  }
  const remove = (instanceId: string): void => instances.remove(tenant, { serviceId: service.id, instanceId })
  return { clock: env.clock, store, services, instances, tenant, service, told, lingering, register, remove }
}

const shown = (service: ServiceRecord): string[] => shownInstances(service).map(({ id }) => id)

describe('deleteDelayMs', () => {
  test('reads and watchers learn of an end late; the store, heartbeats and noCache at once', () => {
    const { clock, tenant, service, instances, told, register, remove } = setUp({ deleteDelayMs: 2_500 })
    register('a')
    register('b')
    const before = revisionOf([service])
    remove('a')
    expect(shown(service)).toEqual(['b', 'a'])
    expect(shownInstances(service, true).map(({ id }) => id)).toEqual(['b'])
    expect(revisionOf([service])).toBe(before)
    expect(() => instances.heartbeat(tenant, { serviceId: service.id, instanceId: 'a' })).toThrow(
      'leaseId not exist'
    )
    clock.advance(2_499)
    expect(told).toEqual(['CREATE a', 'CREATE b'])
    clock.advance(1)
    expect(told).toEqual(['CREATE a', 'CREATE b', 'DELETE a'])
    expect(shown(service)).toEqual(['b'])
    expect(revisionOf([service])).not.toBe(before)
  })

  test('an instance that comes back meanwhile was never gone', () => {
    const { clock, service, told, register, remove } = setUp({ deleteDelayMs: 2_500 })
    register('a')
    remove('a')
    register('a')
    clock.advance(10_000)
    expect(told).toEqual(['CREATE a', 'UPDATE a'])
    expect(shown(service)).toEqual(['a'])
  })

  test('the end of the service is the end of it, without a word', () => {
    const { clock, services, tenant, service, told, register, remove } = setUp({ deleteDelayMs: 2_500 })
    register('a')
    register('b')
    remove('a')
    services.delete(tenant, service.id, true)
    clock.advance(10_000)
    expect(told).toEqual(['CREATE a', 'CREATE b'])
  })

  test('close leaves no timer', () => {
    const { clock, store, lingering, register, remove } = setUp({ deleteDelayMs: 2_500 })
    register('a')
    remove('a')
    lingering.close()
    store.close()
    expect(clock.pending).toBe(0)
  })
})

describe('self-preservation (registry.md 9.4)', () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `i${n}`)

  test('a few ends are shown after the window of 2 s', () => {
    const { clock, service, register, remove } = setUp({ selfPreservation: true })
    for (const id of ids(10)) register(id)
    for (const id of ids(7)) remove(id)
    clock.advance(1_999)
    expect(shown(service)).toHaveLength(10)
    clock.advance(1)
    expect(shown(service)).toEqual(['i7', 'i8', 'i9'])
  })

  test('80 % of more than five are held for a lease more, and so is what follows', () => {
    const { clock, service, told, register, remove } = setUp({ selfPreservation: true })
    for (const id of ids(8)) register(id, 5)
    register('i8', 7)
    register('i9')
    for (const id of ids(8)) remove(id)
    clock.advance(2_000 + 18_000)
    expect(shown(service)).toHaveLength(10)
    remove('i8')
    clock.advance(2_000)
    expect(shown(service)).toEqual(['i9', 'i8'])
    // Its own lease: 28 s in steps of 2 s.
    clock.advance(24_000)
    expect(shown(service)).toEqual(['i9', 'i8'])
    clock.advance(2_000)
    expect(shown(service)).toEqual(['i9'])
    expect(told.filter((text) => text.startsWith('DELETE'))).toHaveLength(9)
  })

  test('five instances are not protected', () => {
    const { clock, service, register, remove } = setUp({ selfPreservation: true })
    for (const id of ids(5)) register(id)
    for (const id of ids(5)) remove(id)
    clock.advance(2_000)
    expect(shown(service)).toEqual([])
  })

  test('expiries count like deregistrations, and a lease beyond 600 s is held for 600 s', () => {
    const { clock, service, register } = setUp({ selfPreservation: true })
    for (const id of ids(6)) register(id, 300)
    clock.advance(1_200_000 + 1_000)
    expect(shown(service)).toHaveLength(6)
    clock.advance(2_000 + 598_000)
    expect(shown(service)).toHaveLength(6)
    clock.advance(2_000)
    expect(shown(service)).toEqual([])
  })
})
