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
