import { expect, test } from 'vitest'
import { engineAddresses } from './engine-address.ts'

test.each([
  ['rest://10.0.0.1:30100/', 'http://10.0.0.1:30100'],
  ['rest://10.0.0.1:30100', 'http://10.0.0.1:30100'],
  ['rest://10.0.0.1:30100/?sslEnabled=true', 'https://10.0.0.1:30100'],
  ['rest://10.0.0.1:30110?sslEnabled=false', 'http://10.0.0.1:30110'],
  ['rest://[fe80::1]:30100/', 'http://[fe80::1]:30100'],
  ['rest:10.0.0.1:30100', 'http://10.0.0.1:30100'],
  ['https://sc.example:443', 'https://sc.example:443'],
  ['rest://0.0.0.0:30100/', undefined],
  ['rest://[::]:30100/', undefined],
  ['rest://10.0.0.1', undefined],
  ['grpc://10.0.0.1:1', undefined],
  ['10.0.0.1:30100', undefined],
  ['', undefined]
])('%j is %j', (endpoint, address) => {
  expect(engineAddresses([{ status: 'UP', endpoints: [endpoint] }])).toEqual(
    address === undefined ? [] : [address]
  )
})

test('with its place; only those that are UP', () => {
  const dataCenterInfo = { region: 'r 1', availableZone: 'z1' }
  const endpoints = ['rest://a:1/']
  expect(
    engineAddresses([
      { status: 'UP', endpoints, dataCenterInfo },
      { endpoints: ['rest://b:1/', 'rest://c:2/'], dataCenterInfo: null },
      { status: 'DOWN', endpoints },
      { status: 'UP', endpoints: null },
      null
    ])
  ).toEqual(['http://a:1?region=r+1&availableZone=z1', 'http://b:1', 'http://c:2'])
})
