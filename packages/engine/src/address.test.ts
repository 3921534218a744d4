import { isIPv4 } from 'node:net'
import { expect, test } from 'vitest'
import { hostAndPort, isLoopback, isWildcard, reachableHost } from './address.ts'

test('an IPv6 address stands in brackets', () => {
  expect(hostAndPort('::1', 30100)).toBe('[::1]:30100')
  expect(hostAndPort('engine.local', 30100)).toBe('engine.local:30100')
})

test.each([
  ['127.0.0.1', true, false],
  ['127.1.2.3', true, false],
  ['localhost', true, false],
  ['::1', true, false],
  ['0.0.0.0', false, true],
  ['::', false, true],
  ['10.0.0.5', false, false],
  ['127.example.org', false, false]
])('%s', (host, loopback, wildcard) => {
  expect([isLoopback(host), isWildcard(host)]).toEqual([loopback, wildcard])
})

test('a wildcard is published as an address of the machine', () => {
  expect(reachableHost('10.0.0.5')).toBe('10.0.0.5')
  expect(isIPv4(reachableHost('0.0.0.0'))).toBe(true)
  expect(reachableHost('0.0.0.0')).not.toBe('0.0.0.0')
})
