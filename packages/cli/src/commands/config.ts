import type { Command } from 'commander'
import { createKieAdmin } from '@node-chassis/config-client'
import type { KieAdmin } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { configAccess, withAccount } from '../access.ts'
import type { AccessFlags } from '../access.ts'
import type { Output } from '../output.ts'
import { configDelete, configGet, configList, configSet } from './config-documents.ts'
import { configExport, configImport } from './config-transfer.ts'

export interface ConnectionOptions extends AccessFlags {
  readonly project: string
  readonly json?: boolean
}

/** What every `chassis config` command is made with. */
export interface ConfigCommand {
  /** A command of this name below `chassis config`, with the options that all of them take. */
  readonly command: (usage: string, description: string) => Command
  readonly output: Output
  /** Runs with an admin of the configuration centre, and closes it. */
  readonly run: <T>(options: ConnectionOptions, work: (admin: KieAdmin) => Promise<T>) => Promise<T>
}

/** `chassis config …`: look into any configuration centre, and write into it. */
export function configCommand(program: Command, output: Output): void {
  const config = program.command('config').description('look into a configuration centre, and write into it')
  const made: ConfigCommand = {
    output,
    command: (usage, description) =>
      withAccount(config.command(usage))
        .description(description)
        .option('--kie <urls>', 'address of the configuration centre, several with commas')
        .option('--sc <urls>', 'address of the registry, where an account logs in')
        .option('--project <name>', 'project of the configuration centre', 'default')
        .option('--json', 'JSON instead of text'),
    async run({ project, ...flags }, work) {
      const admin = createKieAdmin({
        env: systemEnv(silentLogger),
        ...configAccess(flags),
        project
      })
      try {
        return await work(admin)
      } finally {
        await admin.close()
      }
    }
  }
  configList(made)
  configGet(made)
  configSet(made)
  configDelete(made)
  configImport(made)
  configExport(made)
}
