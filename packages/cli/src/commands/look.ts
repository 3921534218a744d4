import type { Command } from 'commander'
import type { Output } from '../output.ts'
import { configCommand } from './config.ts'
import { instancesCommand } from './instances.ts'
import { schemasCommand } from './schemas.ts'
import { servicesCommand } from './services.ts'
import { watchCommand } from './watch.ts'

// They take `--nacos` and then have other options.
const ALSO_NACOS: ReadonlySet<string> = new Set(['services', 'instances', 'config'])

/** Everything that looks into a registry or a configuration centre. */
export function lookCommands(program: Command, output: Output): void {
  servicesCommand(program, output)
  instancesCommand(program, output)
  watchCommand(program, output)
  schemasCommand(program, output)
  configCommand(program, output)
  for (const command of program.commands)
    if (ALSO_NACOS.has(command.name()))
      command.addHelpText('after', `\nFor a Nacos engine: chassis ${command.name()} --nacos host:port --help`)
}
