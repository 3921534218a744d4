import { pino } from 'pino'
import type { Logger, LogLevel } from '@node-chassis/core'

// Names of fields that must never be readable, wherever they stand (one or two levels deep).
const SECRET = ['password', 'passwd', 'secretKey', 'accessKey', 'token', 'authorization', 'Authorization']

/** The logger of an application that brings none: pino, JSON lines on standard output. */
export function pinoLogger(level: LogLevel): Logger {
  return pino({ level, redact: { paths: [...SECRET, ...SECRET.map((name) => `*.${name}`)], censor: '***' } })
}
