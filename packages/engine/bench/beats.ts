import { connect } from 'node:net'
import type { Socket } from 'node:net'

/**
 * Beats as an estate of instances does: each once per `everyMs`, evenly spread, in turns over some connections.
 * @param beats one request per instance
 */
export async function createEstate(
  port: number,
  beats: readonly Buffer[],
  connections: number
): Promise<{ beatFor(ms: number, everyMs: number): Promise<void>; close(): void }> {
  const sockets: Socket[] = []
  let answered = 0
  // Some at a time: a listener's queue is short.
  while (sockets.length < connections) {
    const opened = Array.from(
      { length: Math.min(200, connections - sockets.length) },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket.setNoDelay(true)))
          socket.once('error', reject)
          socket.on('data', (chunk: Buffer) => {
            if (!chunk.toString('latin1').startsWith('HTTP/1.1 200 '))
              throw new Error(chunk.toString('latin1'))
            answered++
          })
        })
    )
    sockets.push(...(await Promise.all(opened)))
  }
  return {
    async beatFor(ms, everyMs) {
      const began = performance.now()
      answered = 0
      let sent = 0
      while (performance.now() - began < ms) {
        const due = Math.floor(((performance.now() - began) / everyMs) * beats.length)
        for (; sent < due; sent++) sockets[sent % connections]!.write(beats[sent % beats.length]!)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      while (answered < sent) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    close: () => sockets.forEach((socket) => socket.destroy())
  }
}
