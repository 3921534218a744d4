import { describe, expect, test } from 'vitest'
import { isNear, parseAddress } from './address.ts'

const KEY = 'servicecomb.registry.sc.address'

function parse(text: string): { origin: string; base: string; warnings: string[] } {
  const warnings: string[] = []
  return { ...parseAddress(text, KEY, (message) => warnings.push(message)), warnings }
}

describe('an engine address (registry.md 16.4, decisions.md N14)', () => {
  test.each([
    ['http://sc:30100', 'http://sc:30100', '', 0],
    [' http://sc:30100/ ', 'http://sc:30100', '', 0],
    ['http://sc:30100?sslEnabled=TRUE', 'https://sc:30100', '', 0],
    ['https://sc:30100?region=r&availableZone=z', 'https://sc:30100', '', 0],
    ['http://[::1]:30100', 'http://[::1]:30100', '', 0],
    ['http://sc:80', 'http://sc:80', '', 0],
    ['https://sc:443', 'https://sc:443', '', 0],
    ['http://gateway:8080/sc/', 'http://gateway:8080', '/sc', 0],
    ['sc:30100', 'http://sc:30100', '', 1],
    ['http://sc', 'http://sc:80', '', 1],
    ['https://sc', 'https://sc:443', '', 1],
    ['sc', 'http://sc:80', '', 2],
    ['http://[::1]', 'http://[::1]:80', '', 1]
  ])('%s', (text, origin, base, warnings) => {
    const parsed = parse(text)
    expect(parsed).toMatchObject({ origin, base })
    expect(parsed.warnings).toHaveLength(warnings)
    for (const warning of parsed.warnings) expect(warning).toContain(KEY)
  })

  test.each(['', 'http://', 'ftp://sc:21', 'http://sc:99999', 'http://s c:1'])(
    '%j is refused with the key',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key: KEY }))
    }
  )
})

test.each(['31100', ' :31100 '])('%j is a port alone: refused with what to write', (text) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({
      code: 'CHS_CONFIG_INVALID',
      key: KEY,
      message: expect.stringContaining('is a port alone; write http://127.0.0.1:31100') as string
    })
  )
})

test.each([
  ['http://sc:1?region=r1&availableZone=z1', { region: 'r1', zone: 'z1' }],
  ['http://sc:1/?availableZone=z1', { region: '', zone: 'z1' }],
  ['http://sc:1?sslEnabled=false', undefined]
])('the place of %s', (text, place) => {
  const address = parseAddress(text, KEY, () => {})
  expect(address.place).toEqual(place)
  expect(isNear(address.place, { region: 'r1', zone: 'z1' })).toBe(place?.region === 'r1')
  expect(isNear(address.place, undefined)).toBe(false)
})
