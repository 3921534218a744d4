// The clients of the watch bench: see crowd.ts.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Order, Word } from './crowd.ts'

const say = (word: Word): void => void process.send?.(word)
const polls: Socket[] = []
let left = 0

function heard(count: number, frame: () => string): void {
  if (left === 0) left = count
  if (--left === 0) say({ lastAt: process.hrtime.bigint(), frame: frame() })
}

async function watch(url: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      socket.on('message', (data: Buffer) => heard(count, () => data.toString('utf8')))
      await once(socket, 'open')
    })
  )
}

async function poll(url: string, count: number): Promise<void> {
  const { port, pathname, search } = new URL(url)
  while (polls.length < count) {
    const socket = connect(Number(port), '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    // An answer of some hundred bytes comes in one piece.
    socket.on('data', (data: Buffer) => heard(count, () => data.toString('latin1')))
    polls.push(socket)
  }
  const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\n\r\n`
  for (const socket of polls) socket.write(request)
}

process.on('message', (order: Order) => {
  const waiting = 'watch' in order ? watch(order.watch, order.count) : poll(order.poll, order.count)
  void waiting.then(() => say('waiting'))
})
process.once('disconnect', () => process.exit())
