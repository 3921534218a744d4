import type { Server } from 'node:http'
import { LifecycleError } from '@node-chassis/core'

/**
 * Makes a server listen. @param key setting that the address came from, for the message
 * @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT` for an address that cannot be listened on
 */
export function listening(
  server: Server,
  address: { readonly host: string; readonly port: number },
  key: string
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const place = `${address.host}:${address.port}`
      if (error.code === 'EADDRINUSE') {
        const message = `${place} is in use; stop what listens there, or set ${key} to another port (0: any free one)`
        reject(new LifecycleError('CHS_PORT_IN_USE', message, { cause: error }))
      } else {
        const message = `cannot listen on ${place}: ${error.message}; check ${key}`
        reject(new LifecycleError('CHS_INVALID_ARGUMENT', message, { cause: error }))
      }
    }
    server.once('error', failed)
    server.listen(address.port, address.host, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

/** How a listener is reached from this machine. */
export function localUrl(host: string, port: number): string {
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`
}
