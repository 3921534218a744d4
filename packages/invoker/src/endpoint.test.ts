import { expect, test } from 'vitest'
import { httpEndpoint } from './endpoint.ts'

test.each([
  ['rest://10.0.0.1:8080', 'http://10.0.0.1:8080'],
  ['rest://10.0.0.1:8080?sslEnabled=true', 'https://10.0.0.1:8080'],
  ['rest://10.0.0.1:8080?sslEnabled=TRUE&protocol=http2', 'https://10.0.0.1:8080'],
  ['rest://10.0.0.1:8080/?sslEnabled=false', 'http://10.0.0.1:8080'],
  ['rest://[fe80::1]:8080', 'http://[fe80::1]:8080'],
  ['rest:127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['REST://host.name:80', 'http://host.name:80'],
  ['https://host:443', 'https://host:443'],
  ['http://host:80?notsslEnabled=true', 'http://host:80']
])('%s (registry.md 16.6)', (text, origin) => {
  expect(httpEndpoint([text], false)?.origin).toBe(origin)
})

test.each([
  ['rest://h:1?protocol=http2', true],
  ['rest://h:1?sslEnabled=true&protocol=HTTP2', true],
  ['rest://h:1?protocol=http2x', false],
  ['rest://h:1?notprotocol=http2', false]
])('%s: HTTP/2 is %o', (text, http2) => {
  expect(httpEndpoint([text], false)?.http2).toBe(http2)
})

test.each([
  'highway://10.0.0.1:7070',
  'grpc://10.0.0.1:1',
  '10.0.0.1:8080',
  'rest://10.0.0.1',
  'rest://h:0',
  'rest://h:70000',
  ''
])('%o is no HTTP endpoint', (text) => {
  expect(httpEndpoint([text], false)).toBeUndefined()
})

test('N17: without a scheme only when configuration says so', () => {
  expect(httpEndpoint(['10.0.0.1:8080'], true)?.origin).toBe('http://10.0.0.1:8080')
})

test('the first that can be used; host without brackets', () => {
  const found = httpEndpoint(['highway://h:1', 'bad', 'rest://[::1]:2', 'rest://h:3'], false)
  expect(found).toEqual({
    origin: 'http://[::1]:2',
    host: '::1',
    port: 2,
    http2: false,
    text: 'rest://[::1]:2'
  })
})
