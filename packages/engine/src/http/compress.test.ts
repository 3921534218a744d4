import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { acceptsGzip, gzipped } from './compress.ts'

test.each([
  [undefined, false],
  ['', false],
  ['identity', false],
  ['deflate, br', false],
  ['gzip', true],
  ['GZIP', true],
  ['deflate,gzip;q=1.0, *;q=0.5', true],
  ['gzip, x-gzip, deflate', true],
  ['gzip;q=0.1', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, identity', false],
  ['gzipped', false]
])('Accept-Encoding %j: %s', (accepted, expected) => {
  expect(acceptsGzip(accepted)).toBe(expected)
})

test('what is compressed keeps its status and its headers', async () => {
  const answer = await gzipped({
    status: 200,
    headers: { 'X-Resource-Revision': 'r' },
    body: 'x'.repeat(2_000)
  })
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'X-Resource-Revision': 'r', 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }
  })
  expect(gunzipSync(answer.body as Buffer).toString()).toBe('x'.repeat(2_000))
})
