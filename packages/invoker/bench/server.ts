import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The peer of the bench, in a process of its own: 200 bytes of JSON, whatever is asked.
const body = JSON.stringify({ id: 42, state: 'paid', note: 'x'.repeat(168) })

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
