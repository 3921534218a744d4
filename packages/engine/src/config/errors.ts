import { writeJson } from '../json/write.ts'
import type { Answer } from '../http/types.ts'

// config.md 2.1; the HTTP status is the code without its last three digits.
const MESSAGES = Object.freeze({
  400001: 'invalid parameter(s)',
  400003: 'failed to observe event',
  400004: 'skip overriding duplicate kvs',
  400005: 'stop overriding kvs after reaching the duplicate kv',
  // The real server says nothing here; the detail says it.
  403205: '',
  404001: 'record does not exist',
  409001: 'record already exist',
  422001: 'quota is not enough',
  500001: 'internal server error'
})

export type KieCode = keyof typeof MESSAGES

/** A refusal in kie's terms. `message` is what the answer calls `detail`. */
export class KieError extends Error {
  readonly code: KieCode

  constructor(code: KieCode, detail: string = MESSAGES[code]) {
    super(detail)
    this.code = code
  }
}

/** The refusal as create answers it: the detail repeats the message (config.md 2.1, quirks). */
export function repeated(error: KieError): KieError {
  if (error.code === 403205) return error
  return new KieError(error.code, `${MESSAGES[error.code]}(${error.message})`)
}

export function errorAnswer(error: KieError): Answer {
  const body = { errorCode: String(error.code), errorMessage: MESSAGES[error.code], detail: error.message }
  return {
    status: Math.floor(error.code / 1000),
    headers: { 'Content-Type': 'application/json' },
    body: writeJson(body)
  }
}
