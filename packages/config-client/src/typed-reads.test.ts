import { expect, test } from 'vitest'
import { made, remote } from './configuration.test-support.ts'

test('a bad value of the centre leaves the last good one, with one warning that names key, source and reason', () => {
  using rig = made({ 'application.yaml': 'shop: {size: 10}' })
  const centre = remote({ 'shop.size': '20' })
  rig.config.attach(centre)
  expect(rig.config.number('shop.size', 1)).toBe(20)
  centre.set({ 'shop.size': 'many' })
  expect([1, 2, 3].map(() => rig.config.number('shop.size', 1))).toEqual([20, 20, 20])
  expect(rig.warnings()).toEqual([
    '`shop.size` (kie (app)) is "many"; write a number; until then the value before stays'
  ])
  centre.set({ 'shop.size': '0x1E' })
  expect(rig.config.number('shop.size', 1)).toBe(30)
})

test('never read well: the local value, else the default', () => {
  using rig = made({ 'application.yaml': 'shop: {size: 10, open: maybe}' })
  rig.config.attach(remote({ 'shop.size': 'x', 'shop.color': 'x', 'shop.open': 'perhaps' }))
  expect(rig.config.number('shop.size', 1)).toBe(10)
  expect(rig.config.number('shop.color', 7)).toBe(7)
  expect(rig.config.boolean('shop.open', true)).toBe(true)
  expect(rig.warnings().map((text) => text.split('; ').at(-1))).toEqual([
    'until then the local value holds',
    'until then the default holds',
    'until then the default holds'
  ])
})

test('a bad local value is refused with key and source', () => {
  using rig = made({ 'application.yaml': 'shop: {size: x}' })
  expect(() => rig.config.number('shop.size', 1)).toThrow(
    expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key: 'shop.size' })
  )
})

test('a local placeholder that the centre filled throws nothing', () => {
  using rig = made({ 'application.yaml': "shop: {size: '${shared.size:10}'}" })
  const centre = remote({ 'shared.size': 'x' })
  rig.config.attach(centre)
  expect(rig.config.number('shop.size', 1)).toBe(10)
})

test('nothing secret reaches a message', () => {
  using rig = made({ 'application.yaml': 'shop: {passwordLength: hunter2}' })
  expect(() => rig.config.number('shop.passwordLength', 1)).toThrow(/"hunter2"/)
  rig.config.attach(remote({ 'shop.password.retries': 'hunter2', 'shop.tokenLimit': 'hunter3' }))
  rig.config.number('shop.password.retries', 1)
  rig.config.number('shop.tokenLimit', 1)
  expect(rig.warnings().join()).not.toMatch(/hunter/)
})

test('values that mean mischief: nothing throws, nothing grows without end, other keys are served', () => {
  using rig = made({})
  const centre = remote()
  rig.config.attach(centre)
  const laughs = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`laugh.${n}`, n === 59 ? 'ha' : `\${laugh.${n + 1}}`.repeat(2)])
  )
  centre.set({
    ...laughs,
    nested: `${'${'.repeat(40_000)}x${'}'.repeat(40_000)}`,
    open: '${'.repeat(60_000),
    dots: 'a.'.repeat(60_000),
    __proto__: 'x',
    constructor: 'x',
    'shop.size': '7'
  })
  expect(rig.config.number('shop.size', 1)).toBe(7)
  expect(rig.config.describe().length).toBeGreaterThan(60)
  expect(rig.config.get('laugh.0')!.length).toBeLessThan(10_000_000)
})

test('warnings end: a centre that is wrong in ever new ways does not fill log and memory', () => {
  using rig = made({})
  const centre = remote()
  rig.config.attach(centre)
  for (let n = 0; n < 10_100; n++) {
    centre.set({ k: `wrong ${n}` })
    rig.config.number('k', 1)
  }
  expect(rig.warnings()).toHaveLength(10_001)
  expect(rig.warnings().at(-1)).toContain('further ones are left out')
})
