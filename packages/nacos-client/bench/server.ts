import { createServer } from 'node:http2'
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { encodePayload } from '../src/grpc/payload.ts'

const ENHANCE_YOUR_CALM = 11
const OK = { resultCode: 200, errorCode: 0, success: true }

/** A server that knows just enough. */
export interface BareServer {
  readonly port: number
  /** What becomes of calls: `stalled` ones are not read, `reset` ones are reset after their first bytes. */
  mode: 'answered' | 'stalled' | 'reset'
  close(): Promise<void>
}

export async function bareServer(): Promise<BareServer> {
  const server: Http2Server = createServer()
  const sessions = new Set<{ destroy(): void }>()
  const answers = new Map([
    ['Request', frame(encodePayload('HealthCheckResponse', OK))],
    ['Check', frame(encodePayload('ServerCheckResponse', { ...OK, connectionId: '1' }))]
  ])
  const made: Pick<BareServer, 'mode'> = { mode: 'answered' }
  server.on('session', (session) => {
    sessions.add(session)
    session.on('error', () => {})
    session.on('close', () => sessions.delete(session))
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    if (made.mode === 'stalled') return void stream.pause()
    if (made.mode === 'reset') return void stream.once('data', () => stream.close(ENHANCE_YOUR_CALM))
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    if (headers[':path'] !== '/Request/request') return void stream.resume()
    let first: Buffer | undefined
    stream.on('data', (chunk: Buffer) => (first ??= chunk))
    stream.on('end', () =>
      stream.end(answers.get(first?.includes('ServerCheckRequest') === true ? 'Check' : 'Request'))
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return Object.assign(made, {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const session of sessions) session.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    }
  })
}

function frame(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}
