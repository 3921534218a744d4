import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { parseListenAddress, restEndpoint } from './address.ts'
import { publishedHost } from './publish-address.ts'

const info = (family: 'IPv4' | 'IPv6', address: string, internal = false) =>
  ({ family, address, internal }) as NetworkInterfaceInfo

const cards = {
  lo: [info('IPv4', '127.0.0.1', true), info('IPv6', '::1', true)],
  wan: [info('IPv4', '203.0.113.7')],
  eth0: [info('IPv6', 'fe80::1'), info('IPv4', '10.0.0.9'), info('IPv6', '2001:db8::5')]
}
const any = { publishAddress: undefined, family: undefined }

describe('published address (N11, B-040)', () => {
  test.each([
    ['0.0.0.0 publishes the first site-local IPv4', { ...any, host: '0.0.0.0' }, '10.0.0.9'],
    ['so does ::', { ...any, host: '::' }, '10.0.0.9'],
    ['ipv6 on request', { ...any, host: '::', family: 'ipv6' }, '2001:db8::5'],
    ['a given host is published as it is', { ...any, host: '192.0.2.1' }, '192.0.2.1'],
    ['publishAddress wins', { ...any, host: '::', publishAddress: '[2001:db8::5]' }, '2001:db8::5'],
    ['a card by name', { ...any, host: '0.0.0.0', publishAddress: '{eth0}' }, '10.0.0.9'],
    [
      'a card by name and family',
      { host: '0.0.0.0', publishAddress: '{eth0}', family: 'ipv6' },
      '2001:db8::5'
    ]
  ])('%s', (_, settings, expected) => {
    const usable = settings.family === 'ipv6' ? { ...cards, eth0: cards.eth0.slice(1) } : cards
    expect(publishedHost(settings, usable)).toBe(expected)
  })

  test('a host without IPv4 publishes its global IPv6, one without any network its loopback', () => {
    expect(publishedHost({ ...any, host: '::' }, { eth0: [info('IPv6', '2001:db8::5')] })).toBe('2001:db8::5')
    expect(publishedHost({ ...any, host: '0.0.0.0' }, { lo: cards.lo })).toBe('127.0.0.1')
  })

  test('an unknown card is refused with the list of cards', () => {
    const settings = { ...any, host: '0.0.0.0', publishAddress: '{en7}' }
    expect(() => publishedHost(settings, cards)).toThrow(/publishAddress.*en7.*lo, wan, eth0/)
  })
})

describe('listen address', () => {
  test.each([
    ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080, query: '' }],
    ['[::]:0?sslEnabled=true', { host: '::', port: 0, query: 'sslEnabled=true' }],
    ['localhost:1', { host: 'localhost', port: 1, query: '' }]
  ])('%s', (text, expected) => {
    expect(parseListenAddress('servicecomb.rest.address', text)).toEqual(expected)
  })

  test.each(['8080', '::1:8080', 'host', 'host:99999', 'http://host:80'])('%s is refused by key', (text) => {
    expect(() => parseListenAddress('servicecomb.rest.address', text)).toThrow(/servicecomb\.rest\.address/)
  })

  test('endpoints of IPv6 hosts have brackets', () => {
    expect(restEndpoint('2001:db8::5', 8080, '')).toBe('rest://[2001:db8::5]:8080')
    expect(restEndpoint('10.0.0.9', 80, 'sslEnabled=true')).toBe('rest://10.0.0.9:80?sslEnabled=true')
  })
})
