import { connect } from 'node:net'
import type { Clock } from '@node-chassis/core'

/**
 * Whether somebody accepts a TCP connection there within `limitMs`. Nothing is sent; the socket never keeps the process
 * alive. Source: decisions.md N1, N12.
 */
export function connectTest(clock: Clock, host: string, port: number, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.unref()
    const end = (reachable: boolean): void => {
      cancel()
      socket.destroy()
      resolve(reachable)
    }
    const cancel = clock.after(limitMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.on('error', () => end(false))
  })
}
