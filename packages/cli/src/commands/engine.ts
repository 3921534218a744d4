import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { runEngine } from '@node-chassis/engine'
import type { LogLevel } from '@node-chassis/core'
import { CommandFailed } from '../exit.ts'

// Part of the command's face, not of this version. They answer so instead of being silently ignored.
const NOT_YET = [
  '--data <dir>',
  '--rbac',
  '--root-password-file <file>',
  '--rbac-private-key <file>',
  '--no-self-register',
  '--quota <limit>',
  '--inner-property <pair>',
  '--no-schema-changes',
  '--min-interval <seconds>',
  '--ttl <seconds>',
  '--self-preservation',
  '--seed <file>',
  '--faults <file>',
  '--nacos-port <port>',
  '--nacos-api <version>'
] as const

/** `chassis engine`: the embedded engine in the foreground. */
export function engineCommand(program: Command): void {
  const command = program
    .command('engine')
    .description(
      'run the embedded engine: a service-center and configuration centre in one process, in memory'
    )
    .option('--host <host>', 'address to listen on (0.0.0.0 in containers)', '127.0.0.1')
    .option('--sc-port <port>', 'port of the registry; 0: any free one', port, 30100)
    .option('--kie-port <port>', 'port of the configuration centre; 0: any free one', port, 30110)
    .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent', level, 'warn')
  for (const flags of NOT_YET) command.option(flags, 'not yet')
  command.action(async (options: { host: string; scPort: number; kiePort: number; logLevel: LogLevel }) => {
    for (const option of command.options) {
      if (
        option.description === 'not yet' &&
        command.getOptionValueSource(option.attributeName()) === 'cli'
      ) {
        throw new CommandFailed(2, `${option.long}: not yet; this version of the engine has no such feature`)
      }
    }
    const { host, scPort, kiePort, logLevel } = options
    process.exitCode = await runEngine({ host, scPort, kiePort, logLevel }, process)
  })
}

function port(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('expected a port from 0 to 65535')
  return number
}

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function level(text: string): LogLevel {
  if (!LEVELS.includes(text)) throw new InvalidArgumentError(`expected one of ${LEVELS.join(', ')}`)
  return text as LogLevel
}
