import { createContext } from '@node-chassis/core'
import type { ConfigReader, Instance } from '@node-chassis/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSelection } from './selection.ts'
import { ServiceFilters } from './service-filters.ts'
import { whyFurther, whyIneligible, whyOtherPriority } from './why-not.ts'

function reader(values: Record<string, string>): ConfigReader {
  const map = new Map(Object.entries(values))
  return {
    values: map,
    get: (key) => map.get(key),
    text: (key, fallback) => map.get(key) ?? fallback,
    number: (key, fallback) => Number(map.get(key) ?? fallback),
    boolean: (key, fallback) => (map.get(key) ?? String(fallback)) === 'true',
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
}
const filters = (values: Record<string, string>, service = 'order'): ServiceFilters =>
  new ServiceFilters(readSelection(reader(values)), service)

function instance(id: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    service: 'order',
    app: 'default',
    version: '1.0.0',
    status: 'UP',
    endpoints: [],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined,
    ...more
  }
}
const ids = (list: readonly Instance[] | undefined): string | undefined => list?.map(({ id }) => id).join('')

const HERE = {
  'servicecomb.datacenter.name': 'dc',
  'servicecomb.datacenter.region': 'r1',
  'servicecomb.datacenter.availableZone': 'z1'
}
const near = instance('n', { region: 'r1', zone: 'z1' })
const region = instance('r', { region: 'r1', zone: 'z2' })
const far = instance('f', { region: 'r2', zone: 'z1' })
const nowhere = instance('x')
const everywhere = [far, region, near]

test('nothing configured: nothing is computed', () => {
  const { eligible, before, levels, narrows, restricts } = filters({})
  expect({ eligible, before, levels, narrows, restricts }).toEqual({
    eligible: undefined,
    before: undefined,
    levels: undefined,
    narrows: false,
    restricts: false
  })
})

describe('version rule', () => {
  const list = [instance('a'), instance('b', { version: '1.10.0' }), instance('c', { version: '1.9.0' })]

  test('for all services, and beaten by that of one', () => {
    const values = {
      'servicecomb.references.version-rule': 'latest',
      'servicecomb.references.order.version-rule': '1.0-1.10'
    }
    expect(ids(filters(values, 'other').eligible?.(list))).toBe('b')
    expect(ids(filters(values).eligible?.(list))).toBe('ac')
  })

  test('0+ for one service takes the rule of all away', () => {
    const values = {
      'servicecomb.references.version-rule': 'latest',
      'servicecomb.references.a.b.version-rule': '0+'
    }
    expect(filters(values, 'a.b').eligible).toBeUndefined()
    expect(filters(values, 'a').eligible).toBeDefined()
  })

  test('text that is no rule is refused by its key', () => {
    const key = 'servicecomb.references.order.version-rule'
    expect(() => filters({ [key]: 'newest' })).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key })
    )
  })
})

describe('instance property', () => {
  const key = 'servicecomb.loadbalance.order.transactionControl.options.env.tier'
  const list = [
    instance('a', { properties: { 'env.tier': 'gold' } }),
    instance('b', { properties: { 'env.tier': 'tin' } }),
    instance('c')
  ]

  test('all must be equal; a missing one is another value', () => {
    expect(ids(filters({ [key]: 'gold' }).eligible?.(list))).toBe('a')
    expect(ids(filters({ [key]: 'lead' }).eligible?.(list))).toBe('')
    expect(filters({ [key]: 'gold' }, 'other').eligible).toBeUndefined()
  })

  test('switched off', () => {
    const off = { 'servicecomb.loadbalance.filter.instanceProperty.enabled': 'false' }
    expect(filters({ [key]: 'gold', ...off }).eligible).toBeUndefined()
  })

  test('everybody passes: the list keeps its identity', () => {
    const [gold] = list
    const all = gold === undefined ? [] : [gold]
    expect(filters({ [key]: 'gold' }).eligible?.(all)).toBe(all)
  })
})

describe('priority property', () => {
  const on = { 'servicecomb.loadbalance.filter.priorityInstanceProperty.enabled': 'true' }
  const own = { 'servicecomb.service.properties.environment': 'local.feature1' }
  const list = [
    instance('e'),
    instance('l', { properties: { environment: 'local' } }),
    instance('f', { properties: { environment: 'local.feature1' } })
  ]
  const served = (values: Record<string, string>, context: readonly [string, string][]): string => {
    const one = filters({ ...on, ...values })
    const level = one.levelFor({ context: createContext(context) }, list)
    return level === undefined ? 'nobody' : (ids(one.at(list, level)) ?? '')
  }

  test("the context's value, else our own, else none", () => {
    expect(served(own, [])).toBe('f')
    expect(served(own, [['x-environment', 'local.other']])).toBe('l')
    expect(served(own, [['x-environment', '']])).toBe('e')
    expect(served({}, [])).toBe('e')
  })

  test('another key; never falls back to all', () => {
    const key = { 'servicecomb.loadbalance.filter.priorityInstanceProperty.key': 'lane' }
    expect(served(key, [['x-lane', 'gray']])).toBe('elf')
    const one = filters({ ...on })
    const [, l, f] = list
    expect(one.levelFor({ context: createContext() }, [l, f] as Instance[])).toBeUndefined()
  })

  test('a value of a megabyte finds nobody and costs nothing', () => {
    expect(served({}, [['x-environment', 'a.'.repeat(500_000)]])).toBe('nobody')
  })

  test('the same list gives the same array', () => {
    const one = filters({ ...on })
    expect(one.narrows).toBe(true)
    expect(one.at(list, 'local')).toBe(one.at(list, 'local'))
  })
})

describe('zone', () => {
  test('only with an own place, complete with its name', () => {
    expect(filters(HERE).levels?.(everywhere).map(ids)).toEqual(['n', 'r', 'f'])
    for (const key of Object.keys(HERE)) {
      const some = Object.fromEntries(Object.entries(HERE).filter(([other]) => other !== key))
      expect(filters(some).levels).toBeUndefined()
    }
    expect(
      filters({ ...HERE, 'servicecomb.loadbalance.filter.zoneaware.enabled': 'false' }).levels
    ).toBeUndefined()
  })

  test('too many near ones are not preferred, as in Java; strict prefers them', () => {
    const list = [near, near, near, far]
    expect(filters(HERE).levels?.(list).map(ids)).toEqual(['fnnn'])
    const strict = filters({ ...HERE, 'servicecomb.loadbalance.zone.mode': 'strict' })
    expect(strict.levels?.(list).map(ids)).toEqual(['nnn', 'f'])
    const spring = filters({ ...HERE, 'servicecomb.discovery.enabledZoneAware': 'true' })
    expect(spring.levels?.(list).map(ids)).toEqual(['nnn', 'f'])
    const ratio = {
      'servicecomb.loadbalance.zone.mode': 'ratio',
      'servicecomb.discovery.enabledZoneAware': 'true'
    }
    expect(
      filters({ ...HERE, ...ratio })
        .levels?.(list)
        .map(ids)
    ).toEqual(['fnnn'])
  })

  test('strict, cross-zone denied: the region or nobody', () => {
    const denied = filters({
      ...HERE,
      'servicecomb.discovery.enabledZoneAware': 'true',
      'servicecomb.discovery.denyCrossZoneLoadBalancing': 'true'
    })
    expect(denied.levels?.(everywhere).map(ids)).toEqual(['n', 'r'])
    expect(denied.levels?.([far, nowhere])).toEqual([])
  })

  test('before dark launch it narrows and leaves no levels behind', () => {
    const first = filters({ ...HERE, 'servicecomb.loadbalance.zone.phase': 'beforeRouter' })
    expect(ids(first.before?.(everywhere))).toBe('n')
    expect(first.levels).toBeUndefined()
    expect(first.narrows).toBe(true)
    expect(ids(first.at(everywhere, ''))).toBe('n')
    expect(filters({ 'servicecomb.loadbalance.zone.phase': 'beforeRouter' }).narrows).toBe(false)
  })

  test('the same list gives the same levels', () => {
    const { levels } = filters(HERE)
    expect(levels?.(everywhere)).toBe(levels?.(everywhere))
  })

  test.each([
    ['servicecomb.loadbalance.filter.zoneaware.ratio', '101'],
    ['servicecomb.loadbalance.filter.zoneaware.ratioCeiling', '-1'],
    ['servicecomb.loadbalance.zone.mode', 'spillover'],
    ['servicecomb.loadbalance.zone.phase', 'first'],
    ['servicecomb.loadbalance.slowStart.aggression', '0'],
    ['servicecomb.loadbalance.slowStart.windowInSeconds', '-1']
  ])('%s=%s is refused by its key', (key, value) => {
    expect(() => readSelection(reader({ [key]: value }))).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key })
    )
  })
})

test('zone and affinity leave nobody out and name nobody twice, whatever the places, tags and bounds', () => {
  const place = fc.constantFrom('1', '2', undefined)
  const ratio = fc.integer({ min: 0, max: 100 }).map(String)
  fc.assert(
    fc.property(
      fc.array(fc.record({ region: place, zone: place, tag: place }), { maxLength: 20 }),
      fc.record({ ratio, ceiling: ratio, mode: fc.constantFrom('ratio', 'strict') }),
      (places, bounds) => {
        const list = places.map(({ region: r, zone: z, tag }, i) =>
          instance(`${i}`, {
            region: r && `r${r}`,
            zone: z && `z${z}`,
            properties: tag === undefined ? {} : { 'affinity-tag': tag }
          })
        )
        const { levels } = filters({
          ...HERE,
          'servicecomb.loadbalance.filter.zoneaware.ratio': bounds.ratio,
          'servicecomb.loadbalance.filter.zoneaware.ratioCeiling': bounds.ceiling,
          'servicecomb.loadbalance.zone.mode': bounds.mode,
          'servicecomb.discovery.enabledAffinityTag': 'true',
          'servicecomb.instance.properties.affinity-tag': '1'
        })
        const found = levels?.(list) ?? []
        expect(found.every((level) => level.length > 0)).toBe(true)
        expect(new Set(found.flat())).toEqual(new Set(list))
        expect(found.flat()).toHaveLength(list.length)
      }
    )
  )
})

describe('affinity tag', () => {
  const on = { 'servicecomb.discovery.enabledAffinityTag': 'true' }
  const tagged = (id: string, tag: string, more: Partial<Instance> = {}): Instance =>
    instance(id, { properties: { 'affinity-tag': tag }, ...more })
  const list = [tagged('a', 'red'), tagged('b', 'blue'), instance('c')]

  test('ours first, then the others; without an own one those without', () => {
    const red = { ...on, 'servicecomb.instance.properties.affinity-tag': 'red' }
    expect(filters(red).levels?.(list).map(ids)).toEqual(['a', 'bc'])
    expect(filters(on).levels?.(list).map(ids)).toEqual(['c', 'ab'])
    const green = { ...on, 'servicecomb.service.properties.affinity-tag': 'green' }
    expect(filters(green).levels?.(list)).toEqual([list])
  })

  test('within each zone, the zones first', () => {
    const values = { ...on, ...HERE, 'servicecomb.instance.properties.affinity-tag': 'red' }
    const mixed = [
      tagged('a', 'red', { region: 'r2' }),
      tagged('b', 'blue', { region: 'r1', zone: 'z1' }),
      tagged('c', 'red', { region: 'r1', zone: 'z1' }),
      instance('d', { region: 'r2' })
    ]
    expect(filters(values).levels?.(mixed).map(ids)).toEqual(['c', 'b', 'a', 'd'])
  })
})

test('stickiness: the service over all over the defaults; what is no whole number is not there', () => {
  const values = {
    'servicecomb.loadbalance.SessionStickinessRule.sessionTimeoutInSeconds': '10',
    'servicecomb.loadbalance.order.SessionStickinessRule.successiveFailedTimes': '-1',
    'servicecomb.loadbalance.order.SessionStickinessRule.sessionTimeoutInSeconds': 'soon'
  }
  expect(filters(values).balancing.stickiness).toEqual({
    sessionTimeoutMs: 10_000,
    successiveFailedTimes: -1
  })
  expect(filters(values, 'x').balancing.stickiness).toEqual({
    sessionTimeoutMs: 10_000,
    successiveFailedTimes: 5
  })
  expect(filters({}).balancing.stickiness).toEqual({ sessionTimeoutMs: 30_000, successiveFailedTimes: 5 })
})

test('why an instance is left out names the key or the filter (N32)', () => {
  const selection = readSelection(
    reader({
      ...HERE,
      'servicecomb.references.order.version-rule': 'latest',
      'servicecomb.loadbalance.order.transactionControl.options.env': 'gold',
      'servicecomb.loadbalance.filter.priorityInstanceProperty.enabled': 'true'
    })
  )
  const gold = instance('a', { properties: { env: 'gold' } })
  expect(whyIneligible(selection, 'order', instance('b'))).toBe(
    "it has no property env; servicecomb.loadbalance.order.transactionControl.options.env asks for 'gold'"
  )
  expect(whyIneligible(selection, 'order', gold)).toBe(
    'version 1.0.0 is not among those of servicecomb.references.order.version-rule=latest'
  )
  expect(whyOtherPriority(selection, gold, 'local.x', 'local')).toBe(
    "it has no property environment; the call wants 'local.x' and 'local' serves (priorityInstanceProperty filter)"
  )
  expect(whyFurther(selection, far, false)).toBe(
    'it is in r2/z1, others serve r1/z1 first (zone filter): called when nobody before it is left to try'
  )
})
