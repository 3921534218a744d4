import type { Socket } from 'node:net'
import type { Clock } from '@node-chassis/core'
import { buildConnector, errors } from './undici/isolated.ts'

/**
 * A connector whose limit is kept by our clock: undici's own fires up to 0.7 s late (transport.md 2).
 * @param limitMs for TCP and TLS together; its end is undici's `ConnectTimeoutError`
 */
export function limitedConnector(clock: Clock, limitMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 0, allowH2: false })
  return (options, callback) => {
    // Answers the socket, though its type does not say so; a destroyed one reports to the callback.
    const socket = connect(options, (...result) => {
      cancel()
      callback(...result)
    }) as unknown as Socket
    const cancel = clock.after(limitMs, () => {
      socket.destroy(
        new errors.ConnectTimeoutError(
          `no connection to ${options.hostname}:${options.port} within ${limitMs} ms`
        )
      )
    })
  }
}
