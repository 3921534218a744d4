import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

// An instance in a process of its own, so that it can die. What it does is asked for by path:
//   /ok/N     answers after N ms
//   /faulty   answers, or does one of the things that go wrong, by chance
//   /hang     takes the request and never answers
// and by message: `mute` swallows everything that comes on connections that stand; `stop` is an orderly end.
const body = JSON.stringify({ id: 42, state: 'paid', note: 'x'.repeat(168) })
// A linear congruential generator: the same faults in each run.
let seed = Number(process.argv[2] ?? '1')
const below = (bound: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed % bound
}
const muted = new Set<Socket>()
const sockets = new Set<Socket>()
let stopping = false

const server = createServer((request, response) => {
  const { socket } = request
  if (muted.has(socket)) return
  const [, what = '', more = '0'] = (request.url ?? '').split('/')
  const answer = (status: number): void => {
    if (stopping) response.setHeader('connection', 'close')
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
      .end(body)
  }
  request.resume()
  if (what === 'hang') return
  if (what !== 'faulty') {
    if (more === '0') answer(200)
    else setTimeout(answer, Number(more), 200)
    return
  }
  faulty(request, answer)
})

function faulty({ socket }: IncomingMessage, answer: (status: number) => void): void {
  const fault = below(100)
  if (fault === 0) socket.resetAndDestroy()
  else if (fault === 1) socket.end()
  else if (fault === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
  else if (fault === 3) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
  else if (fault === 4) socket.end('HTTP/1.1 200 OK\r\ncontent-')
  else if (fault === 5) socket.pause()
  else if (fault < 12) answer(503)
  else if (fault < 30) setTimeout(answer, below(20), 200)
  else answer(200)
}

server.keepAliveTimeout = 120_000
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket)).on('error', () => {})
})
process.on('message', (message) => {
  if (message === 'mute') {
    for (const socket of sockets) muted.add(socket)
    process.send?.('muted')
  } else {
    stopping = true
    server.close(() => process.exit())
    // Connections at rest end at once, the others with their answer.
    server.closeIdleConnections()
  }
})
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
