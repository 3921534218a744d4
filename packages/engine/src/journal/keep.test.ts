import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../config/store.ts'
import { KieError } from '../config/errors.ts'
import { documentId, labelFormat } from '../config/labels.ts'
import { RbacStore } from '../rbac/store.ts'
import { noteDependency } from '../registry/dependencies.ts'
import { Refusal } from '../registry/errors.ts'
import { Instances } from '../registry/instances.ts'
import { instanceShape, serviceShape } from '../registry/model.ts'
import { Services } from '../registry/services.ts'
import { DEFAULT_SETTINGS } from '../registry/settings.ts'
import { Store } from '../registry/store.ts'
import { configPart } from './config-part.ts'
import { keepIn } from './keep.ts'
import { registryPart } from './registry-part.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chassis-keep-'))
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

function start(from: string, env = simulatedEnv(), snapshotBytes?: number) {
  const registry = new Store(env)
  const config = createStore({ clock: env.clock, quota: undefined }, () => {})
  const rbac = new RbacStore()
  const journal = keepIn(from, { registry, config, rbac }, env, snapshotBytes)
  const dump = () => [
    ...registryPart(registry).dump(),
    ...configPart(config).dump(),
    ...(rbac.snapshot() as readonly object[])
  ]
  const end = async (): Promise<void> => {
    registry.close()
    await journal.close()
  }
  return { env, registry, config, rbac, dump, end }
}

type World = ReturnType<typeof start>

/** Something that a client might do, of which the registry takes some and refuses some. */
function act({ registry, config, rbac, env }: World, below: (n: number) => number): void {
  const services = new Services(registry, DEFAULT_SETTINGS)
  const instances = new Instances(registry, DEFAULT_SETTINGS)
  const tenant = registry.tenant(['default', '__proto__'][below(2)]!, 'default')
  const known = [...tenant.services.values()]
  const service = known[below(known.length)]
  const living = service === undefined ? [] : [...service.instances.values()]
  const instance = living[below(living.length)]
  const map = new Map([[['__proto__', 'a', 'b<>'][below(3)]!, String(below(5))]])
  const scope = { domain: tenant.domain, project: ['default', 'p2'][below(2)]! }
  const key = `key${below(8)}`
  const labels = new Map(below(2) === 0 ? [] : [['app', 'mall']])
  const id = documentId(scope, key, labelFormat(labels))
  const actions: (() => void)[] = [
    () => {
      const given = { serviceName: `s${below(6)}`, version: `1.0.${below(3)}`, alias: `alias${below(9)}` }
      services.create(tenant, serviceShape({ ...given, properties: Object.fromEntries(map), schemas: ['x'] }))
    },
    () => {
      const body = instanceShape({
        hostName: 'h',
        endpoints: ['rest://1.1.1.1:80'],
        properties: { a: 'b' },
        healthCheck: { mode: 'push', interval: 5 + below(30), times: 3 },
        instanceId: below(2) === 0 ? '' : `id${below(4)}`
      })
      instances.register(tenant, service?.id ?? 'none', body)
    },
    () => instance && instances.setStatus(instance, ['UP', 'DOWN'][below(2)]!),
    () => instance && instances.setProperties(instance, map),
    () => instance && registry.dropInstance(instance),
    () => instance && registry.renew(instance),
    () => service && below(4) === 0 && services.delete(tenant, service.id, below(2) === 0),
    () => {
      if (service === undefined) return
      service.properties = map
      services.touch(service)
    },
    () => service && services.setTags(service, map),
    () => service && services.putSchema(service, { schemaId: `x${below(4)}`, schema: '{"a"', summary: 's' }),
    () => service && services.dropSchema(service, `x${below(4)}`),
    () => service && services.setSchemas(service, [{ schemaId: 'all', schema: 'all', summary: '' }]),
    () => service && noteDependency(service, known[below(known.length)]!.body),
    () => {
      const rest = { valueType: 'text', check: '', priority: below(3) - 1, labels }
      config.create(scope, { key, value: `v${below(99)}ü`, status: 'enabled', ...rest })
    },
    () => config.update(scope, id, { value: `v${below(99)}`, status: '' }),
    () => config.remove(scope, [id, id, 'none']),
    () => {
      const role = { id: 'r', name: `role${below(3)}`, perms: [], createTime: '1', updateTime: '2' }
      rbac.write({ kind: 'role', name: role.name, ...(below(3) > 0 && { value: role }) })
    },
    () => env.clock.advance(below(30_000))
  ]
  try {
    actions[below(actions.length)]!()
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof KieError)) throw error
  }
}

describe('whatever was written before a kill is there after it, to the letter', () => {
  test.each([
    [1, undefined],
    [2, undefined],
    [3, 2_000],
    [4, 20_000]
  ])('seed %j, snapshots after %j bytes', async (seed, snapshotBytes) => {
    const random = seededRandom(seed)
    let world = start(dir, simulatedEnv(), snapshotBytes)
    for (let round = 0; round < 20; round++) {
      for (let step = 0; step < 40; step++) act(world, (n) => random.below(Math.max(n, 1)))
      // The files as they are at this moment, as a kill would leave them.
      const copy = mkdtempSync(join(dir, 'killed-'))
      for (const name of readdirSync(dir)) {
        if (name.endsWith('.jsonl')) cpSync(join(dir, name), join(copy, name))
      }
      const again = start(copy, world.env)
      expect(again.dump()).toEqual(world.dump())
      await again.end()
      if (round % 5 === 4) {
        // And life goes on in what was read.
        const { env, end } = world
        await end()
        world = start(dir, env, snapshotBytes)
      }
    }
    expect(world.dump().length).toBeGreaterThan(20)
    await world.end()
  })
})

test('a restart gives every lease its full time', async () => {
  const first = start(dir)
  const tenant = first.registry.tenant('default', 'default')
  const service = new Services(first.registry, DEFAULT_SETTINGS).create(
    tenant,
    serviceShape({ serviceName: 'a' })
  )
  const instances = new Instances(first.registry, DEFAULT_SETTINGS)
  const body = instanceShape({ hostName: 'h', healthCheck: { mode: 'push', interval: 10, times: 3 } })
  const key = { serviceId: service.id, instanceId: instances.register(tenant, service.id, body) }
  first.env.clock.advance(39_000)
  await first.end()

  const second = start(dir, first.env)
  const again = new Instances(second.registry, DEFAULT_SETTINGS)
  const find = () => again.find(second.registry.tenant('default', 'default'), key)
  first.env.clock.advance(39_999)
  expect(find()).toBeDefined()
  first.env.clock.advance(2_000)
  expect(find()).toBeUndefined()
  await second.end()
})

test('watchers hear of what happens, not of what is read', async () => {
  const first = start(dir)
  const services = new Services(first.registry, DEFAULT_SETTINGS)
  const tenant = first.registry.tenant('default', 'default')
  const { id } = services.create(tenant, serviceShape({ serviceName: 'a' }))
  new Instances(first.registry, DEFAULT_SETTINGS).register(tenant, id, instanceShape({ hostName: 'h' }))
  await first.end()
  const env = simulatedEnv()
  const registry = new Store(env)
  const heard: string[] = []
  registry.onInstance = (action) => heard.push(action)
  const config = createStore({ clock: env.clock, quota: undefined }, () => heard.push('config'))
  const journal = keepIn(dir, { registry, config }, env)
  expect(heard).toEqual([])
  env.clock.advance(130_000)
  expect(heard).toEqual(['DELETE'])
  await journal.close()
})
