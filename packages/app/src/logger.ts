import { pino } from 'pino'
import type { DestinationStream } from 'pino'
import type { Logger, LogLevel } from '@node-chassis/core'

// Names of fields that must never be readable, wherever they stand (up to three levels deep: `req.headers.cookie`).
const SECRET = [
  'password',
  'passwd',
  'passphrase',
  'secretKey',
  'accessKey',
  'privateKey',
  'apiKey',
  'keyStoreValue',
  'token',
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-auth-token',
  'x-cse-auth-rsatoken'
]

const PATHS = SECRET.map((name) => `["${name}"]`).flatMap((name) => [name, `*${name}`, `*.*${name}`])

/**
 * The logger of an application that brings none: pino, JSON lines on standard output. A value with line breaks stays one
 * line: JSON has them as `\n`.
 */
export function pinoLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: PATHS, censor: '***' }, hooks: { streamWrite: asOneLine } }
  return pino(options, destination)
}

// JSON lets these two stand as they are, and some readers of lines (node:readline is one) end a line at them.
function asOneLine(line: string): string {
  return /[\u2028\u2029]/.test(line)
    ? line.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
    : line
}
