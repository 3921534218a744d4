import { describe, expect, test } from 'vitest'
import { httpEndpoint } from './endpoint.ts'

/** `origin` and what else counts, or undefined: skipped. */
function read(endpoint: string, assumeRest = false): string | undefined {
  const found = httpEndpoint([endpoint], assumeRest)
  return found === undefined ? undefined : found.origin + (found.http2 ? ' http2' : '')
}

describe('every form of registry.md 16.6', () => {
  test.each([
    ['J3 REST', 'rest://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['J3 REST', 'rest://10.0.0.1:8080?sslEnabled=true', 'https://10.0.0.1:8080'],
    ['J3 REST', 'rest://10.0.0.1:8080?protocol=http2', 'http://10.0.0.1:8080 http2'],
    ['J3 REST', 'rest://10.0.0.1:8080?sslEnabled=true&protocol=http2', 'https://10.0.0.1:8080 http2'],
    ['J3 REST', 'rest://10.0.0.1:8080?websocketEnabled=true', 'http://10.0.0.1:8080'],
    ['J3 REST', 'rest://10.0.0.1:8080?sslEnabled=false&urlPrefix=/x', 'http://10.0.0.1:8080'],
    ['J3 highway', 'highway://10.0.0.1:7070?login=true', undefined],
    ['J3 highway', 'highway://10.0.0.1:7070?login=true&sslEnabled=true', undefined],
    ['SCH', 'rest://10.0.0.1:8080?sslEnabled=true', 'https://10.0.0.1:8080'],
    ['go-chassis', 'rest://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['go-chassis', 'grpc://10.0.0.1:5000', undefined],
    ['SC itself', 'rest://10.0.0.1:30100/', 'http://10.0.0.1:30100'],
    ['SC itself', 'rest://10.0.0.1:30100/?sslEnabled=true', 'https://10.0.0.1:30100'],
    ['KIE', 'rest://10.0.0.1:30110', 'http://10.0.0.1:30110'],
    ['kitex, hertz', '10.0.0.1:8888', undefined],
    ['CSE 4.1', 'rest:127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['Mesher', 'rest://10.0.0.1:30101?x=1&y=%zz&=', 'http://10.0.0.1:30101'],
    ['Mesher', 'dubbo://10.0.0.1:30101/com.Greeter?side=provider', undefined]
  ])('%s: %s is %s', (_producer, endpoint, expected) => {
    expect(read(endpoint)).toBe(expected)
  })

  test.each([
    ['10.0.0.1:8888', 'http://10.0.0.1:8888'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['host.name:8080?sslEnabled=true', 'https://host.name:8080'],
    ['host', undefined]
  ])('without a scheme, with assumeRest: %s is %s (N17)', (endpoint, expected) => {
    expect(read(endpoint)).toBeUndefined()
    expect(read(endpoint, true)).toBe(expected)
  })
})

// registry.md 20.7: parse 1, 4, 5 (TLS on); skip 2; 3 is another scheme, of an HTTP that we can speak.
test.each([
  ['rest:1.1.1.1:80', 'http://1.1.1.1:80'],
  ['rest://h', undefined],
  ['http://h:1?x=%zz', 'http://h:1'],
  ['rest://[::1]:80?sslEnabled=True', 'https://[::1]:80']
])('C-13 %s', (endpoint, expected) => {
  expect(read(endpoint)).toBe(expected)
})

test.each([
  'rest://',
  'rest://:80',
  'rest://h:',
  'rest://h:x',
  'rest://h:-1',
  'rest://h:65536',
  'rest://::1:80',
  'rest://[::1]',
  'rest://u@h:80/',
  'rest://h h:80',
  'rest://[zz]:80',
  'rest://1.2.3.999:80',
  'rest://h%:80',
  'rest//h:80',
  '://h:80',
  ' rest://h:80',
  'rest://h:80 '
])('%j is no endpoint: skipped, the instance stays', (endpoint) => {
  expect(read(endpoint)).toBeUndefined()
  expect(httpEndpoint([endpoint, 'rest://ok:1'], false)?.origin).toBe('http://ok:1')
})
