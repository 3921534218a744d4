import type { IncomingMessage } from 'node:http'

/** What the admin port answers. */
export interface Answer {
  readonly status: number
  /** Text, or anything that becomes JSON. */
  readonly body: unknown
  /** @defaultValue `application/json` */
  readonly type?: string
}

/** One address of the admin port. */
export interface Page {
  readonly method: 'GET' | 'POST'
  /** Anybody who reaches the port may: probes and scrapers bring no token. @defaultValue false */
  readonly open?: boolean
  answer(url: URL, request: IncomingMessage): Answer | Promise<Answer>
}

export function problem(status: number, message: string): Answer {
  return { status, body: { message } }
}
