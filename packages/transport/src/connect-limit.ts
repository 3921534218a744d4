import type { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@node-chassis/core'
import { buildConnector, errors } from './undici/isolated.ts'

/** undici's connector options; its types lack `useH2c` (HTTP/2 with prior knowledge). */
export interface ConnectorOptions extends ConnectionOptions {
  readonly allowH2?: boolean
  readonly preferH2?: boolean
  readonly useH2c?: boolean
}

/**
 * A connector whose limit is kept by our clock: undici's own fires up to 0.7 s late (transport.md 2).
 * @param limitMs for TCP and TLS together; its end is undici's `ConnectTimeoutError`
 * @param more TLS and protocol. @defaultValue HTTP/1.1, Node's own trust
 */
export function limitedConnector(
  clock: Clock,
  limitMs: number,
  more: ConnectorOptions = {}
): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, ...more, timeout: 0 } as buildConnector.BuildOptions)
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
