import { connect } from 'node:http2'
import { encodePayload } from '../src/grpc/payload.ts'

/** The least that a call can be: frames written and read by hand on `node:http2`, no limits, no checks. */
export interface Bare {
  call(): Promise<void>
  close(): void
}

export async function bareClient(port: number): Promise<Bare> {
  const session = connect(`http://127.0.0.1:${port}`)
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve())
    session.once('error', reject)
  })
  return {
    call() {
      return new Promise((resolve, reject) => {
        const stream = session.request({
          ':method': 'POST',
          ':path': '/Request/request',
          'content-type': 'application/grpc',
          te: 'trailers'
        })
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.once('error', reject)
        stream.once('end', () => {
          JSON.parse(
            Buffer.concat(chunks)
              .subarray(5)
              .toString('latin1')
              .replace(/^[^{]*/, '')
          )
          resolve()
        })
        const body = encodePayload('HealthCheckRequest', {})
        const head = Buffer.alloc(5)
        head.writeUInt32BE(body.length, 1)
        stream.end(Buffer.concat([head, body]))
      })
    },
    close: () => session.close()
  }
}
