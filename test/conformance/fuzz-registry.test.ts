import { createEngine } from '@node-chassis/engine'
import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWire } from './config-lib/wire.ts'

const RUNS = 50
const STEPS = 200
// Unknown until now, gone, or of another service: whatever a number points to.
const pick = fc.nat({ max: 1_000 })
const step = fc.oneof(
  fc.record({ do: fc.constant('create' as const), name: fc.nat({ max: 2 }), version: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('register' as const), service: pick, id: fc.option(fc.nat({ max: 5 })) }),
  fc.record({ do: fc.constant('register' as const), service: pick, id: fc.constant(null) }),
  fc.record({ do: fc.constant('heartbeat' as const), instance: pick }),
  fc.record({
    do: fc.constant('heartbeats' as const),
    instances: fc.array(pick, { minLength: 1, maxLength: 4 })
  }),
  fc.record({ do: fc.constant('find' as const), name: fc.nat({ max: 2 }), known: fc.boolean() }),
  fc.record({ do: fc.constant('query' as const), known: fc.boolean() }),
  fc.record({
    do: fc.constant('status' as const),
    instance: pick,
    value: fc.constantFrom('UP', 'DOWN', 'STARTING')
  }),
  fc.record({ do: fc.constant('properties' as const), instance: pick, value: fc.nat({ max: 3 }) }),
  fc.record({ do: fc.constant('delete' as const), instance: pick }),
  fc.record({ do: fc.constant('remove' as const), service: pick, force: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), times: fc.integer({ min: 1, max: 3 }) })
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

// registry.md 9.1: thirty seconds, three times and once more.
const TTL_MS = 120_000
// Never adds up to a lease's length: no instance is looked at in the second in which it ends.
const waitMs = (times: number): number => times * 30_000 + 2_000

interface Instance {
  readonly id: string
  readonly service: Service
  status: string
  properties: Readonly<Record<string, string>>
  expiresAt: number
}

interface Service {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly instances: Map<string, Instance>
}

/** What a consumer was told last. */
interface Seen {
  readonly rev: string
  readonly shown: readonly unknown[]
  readonly touched: number
}

/** What a registry is, in as few words as there are. */
class Model {
  readonly services = new Map<string, Service>()
  readonly everyService: string[] = ['nope']
  readonly everyInstance: (readonly [service: string, id: string])[] = [['nope', 'nope']]
  /** Counts what happened to a name. */
  readonly touched = new Map<string, number>()
  now = 0

  versions(name: string): Service[] {
    return [...this.services.values()].filter((service) => service.name === name)
  }

  living(service: string, id: string): Instance | undefined {
    const instance = this.services.get(service)?.instances.get(id)
    return instance !== undefined && instance.expiresAt > this.now ? instance : undefined
  }

  touch(name: string): void {
    this.touched.set(name, (this.touched.get(name) ?? 0) + 1)
  }

  pass(ms: number): void {
    this.now += ms
    for (const { name, instances } of this.services.values())
      for (const [id, { expiresAt }] of instances)
        if (expiresAt <= this.now) {
          instances.delete(id)
          this.touch(name)
        }
  }

  shown(name: string): readonly unknown[] {
    return this.versions(name)
      .flatMap(({ instances }) => [...instances.values()])
      .map(({ id, service, status, properties }) => ({ id, service: service.id, status, properties }))
      .toSorted(byText)
  }
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

interface Shown {
  readonly instanceId: string
  readonly serviceId: string
  readonly status: string
  readonly properties?: Readonly<Record<string, string>>
}

const reduced = (instances: readonly Shown[] = []): readonly unknown[] =>
  instances
    .map(({ instanceId, serviceId, status, properties = {} }) => ({
      id: instanceId,
      service: serviceId,
      status,
      properties
    }))
    .toSorted(byText)

test(`${RUNS * STEPS} steps without a divergence from a model of the registry`, async () => {
  const clock = simulatedClock(0)
  const engine = await createEngine({ env: { clock, random: seededRandom(1), log: silentLogger } })
  const wire = createWire(engine.registryUrl)
  let runs = 0
  let steps = 0
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await wire.send({
      method,
      path: `/v4/default/registry${path}`,
      headers: { 'X-Domain-Name': `fuzz-${runs}`, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body)
    }).answer
    return { ...answer, json: (answer.body ?? {}) as Record<string, unknown> }
  }

  const play = async (model: Model, seen: Map<string, Seen>, one: Step) => {
    const serviceAt = (index: number) => model.everyService[index % model.everyService.length] as string
    const instanceAt = (index: number) => model.everyInstance[index % model.everyInstance.length]!
    const stateOf = (name: string): Seen => ({
      rev: '',
      shown: model.shown(name),
      touched: model.touched.get(name) ?? 0
    })
    switch (one.do) {
      case 'create': {
        const [name, version] = [`s${one.name}`, `1.0.${one.version}`]
        const { status, json } = await ask('POST', '/microservices', {
          service: { serviceName: name, version, appId: 'a' }
        })
        expect(status).toBe(200)
        const id = String(json['serviceId'])
        const known = model.versions(name).find((service) => service.version === version)
        if (known !== undefined) return expect(id).toBe(known.id)
        expect(model.services.has(id)).toBe(false)
        model.services.set(id, { id, name, version, instances: new Map() })
        model.everyService.push(id)
        return model.touch(name)
      }
      case 'register': {
        const serviceId = serviceAt(one.service)
        const service = model.services.get(serviceId)
        const wanted = one.id === null ? {} : { instanceId: `i${one.id}` }
        const instance = { ...wanted, hostName: 'h', endpoints: ['rest://127.0.0.1:1'] }
        const { status, json } = await ask('POST', `/microservices/${serviceId}/instances`, { instance })
        if (service === undefined) return expect([status, json['errorCode']]).toEqual([400, '400012'])
        expect(status).toBe(200)
        const id = String(json['instanceId'])
        if (one.id !== null) expect(id).toBe(`i${one.id}`)
        const living = model.living(serviceId, id)
        if (living !== undefined) return void (living.expiresAt = model.now + TTL_MS)
        service.instances.set(id, {
          id,
          service,
          status: 'UP',
          properties: {},
          expiresAt: model.now + TTL_MS
        })
        model.everyInstance.push([serviceId, id])
        return model.touch(service.name)
      }
      case 'heartbeat': {
        const [serviceId, id] = instanceAt(one.instance)
        const { status, json } = await ask('PUT', `/microservices/${serviceId}/instances/${id}/heartbeat`)
        const living = model.living(serviceId, id)
        if (living === undefined) return expect([status, json['errorCode']]).toEqual([400, '400017'])
        expect(status).toBe(200)
        return void (living.expiresAt = model.now + TTL_MS)
      }
      case 'heartbeats': {
        const chosen = one.instances.map(instanceAt)
        const instances = chosen.map(([serviceId, instanceId]) => ({ serviceId, instanceId }))
        const { status, json } = await ask('PUT', '/heartbeats', { instances })
        expect(status).toBe(200)
        for (const [serviceId, id] of chosen) {
          const results = json['instances'] as {
            serviceId: string
            instanceId: string
            errMessage?: string
          }[]
          const result = results.find((each) => each.serviceId === serviceId && each.instanceId === id)
          const living = model.living(serviceId, id)
          expect(result?.errMessage === undefined).toBe(living !== undefined)
          if (living !== undefined) living.expiresAt = model.now + TTL_MS
        }
        return undefined
      }
      case 'find': {
        const name = `s${one.name}`
        const before = one.known ? seen.get(name) : undefined
        const rev = before === undefined ? '' : `&rev=${before.rev}`
        const answer = await ask('GET', `/instances?appId=a&serviceName=${name}${rev}`)
        if (model.versions(name).length === 0)
          return expect([answer.status, answer.json['errorCode']]).toEqual([400, '400012'])
        const state = stateOf(name)
        if (before?.touched === state.touched) expect(answer.status).toBe(304)
        // The same revision is the same instances; to be told of them twice does no harm (registry.md 8.3).
        if (answer.status === 304) expect(before?.shown).toEqual(state.shown)
        else expect(answer.status).toBe(200)
        if (answer.status === 200)
          expect(reduced(answer.json['instances'] as Shown[] | undefined)).toEqual(model.shown(name))
        return void seen.set(name, { ...state, rev: answer.headers['x-resource-revision']! })
      }
      case 'query': {
        const names = ['s0', 's1', 's2']
        const services = names.map((serviceName) => ({
          service: { appId: 'a', serviceName, version: '' },
          rev: one.known ? (seen.get(serviceName)?.rev ?? '') : ''
        }))
        const { status, json } = await ask('POST', '/instances/action?type=query', { services })
        expect(status).toBe(200)
        const result = json['services'] as {
          failed?: { indexes: number[] }[]
          notModified?: number[]
          updated?: { index: number; rev: string; instances?: Shown[] }[]
        }
        const failed = result.failed?.flatMap(({ indexes }) => indexes) ?? []
        expect(failed).toEqual([0, 1, 2].filter((index) => model.versions(names[index]!).length === 0))
        for (const { index, instances } of result.updated ?? [])
          expect(reduced(instances)).toEqual(model.shown(names[index]!))
        for (const index of result.notModified ?? [])
          expect(seen.get(names[index]!)?.shown).toEqual(model.shown(names[index]!))
        return expect(failed.length + (result.notModified?.length ?? 0) + (result.updated?.length ?? 0)).toBe(
          3
        )
      }
      case 'status':
      case 'properties': {
        const [serviceId, id] = instanceAt(one.instance)
        const path = `/microservices/${serviceId}/instances/${id}`
        const properties = one.do === 'properties' ? { p: String(one.value) } : {}
        const { status, json } =
          one.do === 'status'
            ? await ask('PUT', `${path}/status?value=${one.value}`)
            : await ask('PUT', `${path}/properties`, { properties })
        const living = model.living(serviceId, id)
        if (living === undefined) return expect([status, json['errorCode']]).toEqual([400, '400017'])
        expect(status).toBe(200)
        if (one.do === 'status') living.status = one.value
        else living.properties = properties
        return model.touch(living.service.name)
      }
      case 'delete': {
        const [serviceId, id] = instanceAt(one.instance)
        const { status, json } = await ask('DELETE', `/microservices/${serviceId}/instances/${id}`)
        const living = model.living(serviceId, id)
        if (living === undefined) return expect([status, json['errorCode']]).toEqual([400, '400017'])
        expect(status).toBe(200)
        living.service.instances.delete(id)
        return model.touch(living.service.name)
      }
      case 'remove': {
        const id = serviceAt(one.service)
        const service = model.services.get(id)
        const { status, json } = await ask('DELETE', `/microservices/${id}${one.force ? '?force=1' : ''}`)
        if (service === undefined) return expect([status, json['errorCode']]).toEqual([400, '400012'])
        if (!one.force && service.instances.size > 0)
          return expect([status, json['errorCode']]).toEqual([400, '400013'])
        expect(status).toBe(200)
        model.services.delete(id)
        return model.touch(service.name)
      }
      case 'wait':
        await clock.advanceAsync(waitMs(one.times))
        return model.pass(waitMs(one.times))
    }
  }

  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' }),
        async (sequence) => {
          runs++
          const model = new Model()
          const seen = new Map<string, Seen>()
          for (const one of sequence) {
            steps++
            await play(model, seen, one)
          }
        }
      ),
      { numRuns: RUNS, seed: 4, endOnFailure: true }
    )
    expect(steps).toBe(RUNS * STEPS)
  } finally {
    wire.close()
    await engine.close()
  }
})
