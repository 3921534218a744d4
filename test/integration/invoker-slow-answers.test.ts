import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { instance, startKit } from './invoker-kit.ts'

test('B-054: no other timer ends an answer before its own limit does', async () => {
  // The real thing takes 40 s: longer than any timer that undici or a connection has by default here.
  const server = createServer((request, response) => {
    if (request.url === '/head') setTimeout(() => response.end('late'), 35_000)
    else {
      response.flushHeaders()
      setTimeout(() => response.end('late'), 35_000)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await using kit = startKit({
    instances: [instance('a', port)],
    settings: {
      'servicecomb.request.timeout': '60000',
      'servicecomb.rest.client.connection.keepAliveTimeoutInSeconds': '2'
    }
  })
  const [head, body, streamed] = await Promise.all([
    kit.invoker.call('order', '/head'),
    kit.invoker.call('order', '/body'),
    kit.invoker.request('http://order/body').then((answer) => answer.body.text())
  ])
  expect([head.text(), body.text(), streamed]).toEqual(['late', 'late', 'late'])
  server.closeAllConnections()
  server.close()
}, 60_000)
