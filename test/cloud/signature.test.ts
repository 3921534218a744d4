import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { verifySignature } from './signature.ts'

// The verifier of the simulated cloud against the vectors of control-plane.md 4.2 and that of the signing guide: the two
// sides of a signature must not agree with each other only.
const SECRETS: Readonly<Record<string, string>> = {
  EXAMPLEACCESSKEYID00: 'example-secret-access-key-0000000000000000',
  QTWAOYTTINDUT2QVKYUC: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc'
}
const P = '0123456789abcdef0123456789abcdef'
const HOST = 'cse.ap-southeast-1.myhuaweicloud.com'

interface Vector {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly access?: string
  readonly signed: string
  readonly signature: string
}

const A: Vector = {
  method: 'GET',
  url: `/v2/${P}/enginemgr/engines?offset=0&limit=10&type=CSE`,
  headers: { 'x-project-id': P },
  signed: 'host;x-project-id;x-sdk-date',
  signature: 'a5587ade5793a24a584031dab19485eb917cca2c46b50acb943373de0d40bc9a'
}
const B: Vector = {
  method: 'PUT',
  url: `/v2/${P}/enginemgr/engines/891bf21a-4024-4f47-b38c-bd259ca8f10a/actions`,
  headers: {
    'x-project-id': P,
    'x-enterprise-project-id': '0',
    'content-type': 'application/json;charset=UTF-8'
  },
  body: '{"action":"Retry"}',
  signed: 'content-type;host;x-enterprise-project-id;x-project-id;x-sdk-date',
  signature: 'e50fc94e6f953523459d84cf7c4b9b47dbdca126e045e234742295d92aa5b76f'
}
const C: Vector = {
  method: 'DELETE',
  url: `/v3/${P}/govern/configs/shop%40web%231.0.0`,
  headers: {},
  signed: 'host;x-sdk-date',
  signature: 'ba53e695fbb95796fa70519d339041601350f5c6de73248e96fc2580b91dfd29'
}
const D: Vector = {
  method: 'POST',
  url: `/v1/${P}/kie/file?override=force`,
  headers: { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' },
  body: 'any',
  signed: 'host;x-sdk-content-sha256;x-sdk-date',
  signature: 'a3f62bed81df996e96cba532756cee9ec0bab4a45fafa33999c09f46dcdfe32c'
}
const GUIDE: Vector = {
  method: 'GET',
  url: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
  headers: {
    'content-type': 'application/json',
    host: 'service.region.example.com',
    'x-sdk-date': '20191115T033655Z'
  },
  access: 'QTWAOYTTINDUT2QVKYUC',
  signed: 'content-type;host;x-sdk-date',
  signature: '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe'
}

function verify({
  method,
  url,
  headers,
  body = '',
  access = 'EXAMPLEACCESSKEYID00',
  signed,
  signature
}: Vector) {
  const all = {
    host: HOST,
    'x-sdk-date': '20251029T080000Z',
    ...headers,
    authorization: `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=${signed}, Signature=${signature}`
  }
  const now = all['x-sdk-date'].startsWith('2019')
    ? Date.UTC(2019, 10, 15, 3, 40)
    : Date.UTC(2025, 9, 29, 8, 5)
  const request = { method, url, headers: all } as unknown as IncomingMessage
  return verifySignature(request, Buffer.from(body), (key) => SECRETS[key], now).problem
}

test.each([
  ['A', A],
  ['B', B],
  ['C', C],
  ['D', D],
  ['the guide', GUIDE]
])('vector %s', (_id, vector) => {
  expect(verify(vector)).toBeUndefined()
})

test.each([
  ['another query', { ...A, url: A.url.replace('10', '11') }],
  ['another body', { ...B, body: '{"action":"Delete"}' }],
  ['another path', { ...C, url: C.url.replace('web', 'other') }],
  ['another header', { ...A, headers: { 'x-project-id': 'other' } }],
  ['another method', { ...A, method: 'DELETE' }]
])('%s does not pass', (_what, vector) => {
  expect(verify(vector)).toBe('signature does not match')
})
