import type { ServerResponse } from 'node:http'
import type { Logger } from '@node-chassis/core'

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  more?: Readonly<Record<string, string>>
): void {
  // Somebody before us (a timeout middleware) may have answered while the request waited.
  if (response.headersSent) return
  // In one go: shedding has to be cheap.
  response.writeHead(status, {
    ...more,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body)
  })
  response.end(body)
}

/** A gate said no: the body of java-chassis (governance.md 8.1). */
export function answerRefusal(
  response: ServerResponse,
  status: number,
  message: string,
  more?: Readonly<Record<string, string>>
): void {
  answer(response, status, JSON.stringify({ message }), more)
}

/** `true` while ready, 503 otherwise (N34). */
export function answerPing(response: ServerResponse, ready: boolean): void {
  answer(response, ready ? 200 : 503, String(ready))
}

/** An asynchronous listener rejected and there is nobody else to answer: 500, or the end of what it had begun. */
export function answerFailure(response: ServerResponse, err: unknown, log: Logger): void {
  log.error({ err }, 'the application rejected a request')
  if (!response.headersSent) response.writeHead(500)
  response.end()
}
