import type { IncomingHttpHeaders } from 'node:http'

/** An answer that was read to its end. Reading it again and again is free of I/O. */
export class Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly #body: Buffer

  constructor(status: number, headers: IncomingHttpHeaders, body: Buffer) {
    this.status = status
    this.headers = headers
    this.#body = body
  }

  /** 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  bytes(): Uint8Array {
    return this.#body
  }

  /** UTF-8, without a byte order mark. */
  text(): string {
    const text = this.#body.toString('utf8')
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  }

  /** The parsed body; the type is the caller's word. @throws SyntaxError when the body is no JSON */
  json<T = unknown>(): T {
    return JSON.parse(this.text()) as T
  }
}
