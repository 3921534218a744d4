import { connect } from 'node:net'
import type { Socket } from 'node:net'

const CONNECTIONS = 32

/**
 * Sends requests over some connections, one at a time on each: a server at its limit sees them as from as many clients.
 * The bytes are made beforehand, and an answer is there when as many bytes have come as the first one had.
 */
export async function createDriver(port: number): Promise<{
  drive(requests: readonly Buffer[], count: number): Promise<void>
  close(): void
}> {
  const sockets = await Promise.all(
    Array.from(
      { length: CONNECTIONS },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket.setNoDelay(true)))
          socket.once('error', reject)
        })
    )
  )
  return {
    async drive(requests, count) {
      const length = await lengthOfAnswer(sockets[0]!, requests[0]!)
      let sent = 0
      await Promise.all(
        sockets.map(
          (socket) =>
            new Promise<void>((resolve) => {
              let missing = 0
              const next = (): void => {
                if (sent === count) {
                  socket.off('data', arrived)
                  return resolve()
                }
                missing = length
                socket.write(requests[sent++ % requests.length]!)
              }
              const arrived = (chunk: Buffer): void => {
                missing -= chunk.length
                if (missing < 0) throw new Error('an answer was longer than the first one')
                if (missing === 0) next()
              }
              socket.on('data', arrived)
              next()
            })
        )
      )
    },
    close: () => sockets.forEach((socket) => socket.destroy())
  }
}

/** @throws Error when the answer is no 200 */
function lengthOfAnswer(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const arrived = (chunk: Buffer): void => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 'NaN')
      if (head === -1 || text.length < head + 4 + length) return
      socket.off('data', arrived)
      if (text.startsWith('HTTP/1.1 200 ')) resolve(text.length)
      else reject(new Error(text))
    }
    socket.on('data', arrived)
    socket.write(request)
  })
}
