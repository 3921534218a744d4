import { once } from 'node:events'
import { WebSocket } from 'ws'
import { unlike } from './same-shape.ts'
import type { Translation } from './same-shape.ts'
import type { Exchange, Frame } from './transcripts.ts'

/** A socket that is open while a recorded one was. */
export interface ReplayedSocket {
  /** Does what the client did and waits for the engine's answer; pongs it sends by itself. */
  act(frame: Frame): Promise<void>
  /** Why what came is not what the recording has; undefined when it is. */
  difference(words: Translation): string | undefined
  end(): void
}

/** @throws Error when the engine does not accept it */
export async function openSocket(
  exchange: Exchange,
  url: string,
  headers: Exchange['headers']
): Promise<ReplayedSocket> {
  // The handshake is of this connection.
  const own = Object.entries(headers).filter(([name]) => !/^(?:sec-|upgrade$)/i.test(name))
  const socket = new WebSocket(url, { headers: Object.fromEntries(own) })
  const texts: string[] = []
  const counts = { ping: 0, pong: 0 }
  let closed: number | undefined
  socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')))
  socket.on('ping', () => counts.ping++)
  socket.on('pong', () => counts.pong++)
  socket.on('close', (code) => (closed = code))
  await once(socket, 'open')
  socket.on('error', () => {})

  const sent = (op: Frame['op']): readonly Frame[] =>
    (exchange.frames ?? []).filter((frame) => frame.from === 'engine' && frame.op === op)
  return {
    async act({ op, code }) {
      if (socket.readyState !== WebSocket.OPEN) return
      if (op === 'ping') {
        const answered = once(socket, 'pong')
        socket.ping()
        await answered
      } else if (op === 'close') {
        const ended = once(socket, 'close')
        socket.close(code)
        await ended
      }
    },
    difference(words) {
      const recorded = sent('text')
      if (texts.length !== recorded.length)
        return `${texts.length} frames came, recorded were ${recorded.length}`
      for (const [index, frame] of recorded.entries()) {
        const options = { ordered: true, learn: true }
        const [before, now] = [JSON.parse(frame.text ?? ''), JSON.parse(texts[index] ?? '')] as unknown[]
        const reason = unlike(before, now, words, options, `frame ${index + 1}`)
        if (reason !== undefined) return reason
      }
      for (const op of ['ping', 'pong'] as const)
        if (counts[op] !== sent(op).length) return `${counts[op]} times ${op}, recorded ${sent(op).length}`
      const [close] = sent('close')
      return close?.code === closed ? undefined : `closed with ${closed}, recorded ${close?.code}`
    },
    end: () => socket.terminate()
  }
}
