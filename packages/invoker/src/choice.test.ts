import { createContext, silentLogger } from '@node-chassis/core'
import type { ConfigReader, Instance, InstanceList } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { createGovernance, readSelection } from '@node-chassis/governance'
import { afterEach, describe, expect, test } from 'vitest'
import { callRequest } from './call-options.ts'
import { Choice } from './choice.ts'
import { explainCall } from './explain.ts'
import { Keeper } from './keeper.ts'
import type { Member } from './member.ts'
import { readSettings } from './settings.ts'
import type { CallWorld } from './world.ts'

const target = { app: 'default', service: 'order' }

function readerOf(values: ReadonlyMap<string, string>): ConfigReader {
  return {
    values,
    get: (key) => values.get(key),
    text: (key, fallback) => values.get(key) ?? fallback,
    number: (key, fallback) => Number(values.get(key) ?? fallback),
    boolean: (key, fallback) => (values.get(key) ?? String(fallback)) === 'true',
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
}

function instance(id: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    service: 'order',
    app: 'default',
    version: '1.0.0',
    status: 'UP',
    endpoints: ['rest://127.0.0.1:1'],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined,
    ...more
  }
}

/** A call that is never sent: it picks, and is told what was tried. */
class Picking extends Choice {
  override onTimer(): void {}

  next(now = 0): string | undefined {
    this.planned()
    const member = this.pick(now)
    if (member !== undefined) {
      this.tried(member.memory)
      this.last = member.memory
    }
    return member?.id
  }

  hasAnother(now = 0): boolean {
    return this.usable(now)
  }
}

const keepers = new Set<Keeper>()
afterEach(async () => {
  for (const keeper of keepers) await keeper.close('destroy')
  keepers.clear()
})

function worldOf(values: Record<string, string>, instances: readonly Instance[]) {
  const clock = simulatedClock()
  const env = { clock, random: seededRandom(1), log: silentLogger }
  const governance = createGovernance({ env, self: { app: 'default', service: 'shop', version: '1' } })
  let config = readerOf(new Map(Object.entries(values)))
  governance.apply(config.values)
  let list: InstanceList = { target, known: true, instances, revision: '1' }
  let selection = readSelection(config)
  const settings = readSettings(config)
  const keeper = new Keeper(
    {
      env,
      source: { current: () => list, pull: () => Promise.resolve(list), onChange: () => () => {} },
      settings: () => settings,
      selection: () => selection,
      learn: () => {},
      emit: () => {}
    },
    target
  )
  keepers.add(keeper)
  const world = {
    env,
    governance,
    settings: () => settings,
    keeperOf: () => keeper
  } as unknown as CallWorld
  const requestOf = (context: Record<string, string>) =>
    callRequest(target, createContext(Object.entries(context)), '/', {})
  return {
    clock,
    keeper,
    member: (id: string): Member => keeper.member(id) as Member,
    call: (context: Record<string, string> = {}) => new Picking(world, requestOf(context)),
    /** Ids that `calls` calls get, sorted, each once. */
    reached(calls: number, context: Record<string, string> = {}): string {
      const ids = Array.from(
        { length: calls },
        () => new Picking(world, requestOf(context)).next(clock.now()) ?? '-'
      )
      return [...new Set(ids)].toSorted((a, b) => a.localeCompare(b)).join('')
    },
    because: (id: string, context: Record<string, string> = {}): string =>
      explainCall(world, requestOf(context)).candidates.find((one) => one.instance === id)?.because ?? '',
    candidates: (context: Record<string, string> = {}): string =>
      explainCall(world, requestOf(context))
        .candidates.filter(({ candidate }) => candidate)
        .map((one) => one.instance)
        .join(''),
    take(...next: Instance[]): void {
      list = { ...list, instances: next, revision: `${list.revision}+` }
    },
    configure(next: Record<string, string>): void {
      config = readerOf(new Map(Object.entries(next)))
      governance.apply(config.values)
      selection = readSelection(config)
      keeper.select()
    }
  }
}

const HERE = {
  'servicecomb.datacenter.name': 'dc',
  'servicecomb.datacenter.region': 'r1',
  'servicecomb.datacenter.availableZone': 'z1'
}
const places = [
  instance('a', { region: 'r1', zone: 'z1' }),
  instance('b', { region: 'r1', zone: 'z2' }),
  instance('c', { region: 'r2', zone: 'z3' })
]

describe('instance filters in front of the balancer (routing.md 7.1)', () => {
  const versions = [instance('a'), instance('b', { version: '1.9.0' }), instance('c', { version: '1.10.0' })]
  const latest = { 'servicecomb.references.version-rule': 'latest' }

  test('version rule: latest of those that are UP; a change of rule takes effect at once (B-016)', () => {
    const world = worldOf(latest, versions)
    expect(world.reached(10)).toBe('c')
    expect(world.candidates()).toBe('c')
    expect(world.because('a')).toContain('servicecomb.references.version-rule=latest')
    world.configure({ 'servicecomb.references.order.version-rule': '1.9+' })
    expect(world.reached(10)).toBe('bc')
    world.configure({})
    expect(world.reached(10)).toBe('abc')
    world.configure(latest)
    world.take(
      ...versions.map((one) => ({ ...one, status: one.id === 'c' ? ('DOWN' as const) : one.status }))
    )
    expect(world.reached(10)).toBe('b')
  })

  test('an instance that left the registry does not decide what the latest is', () => {
    const world = worldOf(latest, versions)
    expect(world.reached(4)).toBe('c')
    world.take(versions[0] as Instance, versions[1] as Instance)
    expect(world.reached(10)).toBe('b')
  })

  test('instance property, and its name in the explanation', () => {
    const key = 'servicecomb.loadbalance.order.transactionControl.options.env'
    const world = worldOf({ [key]: 'gold' }, [
      instance('a', { properties: { env: 'gold' } }),
      instance('b', { properties: { env: 'tin' } }),
      instance('c')
    ])
    expect(world.reached(6)).toBe('a')
    expect(world.because('b')).toBe(`its property env is 'tin'; ${key} asks for 'gold'`)
    world.configure({ [key]: 'lead' })
    expect(world.call().next()).toBeUndefined()
  })

  test('priority property: by the context of the call', () => {
    const world = worldOf({ 'servicecomb.loadbalance.filter.priorityInstanceProperty.enabled': 'true' }, [
      instance('e'),
      instance('l', { properties: { environment: 'local' } }),
      instance('f', { properties: { environment: 'local.f1' } })
    ])
    expect(world.reached(6)).toBe('e')
    expect(world.reached(6, { 'x-environment': 'local.f1.s1' })).toBe('f')
    expect(world.reached(6, { 'x-environment': 'local.f2' })).toBe('l')
    expect(world.candidates({ 'x-environment': 'local.f2' })).toBe('l')
    expect(world.because('f', { 'x-environment': 'local.f2' })).toContain("'local' serves")
  })

  test('it narrows before dark launch: the rule sees one environment only', () => {
    const world = worldOf(
      {
        'servicecomb.loadbalance.filter.priorityInstanceProperty.enabled': 'true',
        'servicecomb.routeRule.order': '- route: [{weight: 100, tags: {version: 2.0.0}}]'
      },
      [
        instance('a', { properties: { environment: 'x' } }),
        instance('b', { version: '2.0.0' }),
        instance('c', { version: '1.0.0' })
      ]
    )
    expect(world.reached(6)).toBe('b')
    expect(world.reached(6, { 'x-environment': 'x' })).toBe('a')
  })
})

describe('zone and affinity behind dark launch', () => {
  test('the near one, then the region, then the rest; only then again', () => {
    const world = worldOf(HERE, places)
    expect(world.reached(6)).toBe('a')
    const call = world.call()
    expect([call.next(), call.hasAnother(), call.next(), call.next(), call.hasAnother()]).toEqual([
      'a',
      true,
      'b',
      'c',
      false
    ])
    // All tried: the last is passed over (N5).
    expect(call.next()).toBe('a')
    expect(world.candidates()).toBe('a')
    expect(world.because('c')).toContain('it is in r2/z3, others serve r1/z1 first (zone filter)')
  })

  test('ratios are those of the route group', () => {
    const all = [
      ...places,
      ...[1, 2, 3, 4, 5, 6].map((i) => instance(`d${i}`, { version: '2.0.0', region: 'r2', zone: 'z9' }))
    ]
    // One near of nine is too few for itself: nobody comes first.
    expect(worldOf(HERE, all).reached(90)).toBe('abcd1d2d3d4d5d6')
    const rule = { 'servicecomb.routeRule.order': '- route: [{weight: 100, tags: {version: 1.0.0}}]' }
    expect(worldOf({ ...HERE, ...rule }, all).reached(90)).toBe('a')
  })

  test('cross-zone denied: nobody is a reason of its own', () => {
    const denied = {
      ...HERE,
      'servicecomb.discovery.enabledZoneAware': 'true',
      'servicecomb.discovery.denyCrossZoneLoadBalancing': 'true'
    }
    const world = worldOf(denied, [places[2] as Instance])
    const call = world.call()
    expect([call.next(), call.hasAnother(), call.nobodyInGroup]).toEqual([undefined, false, false])
    expect(world.because('c')).toContain('denyCrossZoneLoadBalancing')
  })

  test('before dark launch: canaries of other zones are out of its sight', () => {
    const values = {
      ...HERE,
      'servicecomb.routeRule.order': '- route: [{weight: 100, tags: {version: 2.0.0}}]'
    }
    const canary = [...places.slice(0, 2), instance('c', { version: '2.0.0', region: 'r2', zone: 'z3' })]
    expect(worldOf(values, canary).reached(6)).toBe('c')
    const java = { ...values, 'servicecomb.loadbalance.zone.phase': 'beforeRouter' }
    expect(worldOf(java, canary).reached(6)).toBe('a')
    expect(worldOf(java, canary).because('c')).toContain('zone filter')
  })
})

describe('balancers by configuration', () => {
  test('the plan names the balancer; what it learns lives on the instance and survives a new list', () => {
    const both = [instance('a'), instance('b')]
    const world = worldOf({ 'servicecomb.loadbalance.order.strategy.name': 'PeakEwma' }, both)
    expect(world.keeper.balancers.measuring).toBe(false)
    expect(world.reached(40)).toBe('ab')
    expect(world.keeper.balancers.measuring).toBe(true)
    const { memory } = world.member('a')
    memory.load?.observe(5000, 0)
    world.take(...both)
    expect(world.reached(40)).toBe('b')
    expect(world.member('a').memory).toBe(memory)
  })

  test('without a balancer that measures nothing is remembered', () => {
    const world = worldOf({}, [instance('a'), instance('b')])
    world.reached(10)
    expect(world.member('a').memory.load).toBeUndefined()
  })

  test('slow start counts from when an instance was first seen UP', () => {
    const world = worldOf({ 'servicecomb.loadbalance.slowStart.windowInSeconds': '60' }, [
      instance('a'),
      instance('b', { status: 'STARTING' })
    ])
    world.reached(1)
    world.clock.advance(100_000)
    world.take(instance('a'), instance('b'))
    world.reached(1)
    expect(world.member('b').memory.bornAt).toBe(100_000)
    const picks = Array.from({ length: 2000 }, () => world.call().next(106_000))
    const share = picks.filter((id) => id === 'b').length / picks.length
    expect(share).toBeGreaterThan(0.05)
    expect(share).toBeLessThan(0.14)
  })
})
