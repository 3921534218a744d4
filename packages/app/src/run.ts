import { isChassisError } from '@node-chassis/core'
import type { Chassis } from './api.ts'
import type { Application } from './http-server.ts'
import type { Serving, ServeOptions } from './api.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * The life of a main program: serve, and leave in order on a signal; a second signal ends the process at once, when
 * the registry knows. A start that fails prints one line and ends with code 1. The only place that touches the process: a library must not.
 */
export async function runUntilSignal(
  chassis: Chassis,
  application: Application,
  options: ServeOptions,
  vanish: () => Promise<void>
): Promise<Serving> {
  let leaving = false
  let hurrying = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (hurrying) process.exit(1)
    if (leaving) {
      // At once, save for a word to the registry when it still tells others to call here.
      hurrying = true
      void vanish().finally(() => process.exit(1))
      return
    }
    leaving = true
    chassis.env.log.info({ signal }, 'leaving in order; a second signal ends at once')
    // At a terminal somebody waits for the prompt; others may still be calling an instance that gets SIGTERM (N10).
    const hurried = signal === 'SIGINT' && process.stdin.isTTY
    chassis.close(hurried ? { waitMs: 0 } : {}).then(
      () => process.exit(0),
      (err: unknown) => {
        chassis.env.log.error({ err }, 'the shutdown failed')
        process.exit(1)
      }
    )
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  try {
    return await chassis.serve(application, options)
  } catch (error) {
    // A signal while starting is no failure.
    if (leaving) return await new Promise(() => {})
    if (!isChassisError(error)) throw error
    // One line, whatever a setting holds.
    process.stderr.write(`${error.code}: ${error.message.replaceAll(/[\r\n]+/g, ' ')}\n`)
    await chassis.close({ waitMs: 0 })
    process.exit(1)
  }
}
