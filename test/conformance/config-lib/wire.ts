import { Agent, request } from 'node:http'
import type { ClientRequest } from 'node:http'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names as they were spelt. */
  readonly headerNames: readonly string[]
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown
  /** From the start of the request to the end of the answer. */
  readonly tookMs: number
}

export interface WireRequest {
  readonly method: string
  /** Sent byte for byte. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface Exchange {
  readonly answer: Promise<WireAnswer>
  /** Closes the connection. */
  readonly abort: () => void
}

/** A client that changes nothing: no redirects, no decompression, no header of its own but `Host` and `Connection`. */
export function createWire(base: string): { send(options: WireRequest): Exchange; close(): void } {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(base)
  return {
    send({ method, path, headers, body }) {
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
      const started = performance.now()
      const outgoing = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } })
      const answer = answerTo(outgoing, started)
      outgoing.end(body)
      return { answer, abort: () => void outgoing.destroy() }
    },
    close: () => agent.destroy()
  }
}

function answerTo(outgoing: ClientRequest, started: number): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers as Record<string, string | undefined>,
          headerNames: incoming.rawHeaders.filter((_, index) => index % 2 === 0),
          text,
          body: parsed(text),
          tookMs: performance.now() - started
        })
      })
    })
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
