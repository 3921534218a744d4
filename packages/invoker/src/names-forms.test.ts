import { describe, expect, test } from 'vitest'
import { Names } from './names.ts'
import type { InvokerSettings } from './settings.ts'

function names(...known: readonly string[]): Names {
  const settings = { suffix: '.cse', services: [], passThrough: [] } as unknown as InvokerSettings
  const made = new Names('shop', () => settings)
  for (const name of known) made.learn(name)
  return made
}

// The registry takes names that no URL can hold as they are (NODE-FACTS 1.10): by name they can all be called.
describe('names that are not host names', () => {
  test.each([
    ['MyProvider', 'shop', 'MyProvider'],
    ['12345', 'shop', '12345'],
    ['0x10', 'shop', '0x10'],
    ['order.1', 'shop', 'order.1'],
    ['under_score', 'shop', 'under_score'],
    ['a.b-c_d', 'shop', 'a.b-c_d'],
    ['other:order', 'other', 'order'],
    ['Other:12345', 'Other', '12345']
  ])('call(%j) is for %s, %s', (name, app, service) => {
    expect(names().ofName(name)).toEqual({ app, service })
  })

  test.each([
    ['http://MyProvider', 'MyProvider'],
    ['http://myprovider', 'MyProvider'],
    ['http://MyProvider.cse', 'MyProvider'],
    ['http://under_score', 'under_score'],
    // Digits become an address, a last label that is a number is no URL: only `call` reaches those.
    ['http://12345', undefined],
    ['http://0x10', undefined],
    ['http://order.1', undefined],
    ['http://other:order', undefined]
  ])('fetch(%j) is for %s', (url, service) => {
    const all = names('MyProvider', '12345', 'order.1')
    expect(all.ofOrigin(URL.canParse(url) ? new URL(url) : url)?.service).toBe(service)
  })

  test('12345.cse is no address: the suffix makes it a name', () => {
    expect(names().ofOrigin('http://12345.cse')?.service).toBe('12345')
  })
})
