// The service that the other programs of this folder call: `npm run example -- calls/order`.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createChassis } from 'node-chassis'
import { governed } from '@node-chassis/provider'
import { WebSocketServer } from 'ws'

const chassis = createChassis({ service: { name: 'order', version: '1.0.0' } })

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

// Busy at first: every second upload is refused.
let uploads = 0
async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(request, hash)
  if (++uploads % 2 === 1) json(response, { error: 'busy' }, 503)
  else json(response, { sha256: hash.digest('hex') })
}

async function report(response: ServerResponse): Promise<void> {
  function* pages(): Generator<string> {
    for (let page = 0; page < 100; page++) {
      yield Array.from({ length: 1000 }, (_, i) => `${1000 * page + i};paid\n`).join('')
    }
  }
  await pipeline(Readable.from(pages()), response.writeHead(200, { 'content-type': 'text/csv' }))
}

async function events(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let id = 1; !response.destroyed; id++) {
    response.write(`id: ${id}\ndata: {"order":${id}}\n\n`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  const { pathname } = new URL(request.url ?? '/', 'http://order')
  const handled =
    request.method === 'PUT' && pathname.startsWith('/uploads/')
      ? upload(request, response)
      : pathname === '/report'
        ? report(response)
        : pathname === '/events'
          ? events(response)
          : json(response, { id: pathname.split('/').at(-1), state: 'paid' })
  Promise.resolve(handled).catch(() => response.destroy())
}

// The server is ours, because of the sockets; policies apply to requests all the same.
const server = createServer(governed(chassis, serve))

new WebSocketServer({ server, path: '/chat' }).on('connection', (socket) => {
  socket.on('message', (text) => socket.send(`order heard: ${String(text)}`))
})

const { url } = await chassis.run(server, { host: '127.0.0.1', port: 0 })
console.log(`ready ${url}`)
