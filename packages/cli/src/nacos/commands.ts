import type { Command } from 'commander'
import type { Output } from '../output.ts'
import { nacosConfig } from './config.ts'
import { nacosInstances, nacosServices } from './services.ts'

/** The commands that look into an engine, for a Nacos engine: `--nacos` is among the arguments. */
export function nacosCommands(program: Command, output: Output): void {
  nacosServices(program, output)
  nacosInstances(program, output)
  nacosConfig(program, output)
}

/** Says in the help of the other engines' commands that there are these. */
export function mentionNacos(program: Command): void {
  for (const command of program.commands)
    if (['services', 'instances', 'config'].includes(command.name()))
      command.addHelpText('after', `\nFor a Nacos engine: chassis ${command.name()} --nacos host:port --help`)
}
