import type { StandardSchema } from '@node-chassis/core'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { made, remote } from '../configuration.test-support.ts'

const Shop = v.object({
  pageSize: v.pipe(v.number(), v.maxValue(100)),
  open: v.boolean(),
  title: v.optional(v.string(), 'Shop'),
  tags: v.optional(v.array(v.string()), []),
  limits: v.optional(v.array(v.number()), []),
  owner: v.optional(v.object({ name: v.string(), age: v.number() }))
})
const YAML = 'shop: {pageSize: 20, open: "yes", tags: "a, b", limits: [1, 2], owner: {name: "7", age: 0x1F}}'

describe('bind', () => {
  test('texts become what the schema asks for', () => {
    using rig = made({ 'application.yaml': YAML })
    const shop = rig.config.bind(Shop, 'shop')
    expectTypeOf(shop.pageSize).toBeNumber()
    expect({ ...shop }).toEqual({
      pageSize: 20,
      open: true,
      title: 'Shop',
      tags: ['a', 'b'],
      limits: [1, 2],
      owner: { name: '7', age: 31 }
    })
    expect(rig.warnings()).toEqual([])
  })

  test.each([
    ['1', v.boolean(), true],
    ['1', v.number(), 1],
    ['1', v.string(), '1'],
    ['a', v.array(v.string()), ['a']],
    ['1, 2', v.array(v.number()), [1, 2]],
    ['on,off', v.array(v.boolean()), [true, false]],
    ['', v.array(v.string()), []],
    ['', v.optional(v.number(), 5), 5],
    ['b', v.picklist(['a', 'b']), 'b'],
    ['3', v.union([v.number(), v.array(v.number())]), 3]
  ] as const)('"%s" for %o', (text, schema, expected) => {
    using rig = made({}, { options: { 'x.k': text } })
    const bound = rig.config.bind(v.object({ k: schema as v.GenericSchema }), 'x')
    expect(bound.k).toEqual(expected)
  })

  test('the object is live, and newer than what listeners are told', () => {
    using rig = made({ 'application.yaml': YAML })
    const centre = remote()
    rig.config.attach(centre)
    const shop = rig.config.bind(Shop, 'shop')
    const heard: number[] = []
    rig.config.onChange('shop.', () => heard.push(shop.pageSize))
    centre.set({ 'shop.pageSize': '30', 'shop.owner.name': 'Ada', 'other.key': '1' })
    expect([shop.pageSize, shop.owner?.name, heard]).toEqual([30, 'Ada', [30]])
    centre.set({})
    expect(shop.pageSize).toBe(20)
    expect(() => Object.assign(shop, { pageSize: 1 })).toThrow(TypeError)
    expect(Object.keys(shop)).toContain('pageSize')
  })

  test('a value the schema does not take leaves the one before; its neighbours change', () => {
    using rig = made({ 'application.yaml': YAML })
    const centre = remote({ 'shop.pageSize': '50' })
    rig.config.attach(centre)
    const shop = rig.config.bind(Shop, 'shop')
    centre.set({ 'shop.pageSize': '5000', 'shop.open': 'off' })
    expect([shop.pageSize, shop.open]).toEqual([50, false])
    centre.set({ 'shop.pageSize': '5000', 'shop.open': 'on', 'shop.owner.age': 'old' })
    expect([shop.pageSize, shop.open, shop.owner?.age]).toEqual([50, true, 31])
    const [first, second, ...more] = rig.warnings()
    expect(first).toMatch(/^`shop\.pageSize` \(kie \(app\)\) is "5000": .*100.*; the value before stays$/)
    expect(second).toMatch(/^`shop\.owner\.age` \(kie \(app\)\) is "old": /)
    expect(more).toEqual([])
    centre.set({ 'shop.pageSize': '60' })
    expect(shop.pageSize).toBe(60)
  })

  test('at first: a bad local value is refused, a bad remote one gives way to the local one', () => {
    using rig = made({ 'application.yaml': 'shop: {pageSize: 20, open: perhaps}' })
    expect(() => rig.config.bind(Shop, 'shop')).toThrow(
      expect.objectContaining({
        code: 'CHS_CONFIG_INVALID',
        key: 'shop.open',
        message: expect.stringMatching(/^`shop\.open` \(application\.yaml\) is "perhaps": /) as string
      })
    )
    rig.config.attach(remote({ 'shop.open': 'true', 'shop.pageSize': 'x', 'shop.title': 'Centre' }))
    expect({ ...rig.config.bind(Shop, 'shop') }).toMatchObject({ pageSize: 20, open: true, title: 'Centre' })
  })

  test('a required setting that nobody has is named', () => {
    using rig = made({ 'application.yaml': 'shop: {open: true}' })
    expect(() => rig.config.bind(Shop, 'shop')).toThrow(
      /^`shop\.pageSize` is not set, but the schema asks for it/
    )
  })

  test('a required setting that only a variable has', () => {
    using rig = made({}, { variables: { SHOP_PAGESIZE: '7', SHOP_OPEN: 'true' } })
    expect({ ...rig.config.bind(Shop, 'shop') }).toMatchObject({ pageSize: 7, open: true })
  })

  test('a setting that went away: the value before stays when the schema requires it', () => {
    using rig = made({})
    const centre = remote({ 'shop.pageSize': '5', 'shop.open': '1' })
    rig.config.attach(centre)
    const shop = rig.config.bind(Shop, 'shop')
    centre.set({ 'shop.pageSize': '6' })
    expect([shop.pageSize, shop.open]).toEqual([6, true])
  })

  test('keys that mean mischief are keys', () => {
    using rig = made({})
    const centre = remote()
    rig.config.attach(centre)
    const all = rig.config.bind(v.record(v.string(), v.unknown()), 'x')
    centre.set({
      'x.__proto__.polluted': '1',
      'x.constructor.prototype.polluted': '1',
      [`x.${'a.'.repeat(1000)}b`]: '1',
      'x.list[4294967294]': 'far',
      'x.list[0]': 'near',
      'x.both': 'text',
      'x.both.below': '1',
      'x.[': '1',
      'x.': '1'
    })
    expect(Object.prototype).not.toHaveProperty('polluted')
    expect(all['list']).toEqual(['near', 'far'])
    expect(all['both']).toEqual({ below: '1' })
  })

  test('the whole configuration, and the same question twice', () => {
    using rig = made({ 'application.yaml': YAML })
    const schema = v.object({ shop: v.object({ pageSize: v.number() }) })
    expect(rig.config.bind(schema).shop.pageSize).toBe(20)
    expect(rig.config.bind(schema)).toBe(rig.config.bind(schema))
  })

  test('values of secret settings stay out of messages, whatever the schema says', () => {
    using rig = made({}, { options: { 'db.password': 'hunter2' } })
    const schema = v.object({ password: v.pipe(v.string(), v.minLength(20)) })
    expect(() => rig.config.bind(schema, 'db')).toThrow(
      /^`db\.password` \(options\) is "\*{6}": the schema does not take it$/
    )
  })
})

describe('any Standard Schema', () => {
  const of = (validate: (value: unknown) => unknown): StandardSchema<{ k: string }> => ({
    '~standard': { version: 1, vendor: 'own', validate: validate as never }
  })

  test('one that throws later keeps the value before', () => {
    using rig = made({})
    const centre = remote({ 'x.k': 'a' })
    rig.config.attach(centre)
    const bound = rig.config.bind(
      of((value) => {
        if ((value as { k: string }).k === 'b') throw new Error('boom')
        return { value }
      }),
      'x'
    )
    expect(() => centre.set({ 'x.k': 'b' })).not.toThrow()
    expect(bound.k).toBe('a')
    expect(rig.warnings().join()).toMatch(/boom.*stays as it was/)
  })

  test('paths may be objects, and an issue may have none', () => {
    using rig = made({}, { options: { 'x.k': '5' } })
    const numeric = of((value) =>
      typeof (value as { k: unknown }).k === 'number'
        ? { value }
        : { issues: [{ message: 'no', path: [{ key: 'k' }] }] }
    )
    expect(rig.config.bind(numeric, 'x').k).toBe(5)
    expect(() =>
      rig.config.bind(
        of(() => ({ issues: [{ message: 'never' }] })),
        'x'
      )
    ).toThrow(/never/)
  })

  test('one that answers later is refused', () => {
    using rig = made({})
    expect(() =>
      rig.config.bind(
        of(() => Promise.resolve({ value: {} })),
        'x'
      )
    ).toThrow(expect.objectContaining({ code: 'CHS_INVALID_ARGUMENT' }))
  })
})

test('describe: every setting with its source, secrets masked', () => {
  using rig = made(
    {
      'application.yaml':
        'a: 1\nservicecomb.credentials: {secretKey: s3cret}\ndb: {password: pw, url: "postgres://u:pw@h/x", passenger: 4}'
    },
    { options: { 'my.api-key': 'k' } }
  )
  rig.config.attach(remote({ 'remote.token': 't', b: '2' }))
  const shown = rig.config.describe()
  expect(shown.map(({ key, value, source }) => `${key}=${value} (${source})`)).toEqual([
    'a=1 (application.yaml)',
    'b=2 (kie (app))',
    'db.passenger=4 (application.yaml)',
    'db.password=****** (application.yaml)',
    'db.url=****** (application.yaml)',
    'my.api-key=****** (options)',
    'remote.token=****** (kie (app))',
    'servicecomb.credentials.secretKey=****** (application.yaml)'
  ])
  expect(shown.filter(({ masked }) => masked)).toHaveLength(5)
})
