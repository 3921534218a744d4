import { createConfiguration } from '@node-chassis/config-client'
import { systemEnv } from '@node-chassis/core'
import type { LogLevel } from '@node-chassis/core'
import type { Chassis } from './api.ts'
import { ChassisInstance } from './chassis.ts'
import { compose } from './compose.ts'
import type { Parts } from './compose.ts'
import { pinoLogger } from './logger.ts'
import { settingsOf } from './options.ts'
import type { ChassisOptions } from './options.ts'

/**
 * Makes a chassis; nothing runs before `start`, `serve` or `run`. Settings: options > command line > environment > files
 * (config.md 7.1). Settings that cannot be used are refused by those three, so that a main program can say so in one line.
 */
export function createChassis(options: ChassisOptions = {}): Chassis {
  const level = options.logLevel ?? (process.env['LOG_LEVEL'] as LogLevel | undefined) ?? 'info'
  const env = options.env ?? systemEnv(options.log ?? pinoLogger(level))
  const parts = once((): Parts => {
    const configuration = createConfiguration({
      env,
      options: settingsOf(options),
      variables: process.env,
      args: options.args ?? [],
      ...(options.configDir === undefined ? {} : { dir: options.configDir })
    })
    return compose(configuration, env, options)
  })
  return new ChassisInstance(env, parts, options.register ?? true)
}

/** Answers, or throws, the same every time. */
function once<T>(make: () => T): () => T {
  let result: { readonly value: T } | { readonly error: unknown } | undefined
  return () => {
    if (result === undefined) {
      try {
        result = { value: make() }
      } catch (error) {
        result = { error }
      }
    }
    if ('error' in result) throw result.error
    return result.value
  }
}
