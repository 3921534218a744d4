import type { ServerResponse } from 'node:http'
import type { Answer } from './types.ts'

export const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' }

export function movedTo(path: string, rawQuery: string): Answer {
  return { status: 301, headers: { Location: rawQuery === '' ? path : `${path}?${rawQuery}` } }
}

/** Headers as node:http takes them fastest: names and values in turn, written with exactly the spelling given (N35). */
export function flatHead(headers: Answer['headers']): readonly string[] {
  return headers === undefined ? [] : Object.entries(headers).flat()
}

/** @param common headers of every answer, flat. @param isLast the connection ends with this answer */
export function writeAnswer(
  response: ServerResponse,
  { status, headers, body = '' }: Answer,
  common: readonly string[],
  isLast: boolean
): void {
  if (response.destroyed || response.headersSent) return
  const head = common.slice()
  // `for in` makes no list of its own; answers are literals of ours, with nothing to inherit.
  if (headers !== undefined) for (const name in headers) head.push(name, headers[name] as string)
  if (status !== 304) head.push('Content-Length', String(Buffer.byteLength(body)))
  if (isLast) head.push('Connection', 'close')
  response.writeHead(status, head)
  response.end(body)
}
