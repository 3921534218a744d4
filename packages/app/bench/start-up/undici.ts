// The baseline: a server on node:http and one call to it by undici.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, request } from '@node-chassis/transport'

const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const listening = performance.now()
const agent = new Agent()
const { port } = server.address() as AddressInfo
await (await request(`http://127.0.0.1:${port}`, { dispatcher: agent })).body.text()
globalThis.gc?.()
console.log(`ready ${listening} ${process.memoryUsage().rss}`)
await agent.close()
server.close()
