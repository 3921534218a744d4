import { STATUS_CODES } from 'node:http'
import type { Clock } from '@node-chassis/core'
import type { Answer } from '../../http/types.ts'

const TEXT = { 'Content-Type': 'text/plain;charset=UTF-8' }
const JSON_TYPE = { 'Content-Type': 'application/json;charset=UTF-8' }

/** What a handler refuses with. */
export class HttpRefusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`status ${answer.status}`)
    this.answer = answer
  }
}

export function text(body: string, status = 200): Answer {
  return { status, headers: TEXT, body }
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(value) }
}

/** The envelope of v2 and v3 (nacos.md 2); code 0 is success. */
export function envelope(data: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return json({ code: 0, message: 'success', data }, 200, headers)
}

/** A refusal in an envelope; codes are those of nacos.md 11. */
export function refusedEnvelope(status: number, code: number, message: string, data: unknown): Answer {
  return json({ code, message, data }, status)
}

/** A refusal in the form of the framework that Nacos is built on. */
export function frameworkError(clock: Clock, status: number, message: string, path: string): Answer {
  const timestamp = new Date(clock.wallNow()).toISOString().replace('Z', '+00:00')
  return json({ timestamp, status, error: STATUS_CODES[status], message, path }, status)
}
