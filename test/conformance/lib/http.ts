import { Agent, request } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Names as they were spelt. */
  readonly headerNames: readonly string[]
  readonly text: string
  /** The body as JSON, undefined when it is none. */
  readonly body: unknown
}

export interface WireRequest {
  readonly base: string
  readonly method: string
  /** Sent byte for byte. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly timeoutMs: number
}

/** A client that changes nothing: no redirects, no header of its own. Only `text` and `body` are what was compressed. */
export function createWireClient(): { send(options: WireRequest): Promise<WireAnswer>; close(): void } {
  const agent = new Agent({ keepAlive: true })
  const send = ({ base, method, path, headers, body, timeoutMs }: WireRequest): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(base)
      const sent =
        body === undefined ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) }
      const outgoing = request({ agent, hostname, port, method, path, headers: sent }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          clearTimeout(timer)
          const body = Buffer.concat(chunks)
          const unpacked = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
          const text = unpacked.toString('utf8')
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers as Record<string, string>,
            headerNames: incoming.rawHeaders.filter((_, index) => index % 2 === 0),
            text,
            body: parsed(text)
          })
        })
      })
      const timer = setTimeout(
        () => outgoing.destroy(new NoAnswer(`no answer within ${timeoutMs} ms`)),
        timeoutMs
      )
      outgoing.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      outgoing.end(body)
    })
  return { send, close: () => agent.destroy() }
}

export class NoAnswer extends Error {}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
