import { describe, expect, test } from 'vitest'
import { Names } from './names.ts'
import type { InvokerSettings } from './settings.ts'

function names(more: Partial<InvokerSettings> = {}): Names {
  const settings = { suffix: '.cse', services: [], passThrough: [], ...more } as unknown as InvokerSettings
  return new Names('shopApp', () => settings)
}
const of = (all: Names, origin: string): string | undefined => {
  const target = all.ofOrigin(origin)
  return target === undefined ? undefined : `${target.app}:${target.service}`
}

describe('what is a service name (decisions.md N9, NODE-FACTS 1.10)', () => {
  test.each([
    ['http://order', 'shopApp:order'],
    ['https://order', 'shopApp:order'],
    ['http://Order', 'shopApp:order'],
    ['http://order.cse', 'shopApp:order'],
    ['http://order.otherapp.cse', 'otherapp:order'],
    ['http://order.shopapp.cse', 'shopApp:order'],
    ['http://order:8080', undefined],
    ['http://localhost', undefined],
    ['http://order.example.com', undefined],
    ['http://127.0.0.1', undefined],
    ['http://12345', undefined],
    ['http://[::1]', undefined],
    ['ftp://order', undefined],
    ['no url', undefined]
  ])('%s is %s', (origin, wanted) => {
    expect(of(names(), origin)).toBe(wanted)
  })

  test('listed hosts are, hosts to pass through are not, another suffix counts', () => {
    const all = names({ services: ['pay.api'], passThrough: ['redis'], suffix: '.mesh' })
    expect(of(all, 'http://pay.api')).toBe('shopApp:pay.api')
    expect(of(all, 'http://redis')).toBeUndefined()
    expect(of(all, 'http://order.mesh')).toBe('shopApp:order')
    expect(of(all, 'http://order.cse')).toBeUndefined()
  })

  test('URLs fold case; the registry’s spelling comes back, two of them are ambiguous', () => {
    const all = names()
    expect(of(all, 'http://myservice')).toBe('shopApp:myservice')
    all.learn('MyService')
    expect(of(all, 'http://myservice')).toBe('shopApp:MyService')
    all.learn('myService')
    expect(() => all.ofOrigin('http://myservice')).toThrow(/MyService and myService/)
    expect(all.ofName('myService').service).toBe('myService')
  })

  test('a known service with a port is a host, and told of once', () => {
    const hints: string[] = []
    const settings = { suffix: '.cse', services: [], passThrough: ['redis'] } as unknown as InvokerSettings
    const all = new Names(
      'shopApp',
      () => settings,
      () => true,
      (origin, service) => void hints.push(`${origin} ${service}`)
    )
    expect(of(all, 'http://order:8080')).toBeUndefined()
    expect(hints).toEqual([])
    for (const name of ['Order', 'redis', 'pay']) all.learn(name)
    for (let times = 0; times < 2; times++) {
      expect(of(all, 'http://order:8080')).toBeUndefined()
      expect(of(all, 'http://redis:6379')).toBeUndefined()
      all.forget()
    }
    expect(hints).toEqual(['http://order:8080 Order'])
  })

  test('one target object for a service, however it is named', () => {
    const all = names()
    expect(all.ofName('order')).toBe(all.ofOrigin(new URL('http://order/path')))
    expect(all.ofName('order')).toBe(all.ofName('shopApp:order'))
    expect(all.ofName('other:order')).not.toBe(all.ofName('order'))
  })

  test.each(['', 'a b', 'http://order', 'order/x', ':order', 'order:', '-order'])('%o is no name', (name) => {
    expect(() => names().ofName(name)).toThrow(/service name/)
  })

  test('names from outside do not pile up; those in use stay', () => {
    const settings = { suffix: '', services: [], passThrough: [] } as unknown as InvokerSettings
    const dropped: string[] = []
    const all = new Names(
      'shopApp',
      () => settings,
      ({ service }) => {
        if (service === 'order') return false
        dropped.push(service)
        return true
      }
    )
    const order = all.ofName('order')
    for (let i = 0; i < 5_000; i++) all.ofOrigin(`http://n${i}x`)
    expect(dropped.length).toBeGreaterThan(3_000)
    expect(all.ofName('order')).toBe(order)
  })

  test('names that look alike', () => {
    const all = names()
    for (const name of ['order', 'orders', 'payment', 'user']) all.learn(name)
    expect(all.similar('ordr')).toEqual(['order'])
    expect(all.similar('ordersx')).toEqual(['order', 'orders'])
    expect(all.similar('paymnt')).toEqual(['payment'])
    expect(all.similar('inventory')).toEqual([])
  })
})
