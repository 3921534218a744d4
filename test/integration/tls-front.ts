import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import path from 'node:path'
import { createServer } from 'node:tls'

/** Of `test-only-certificates`. */
export function certificateFile(name: string): string {
  return path.join(import.meta.dirname, 'test-only-certificates', name)
}

/** TLS in front of an engine. */
export interface TlsFront extends AsyncDisposable {
  readonly port: number
}

/** For `localhost`, asking for a certificate of the authority of the tests. @param target `http://…:port` */
export async function tlsFront(target: string): Promise<TlsFront> {
  const sockets = new Set<Socket>()
  const server = createServer(
    {
      cert: readFileSync(certificateFile('server.pem')),
      key: readFileSync(certificateFile('server.pem')),
      ca: readFileSync(certificateFile('ca.pem')),
      requestCert: true,
      rejectUnauthorized: true
    },
    (socket) => {
      const inner = connect(Number(new URL(target).port), '127.0.0.1')
      for (const end of [socket, inner]) {
        sockets.add(end)
        end.on('error', () => [socket, inner].map((one) => one.destroy()))
      }
      socket.pipe(inner).pipe(socket)
    }
  )
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
