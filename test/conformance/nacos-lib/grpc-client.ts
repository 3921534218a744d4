import { connect } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { createFrameReader, encodeFrame } from './payload.ts'
import type { Payload } from './payload.ts'

/** How a connection ended. */
interface Ended {
  /** `grpc-status N` or `error CODE`; absent while the stream is open. */
  readonly stream?: string
  /** What the GOAWAY said. */
  readonly goaway?: string
}

/** A client of Nacos's gRPC that does nothing by itself but acknowledge pushes, and not even that when told so. */
export interface GrpcClient {
  rpc(type: string, json: unknown, headers?: Readonly<Record<string, string>>): Promise<Payload | undefined>
  setUp(setup: unknown): void
  /** Pushes that nobody has taken yet. */
  readonly pushes: Payload[]
  acknowledges: boolean
  readonly ended: Ended
  readonly isOpen: boolean
  ping(): void
  close(): Promise<void>
  kill(): void
}

const SILENT: ReadonlySet<string> = new Set(['SetupAckRequest'])

/** The same on bare HTTP/2, where everything can be done. */
export interface BareClient extends GrpcClient {
  /** Says something on the stream. */
  say(type: string, json: unknown): void
  /** Resets the stream; the connection stays. */
  giveUpStream(): void
}

export async function openGrpc(port: number): Promise<BareClient> {
  const socket = connectTcp(port, '127.0.0.1')
  const session = connect(`http://127.0.0.1:${port}`, { createConnection: () => socket })
  let ended: Ended = {}
  session.on('error', () => {})
  session.on('goaway', (_code, _last, data) => {
    ended = { ...ended, goaway: data?.toString() ?? '' }
  })
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve())
    session.once('error', reject)
  })
  let stream: ClientHttp2Stream | undefined
  const pushes: Payload[] = []

  const client: BareClient = {
    pushes,
    acknowledges: true,
    get ended() {
      return ended
    },
    get isOpen() {
      return !session.closed && !session.destroyed
    },
    rpc: (type, json, headers) => unary(session, encodeFrame(type, json, headers)),
    setUp(setup) {
      const opened = session.request(grpc('/BiRequestStream/requestBiStream'))
      stream = opened
      const take = createFrameReader((payload) => {
        pushes.push(payload)
        if (!client.acknowledges || SILENT.has(payload.type)) return
        const { requestId } = payload.json as { requestId: string }
        const answer = { resultCode: 200, errorCode: 0, success: true, requestId }
        const type = payload.type.replace(/Request$/, 'Response')
        opened.write(encodeFrame(type, answer))
      })
      opened.on('data', take)
      opened.on('trailers', (trailers) => {
        ended = { ...ended, stream: `grpc-status ${String(trailers['grpc-status'])}` }
      })
      opened.on('error', (error: NodeJS.ErrnoException) => {
        ended = { stream: `error ${error.code}`, ...ended }
      })
      opened.on('close', () => {
        ended = { stream: 'closed', ...ended }
      })
      opened.write(encodeFrame('ConnectionSetupRequest', setup))
    },
    say: (type, json) => void stream?.write(encodeFrame(type, json)),
    giveUpStream: () => stream?.close(8),
    ping: () => void session.ping(() => {}),
    async close() {
      stream?.end()
      session.close()
      await closed(session)
    },
    kill: () => socket.destroy()
  }
  return client
}

function unary(session: ClientHttp2Session, frame: Buffer): Promise<Payload | undefined> {
  return new Promise((resolve, reject) => {
    const call = session.request(grpc('/Request/request'))
    let answer: Payload | undefined
    call.on(
      'data',
      createFrameReader((payload) => {
        answer = payload
      })
    )
    call.on('error', () => resolve(answer))
    call.on('close', () => resolve(answer))
    if (call.destroyed) reject(new Error('the connection is closed'))
    else call.end(frame)
  })
}

function grpc(path: string): Record<string, string> {
  return { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' }
}

function closed(session: ClientHttp2Session): Promise<void> {
  return session.destroyed ? Promise.resolve() : new Promise((resolve) => session.once('close', resolve))
}
