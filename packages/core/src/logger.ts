/** One method of a pino-shaped logger: an object of fields first, then the message. */
export interface LogMethod {
  (fields: object, message: string): void
  (message: string): void
}

/** The part of pino's interface that Node Chassis uses. Any pino-shaped logger will do. */
export interface Logger {
  trace: LogMethod
  debug: LogMethod
  info: LogMethod
  warn: LogMethod
  error: LogMethod
  fatal: LogMethod
  child(bindings: Record<string, unknown>): Logger
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

// pino's numbers, so that tools which read its lines read ours.
const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: Infinity } as const

const nothing: LogMethod = () => {}

/** A logger that says nothing. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => silentLogger
}

/** A logger that hands each record to `write`; levels below `level` are empty functions. */
export function createLogger(
  level: LogLevel,
  write: (record: Record<string, unknown>) => void,
  bindings: Record<string, unknown> = {}
): Logger {
  const method = (name: Exclude<LogLevel, 'silent'>): LogMethod => {
    if (LEVELS[name] < LEVELS[level]) return nothing
    return (fields: object | string, message?: string) => {
      const record = typeof fields === 'string' ? { msg: fields } : { ...serialised(fields), msg: message }
      write({ level: LEVELS[name], ...bindings, ...record })
    }
  }
  return {
    trace: method('trace'),
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    fatal: method('fatal'),
    child: (more) => createLogger(level, write, { ...bindings, ...more })
  }
}

/** What libraries log to until they are given a logger: one JSON line per record on standard error. */
export function stderrLogger(level: LogLevel): Logger {
  return createLogger(level, (record) => {
    process.stderr.write(`${lineOf(record)}\n`)
  })
}

/** One line, whatever a value holds: JSON leaves U+2028 and U+2029 as they are, at which some readers end a line. */
export function lineOf(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(record).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function serialised(fields: object): Record<string, unknown> {
  const err = (fields as { err?: unknown }).err
  if (!(err instanceof Error)) return fields as Record<string, unknown>
  const { code } = err as { code?: unknown }
  return { ...fields, err: { type: err.name, message: err.message, code, stack: err.stack } }
}
