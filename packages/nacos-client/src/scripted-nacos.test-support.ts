import { createServer as createHttp } from 'node:http'
import type { Server as HttpServer } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { sleep, systemClock } from '@node-chassis/core'
import { decodePayload, encodePayload } from './grpc/payload.ts'
import type { Json } from './grpc/payload.ts'

export interface Request {
  readonly connection: Connection
  readonly type: string
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>
}

/** Type and body of an answer; undefined never answers. */
export type Answer = readonly [string, Json] | undefined

interface Connection {
  readonly id: string
  readonly session: ServerHttp2Session
  stream: ServerHttp2Stream | undefined
  /** What came on the stream. */
  readonly heard: { readonly type: string; readonly body: Json }[]
  push(type: string, body: Json): void
  /** Ends the stream with a status, as a server does that drops a client. */
  endStream(status?: string): void
}

interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
interface HttpAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface ScriptedNacos {
  /** `127.0.0.1:port` of the HTTP interface. */
  readonly address: string
  readonly grpcPort: number
  readonly connections: readonly Connection[]
  readonly requests: Request[]
  readonly httpRequests: HttpRequest[]
  /** Requests being answered, and the most there were at once. */
  readonly inFlight: { now: number; most: number }
  /** Of type; newest last. */
  of(type: string): readonly Request[]
  /** Stops the gRPC side: connections are cut, the port is refused. */
  stopGrpc(): Promise<void>
  startGrpc(): Promise<void>
  close(): Promise<void>
}

export interface Script {
  /** Answers a request; `fallback` does what a server without any state does. */
  readonly grpc?: (request: Request, fallback: () => Answer) => Answer | Promise<Answer>
  readonly http?: (request: HttpRequest) => HttpAnswer | undefined
  /** Whether the server acknowledges set-ups, as from 2.2. @defaultValue true */
  readonly abilities?: Json | undefined
  /** Set-ups are not acknowledged though they should be. */
  readonly silentSetup?: boolean
  readonly grpcDown?: boolean
  readonly delayMs?: number
}

const OK = { resultCode: 200, errorCode: 0, success: true }

/** A server that says what a test wants: gRPC over plain HTTP/2, and HTTP. */
export async function scriptedNacos(script: Script = {}): Promise<ScriptedNacos> {
  const connections: Connection[] = []
  const requests: Request[] = []
  const httpRequests: HttpRequest[] = []
  const inFlight = { now: 0, most: 0 }
  let grpc: Http2Server | undefined
  let grpcPort = 0

  const http = createHttp((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://x')
      const made: HttpRequest = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        form: new URLSearchParams(Buffer.concat(chunks).toString()),
        headers: request.headers
      }
      httpRequests.push(made)
      const answer = script.http?.(made) ?? { status: 404, body: 'not scripted' }
      response.writeHead(answer.status, answer.headers ?? {})
      response.end(answer.body)
    })
  })
  const httpPort = await listening(http)

  const startGrpc = async (): Promise<void> => {
    grpc = createHttp2()
    grpc.on('session', (session) => {
      const connection: Connection = {
        id: `1_127.0.0.1_${connections.length}`,
        session,
        stream: undefined,
        heard: [],
        push(type, body) {
          connection.stream?.write(frame(encodePayload(type, body)))
        },
        endStream(status = '0') {
          const { stream } = connection
          stream?.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
          stream?.end()
        }
      }
      connections.push(connection)
      session.on('error', () => {})
      session.on('stream', (stream, headers) => {
        stream.on('error', () => {})
        if (headers[':path'] === '/BiRequestStream/requestBiStream')
          return biStream(connection, stream, script)
        void collected(stream).then((bytes) => answerUnary(connection, stream, bytes))
      })
    })
    grpcPort = await listening(grpc, grpcPort)
  }

  const answerUnary = async (
    connection: Connection,
    stream: ServerHttp2Stream,
    bytes: Buffer
  ): Promise<void> => {
    // Reset in its middle.
    if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt32BE(1)) return
    const { type, body = {}, headers } = decodePayload(bytes.subarray(5))
    const request: Request = { connection, type, body, headers }
    requests.push(request)
    inFlight.now++
    inFlight.most = Math.max(inFlight.most, inFlight.now)
    if (script.delayMs !== undefined) await sleep(systemClock, script.delayMs)
    const fallback = (): Answer => plainAnswer(request, script)
    const answer = await (script.grpc === undefined ? fallback() : script.grpc(request, fallback))
    inFlight.now--
    if (answer === undefined || stream.destroyed) return
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(frame(encodePayload(...answer)))
  }

  const stopGrpc = async (): Promise<void> => {
    const stopping = grpc
    grpc = undefined
    for (const { session } of connections) if (!session.destroyed) session.destroy()
    if (stopping !== undefined) await new Promise<void>((resolve) => stopping.close(() => resolve()))
  }

  if (script.grpcDown === true) {
    // A port that nobody listens on.
    const probe = createHttp()
    grpcPort = await listening(probe)
    await new Promise<void>((resolve) => probe.close(() => resolve()))
  } else await startGrpc()

  return {
    address: `127.0.0.1:${httpPort}`,
    get grpcPort() {
      return grpcPort
    },
    connections,
    requests,
    httpRequests,
    inFlight,
    of: (type) => requests.filter((request) => request.type === type),
    stopGrpc,
    startGrpc,
    async close() {
      await stopGrpc()
      http.closeAllConnections()
      await new Promise<void>((resolve) => http.close(() => resolve()))
    }
  }
}

function plainAnswer({ type, body, connection }: Request, script: Script): Answer {
  switch (type) {
    case 'ServerCheckRequest':
      return [
        'ServerCheckResponse',
        {
          ...OK,
          connectionId: connection.id,
          ...(script.abilities === undefined ? {} : { supportAbilityNegotiation: true })
        }
      ]
    case 'SubscribeServiceRequest':
    case 'ServiceQueryRequest':
      return [
        type === 'ServiceQueryRequest' ? 'QueryServiceResponse' : 'SubscribeServiceResponse',
        { ...OK, serviceInfo: serviceInfo(String(body['serviceName']), []) }
      ]
    case 'ConfigBatchListenRequest':
      return ['ConfigChangeBatchListenResponse', { ...OK, changedConfigs: [] }]
    case 'ConfigQueryRequest':
      return ['ConfigQueryResponse', { resultCode: 500, errorCode: 300, message: 'config data not exist' }]
    default:
      return [type.replace(/Request$/, 'Response'), OK]
  }
}

function biStream(connection: Connection, stream: ServerHttp2Stream, script: Script): void {
  connection.stream = stream
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  let rest = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1)
      const { type, body = {} } = decodePayload(rest.subarray(5, end))
      rest = rest.subarray(end)
      connection.heard.push({ type, body })
      if (type === 'ConnectionSetupRequest' && script.abilities !== undefined && script.silentSetup !== true)
        connection.push('SetupAckRequest', { abilityTable: script.abilities })
    }
  })
}

/** A `serviceInfo` with these hosts. */
export function serviceInfo(name: string, hosts: readonly Json[]): Json {
  return {
    name,
    groupName: 'DEFAULT_GROUP',
    clusters: '',
    cacheMillis: 10_000,
    hosts,
    lastRefTime: 1,
    checksum: '',
    allIPs: false,
    reachProtectionThreshold: false,
    valid: true
  }
}

export function host(service: string, ip: string, port = 80, more: Json = {}): Json {
  return {
    ip,
    port,
    weight: 1,
    healthy: true,
    enabled: true,
    ephemeral: true,
    clusterName: 'DEFAULT',
    serviceName: `DEFAULT_GROUP@@${service}`,
    metadata: { version: '1.0.0' },
    ...more
  }
}

/** Polls a condition: what is waited for happens on real sockets. */
export async function until(holds: () => boolean, what: string, withinMs = 5_000): Promise<void> {
  const end = systemClock.now() + withinMs
  while (!holds()) {
    if (systemClock.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`)
    await sleep(systemClock, 5)
  }
}

function frame(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

async function collected(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer)
  } catch {
    // Reset by the client.
  }
  return Buffer.concat(chunks)
}

function listening(server: HttpServer | Http2Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
