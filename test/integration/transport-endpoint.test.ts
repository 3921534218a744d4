import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { simulatedEnv } from '@node-chassis/core/testing'
import { createEndpoint } from '@node-chassis/transport'
import { afterEach, beforeEach, expect, test } from 'vitest'

let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {}
const server = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => answer(request, response))
let url: string

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

test('a request ends at its limit, by the clock that was handed in', async () => {
  const env = simulatedEnv()
  const endpoint = createEndpoint({ env, url, timeoutMs: 30_000 })
  const arrived = new Promise<void>((resolve) => (answer = () => resolve()))
  const asked = endpoint.request({ method: 'GET', path: '/' })
  const failed = expect(asked).rejects.toThrow('no answer within 30000 ms')
  await arrived
  env.clock.advance(30_000)
  await failed
  await endpoint.close()
})

test('a base stands in front of every path, and host is what is sent', async () => {
  const endpoint = createEndpoint({ env: simulatedEnv(), url: `${url}/gate/way/` })
  answer = (request, response) => response.end(JSON.stringify([request.url, request.headers.host]))
  const { body } = await endpoint.request({ method: 'GET', path: '/a?b=c' })
  expect(JSON.parse(body)).toEqual(['/gate/way/a?b=c', endpoint.host])
  expect(endpoint.url).toBe(`${url}/gate/way`)
  await endpoint.close()
})

test('a redirect is an answer; headers of many kB fit', async () => {
  const endpoint = createEndpoint({ env: simulatedEnv(), url })
  let requests = 0
  answer = (_request, response) => {
    requests++
    response.writeHead(302, { location: `${url}/other`, 'x-subject-token': 'x'.repeat(60_000) }).end()
  }
  const { status, headers } = await endpoint.request({ method: 'GET', path: '/' })
  expect([status, headers.get('X-Subject-Token')?.length, requests]).toEqual([302, 60_000, 1])
  await endpoint.close()
})

test('what is no address is refused', () => {
  expect(() => createEndpoint({ env: simulatedEnv(), url: 'nowhere' })).toThrow(TypeError)
})
