import { createLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { instanceShape, serviceShape } from './model.ts'
import { Instances } from './instances.ts'
import { retireOldVersions } from './retire.ts'
import { Services } from './services.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { Store } from './store.ts'

const DAY_MS = 24 * 60 * 60 * 1000

function registry() {
  const clock = simulatedClock()
  const store = new Store({ clock, random: seededRandom(1), log: createLogger('silent', () => {}) })
  const services = new Services(store, DEFAULT_SETTINGS)
  const instances = new Instances(store, DEFAULT_SETTINGS)
  const tenant = store.tenant('default', 'default')
  const create = (version: string, serviceName = 's') =>
    services.create(tenant, serviceShape({ serviceName, version }))
  const versions = () =>
    [...tenant.services.values()].map(({ body }) => `${body.serviceName} ${body.version}`)
  return { clock, store, services, instances, create, versions }
}

test('a night leaves the three newest versions of each name, and those that have instances', () => {
  // registry.md 9.5
  const { clock, store, services, instances, create, versions } = registry()
  for (const version of ['1.10.0', '1.2.0', '1.9.0', '2.0.0', '1.0.0']) create(version)
  create('0.0.1', 'other')
  instances.registerForGood(create('0.9.0'), instanceShape({ hostName: 'h' }))
  const stop = retireOldVersions(store.env, store, services)
  clock.advance(DAY_MS)
  expect(versions()).toEqual(['s 1.10.0', 's 1.9.0', 's 2.0.0', 'other 0.0.1', 's 0.9.0'])
  // Every night, not the first only.
  create('3.0.0')
  clock.advance(DAY_MS)
  expect(versions()).toEqual(['s 1.10.0', 's 2.0.0', 'other 0.0.1', 's 0.9.0', 's 3.0.0'])
  stop()
  create('4.0.0')
  clock.advance(2 * DAY_MS)
  expect(versions()).toContain('s 1.10.0')
})
