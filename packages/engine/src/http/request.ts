import type { IncomingMessage } from 'node:http'
import type { Logger } from '@node-chassis/core'
import type { Caller } from '../rbac/caller.ts'
import type { EngineRequest } from './types.ts'

const EMPTY = Buffer.alloc(0)
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})

/** A request as node:http hands it over. Query and signal are made when somebody asks for them: most handlers never do. */
export class IncomingRequest implements EngineRequest {
  readonly method: string
  readonly path: string
  readonly rawQuery: string
  readonly target: string
  readonly log: Logger
  params = NO_PARAMS
  body: Buffer = EMPTY
  caller?: Caller | undefined
  #message: IncomingMessage
  #query: URLSearchParams | undefined
  #controller: AbortController | undefined
  #ended = false

  constructor(message: IncomingMessage, log: Logger) {
    const target = message.url ?? ''
    const at = target.indexOf('?')
    this.method = message.method ?? ''
    this.target = target
    this.path = at === -1 ? target : target.slice(0, at)
    this.rawQuery = at === -1 ? '' : target.slice(at + 1)
    this.log = log
    this.#message = message
  }

  get query(): URLSearchParams {
    return (this.#query ??= new URLSearchParams(this.rawQuery))
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#ended) this.#controller.abort()
    }
    return this.#controller.signal
  }

  get remoteAddress(): string {
    return this.#message.socket.remoteAddress ?? ''
  }

  /** How many bytes the body has by the request's own word; Infinity when it does not say (chunked). */
  get announcedBytes(): number {
    const length = this.header('content-length')
    // node:http has refused what is no number, and what is sent in chunks besides.
    if (length !== undefined) return Number(length)
    return this.header('transfer-encoding') === undefined ? 0 : Infinity
  }

  /** Fires `signal`, now or as soon as somebody asks for it. */
  abort(): void {
    this.#ended = true
    this.#controller?.abort()
  }

  header(name: string): string | undefined {
    // Looked for where it lies: most requests are asked for one header, and need no object of all.
    const raw = this.#message.rawHeaders
    for (let i = 0; i < raw.length; i += 2) {
      const given = raw[i] as string
      if (given.length === name.length && given.toLowerCase() === name) return raw[i + 1]
    }
    return undefined
  }
}
