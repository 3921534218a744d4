import { describe, expect, test } from 'vitest'
import { percentEncode } from '../percent-encode.ts'
import { canonicalRequest, signedHeaders } from './sign.ts'
import type { Signable } from './sign.ts'

// control-plane.md 4.2: made-up keys, one date, one host.
const KEYS = {
  accessKey: 'EXAMPLEACCESSKEYID00',
  secretKey: 'example-secret-access-key-0000000000000000'
}
const DATE = Date.UTC(2025, 9, 29, 8)
const HOST = 'cse.ap-southeast-1.myhuaweicloud.com'
const P = '0123456789abcdef0123456789abcdef'

const vectors: readonly (readonly [id: string, request: Partial<Signable>, signature: string])[] = [
  [
    'A: a query, no body',
    {
      method: 'GET',
      path: `/v2/${P}/enginemgr/engines?offset=0&limit=10&type=CSE`,
      headers: { 'X-Project-Id': P }
    },
    'a5587ade5793a24a584031dab19485eb917cca2c46b50acb943373de0d40bc9a'
  ],
  [
    'B: a JSON body, no query',
    {
      method: 'PUT',
      path: `/v2/${P}/enginemgr/engines/891bf21a-4024-4f47-b38c-bd259ca8f10a/actions`,
      headers: {
        'X-Project-Id': P,
        'X-Enterprise-Project-ID': '0',
        'Content-Type': 'application/json;charset=UTF-8'
      },
      body: '{"action":"Retry"}'
    },
    'e50fc94e6f953523459d84cf7c4b9b47dbdca126e045e234742295d92aa5b76f'
  ],
  [
    'C: an encoded path',
    { method: 'DELETE', path: `/v3/${P}/govern/configs/shop%40web%231.0.0` },
    'ba53e695fbb95796fa70519d339041601350f5c6de73248e96fc2580b91dfd29'
  ],
  [
    'D: an unsigned payload',
    {
      method: 'POST',
      path: `/v1/${P}/kie/file?override=force`,
      headers: { 'X-Sdk-Content-Sha256': 'UNSIGNED-PAYLOAD' },
      body: 'whatever'
    },
    'a3f62bed81df996e96cba532756cee9ec0bab4a45fafa33999c09f46dcdfe32c'
  ]
]

test.each(vectors)('vector %s', (_id, request, signature) => {
  const headers = signedHeaders(
    { method: 'GET', path: '/', host: HOST, headers: {}, body: '', ...request },
    KEYS,
    DATE
  )
  expect(headers).toMatchObject({ 'X-Sdk-Date': '20251029T080000Z' })
  expect(headers['Authorization']).toMatch(
    /^SDK-HMAC-SHA256 Access=EXAMPLEACCESSKEYID00, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/
  )
  expect(headers['Authorization']).toContain(`Signature=${signature}`)
})

test('vector A: the canonical request, line by line', () => {
  const { text, signed } = canonicalRequest({
    method: 'get',
    path: `/v2/${P}/enginemgr/engines?offset=0&limit=10&type=CSE`,
    host: HOST,
    headers: { 'X-Sdk-Date': ' 20251029T080000Z ', Host: HOST, 'X-Project-Id': P },
    body: ''
  })
  expect(signed).toBe('host;x-project-id;x-sdk-date')
  expect(text.split('\n')).toEqual([
    'GET',
    `/v2/${P}/enginemgr/engines/`,
    'limit=10&offset=0&type=CSE',
    `host:${HOST}`,
    `x-project-id:${P}`,
    'x-sdk-date:20251029T080000Z',
    '',
    'host;x-project-id;x-sdk-date',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  ])
})

describe('published vectors', () => {
  test('the signing guide: list of VPCs, api-sign-algorithm-002 to -004', () => {
    const headers = signedHeaders(
      {
        method: 'GET',
        path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
        host: 'service.region.example.com',
        headers: { 'Content-Type': 'application/json' },
        body: ''
      },
      { accessKey: 'QTWAOYTTINDUT2QVKYUC', secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc' },
      Date.UTC(2019, 10, 15, 3, 36, 55)
    )
    expect(headers['Authorization']).toBe(
      'SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, ' +
        'Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe'
    )
  })

  // huaweicloud-sdk-go-v3: core/auth/signer/signer_test.go signs x-sdk-date alone, so without a host header.
  test.each([
    ['GET', '/path?limit=1', '', '5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624'],
    [
      'POST',
      '/path?key=value',
      '{"Name":"test","Id":1}\n',
      'cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59'
    ]
  ])('the Go SDK: %s %s', async (method, path, body, signature) => {
    const { createHash, createHmac } = await import('node:crypto')
    const { text, signed } = canonicalRequest({
      method,
      path,
      host: '',
      headers: { 'X-Sdk-Date': '20060102T150405Z' },
      body
    })
    const hash = createHash('sha256').update(text).digest('hex')
    const toSign = `SDK-HMAC-SHA256\n20060102T150405Z\n${hash}`
    expect(signed).toBe('x-sdk-date')
    expect(createHmac('sha256', 'SecretKey').update(toSign).digest('hex')).toBe(signature)
  })

  test('the Go SDK: the encoder', () => {
    expect(percentEncode('一 (&=?!#%.*)')).toBe('%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29')
    expect(percentEncode("~-_.'")).toBe('~-_.%27')
  })

  test('the Go SDK: the order of a query', () => {
    const path =
      '/?limit=1&enable=true&test=%E4%B8%80%20(%26%3D%3F!%23%25.*)&path=%2Ftmp%2F123&multi=3&multi=1&multi=2&none'
    expect(
      canonicalRequest({ method: 'GET', path, host: '', headers: {}, body: '' }).text.split('\n')[2]
    ).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&none=&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29'
    )
  })
})

test('temporary keys: the security token is sent and signed', () => {
  const headers = signedHeaders(
    { method: 'GET', path: '/', host: HOST, headers: {}, body: '' },
    { ...KEYS, securityToken: 'temporary' },
    DATE
  )
  expect(headers).toMatchObject({ 'X-Security-Token': 'temporary' })
  expect(headers['Authorization']).toContain('SignedHeaders=host;x-sdk-date;x-security-token,')
})
