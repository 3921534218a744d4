import { writeFileSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import { exportConfigs, importConfigs, readConfigFile } from '@node-chassis/control-plane-client'
import { CommandFailed } from '../../exit.ts'
import type { Output } from '../../output.ts'
import { withProgress } from '../config-progress.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'
import { readSource } from './input.ts'
import { listing } from './show.ts'

/** `chassis cse config import|export`: configurations as files. */
export function configCommands(config: Command, output: Output): void {
  withCloudOptions(config.command('import <file>'))
    .description('import configurations, in chunks (5.2.1); code 1 when some were not taken')
    .addOption(
      new Option('--override <what>', 'what happens to one that is there')
        .choices(['force', 'abort', 'skip'])
        .default('force')
    )
    .option('--label <name:value>', 'in place of the labels of every one')
    .action(
      async (
        file: string,
        { override, label, ...flags }: CloudFlags & { override: 'force' | 'abort' | 'skip'; label?: string }
      ) => {
        const items = readConfigFile(readSource(file))
        const { imported, failures, error } = await withCloud(flags, (cloud) =>
          withProgress(`importing ${file}`, (onProgress) =>
            importConfigs(cloud, items, { override, label, onProgress })
          )
        )
        if (flags.json) output.out(JSON.stringify({ imported, failures }))
        else if (failures.length > 0)
          output.out(
            listing(failures as readonly object[] as readonly Record<string, unknown>[], [
              'key',
              'labels',
              'code',
              'message'
            ])
          )
        output.err(`${imported} imported, ${failures.length} not`)
        if (error !== undefined) throw error
        if (failures.length > 0)
          throw new CommandFailed(1, `${failures.length} of ${items.length} were not taken`)
      }
    )

  withCloudOptions(config.command('export [file]'))
    .description('export configurations, to standard output or a file (5.2.2)')
    .option('--label <name:value>', 'only those that carry it')
    .option('--exact', 'those that carry it and no other')
    .option('--ids <ids...>', 'only these')
    .action(
      async (
        file: string | undefined,
        {
          label,
          exact = false,
          ids = [],
          ...flags
        }: CloudFlags & { label?: string; exact?: boolean; ids?: string[] }
      ) => {
        const exported = await withCloud(flags, (cloud) => exportConfigs(cloud, { label, exact, ids }))
        const text = JSON.stringify(exported, undefined, flags.json ? 0 : 1)
        if (file === undefined || file === '-') return output.out(text)
        try {
          writeFileSync(file, text + '\n')
        } catch (error) {
          throw new CommandFailed(2, `${file} cannot be written (${(error as NodeJS.ErrnoException).code})`)
        }
        output.err(`${exported.data?.length ?? 0} exported to ${file}`)
      }
    )
}
