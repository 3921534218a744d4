import { parseArgs } from 'node:util'
import { createLogger, systemEnv } from '@node-chassis/core'
import type { LogLevel } from '@node-chassis/core'
import { createEngine } from './engine.ts'
import type { Engine, EngineOptions } from './engine.ts'

/** What a running engine needs of its process. */
export interface EngineIo {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Hears the signals `SIGTERM` and `SIGINT`. */
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown
}

export interface RunOptions extends Omit<EngineOptions, 'env'> {
  /** @defaultValue `warn` */
  readonly logLevel?: LogLevel
}

const LEVELS: readonly string[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent'
] satisfies LogLevel[]

/**
 * Runs an engine until SIGTERM or SIGINT. Prints `ready <registry url> <config url>` when both listen.
 * @returns exit code: 0 after an orderly end, 2 when it could not start (one line on standard error says why)
 */
export async function runEngine(options: RunOptions, io: EngineIo): Promise<number> {
  const { logLevel = 'warn', ...engineOptions } = options
  const log = createLogger(logLevel, (record) => io.stderr.write(JSON.stringify(record) + '\n'))
  let engine: Engine
  try {
    engine = await createEngine({ ...engineOptions, env: systemEnv(log) })
  } catch (error) {
    io.stderr.write(`engine: ${(error as Error).message}\n`)
    return 2
  }
  io.stdout.write(`ready ${engine.registryUrl} ${engine.configUrl}\n`)
  await new Promise<void>((resolve) => {
    const end = (): void => {
      io.off('SIGTERM', end)
      io.off('SIGINT', end)
      resolve()
    }
    io.on('SIGTERM', end)
    io.on('SIGINT', end)
  })
  await engine.close()
  return 0
}

/**
 * Reads `--host H --sc-port N --kie-port M --log-level L`; ports are 30100 and 30110 when not given.
 * @throws Error saying which flag is wrong and what it takes
 */
export function parseEngineArgs(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string' },
      'sc-port': { type: 'string' },
      'kie-port': { type: 'string' },
      'log-level': { type: 'string' }
    }
  })
  const level = values['log-level'] ?? 'warn'
  if (!LEVELS.includes(level)) throw new Error(`--log-level ${level}: must be one of ${LEVELS.join(', ')}`)
  return {
    host: values.host ?? '127.0.0.1',
    scPort: port('--sc-port', values['sc-port'] ?? '30100'),
    kiePort: port('--kie-port', values['kie-port'] ?? '30110'),
    logLevel: level as LogLevel
  }
}

function port(flag: string, value: string): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number > 65_535) throw new Error(`${flag} ${value}: must be a port, 0 to 65535`)
  return number
}
