import type { Command } from 'commander'
import { valueOf, withDashHint } from '../commands/set-command.ts'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'
import { onNacos, withNacos } from './access.ts'
import type { NacosFlags } from './access.ts'

const TYPES = ['text', 'json', 'xml', 'yaml', 'html', 'properties', 'toml']

/** `chassis config … --nacos`: documents by their dataId. */
export function nacosConfig(program: Command, output: Output): void {
  const config = program
    .command('config')
    .description('look into the configuration of a Nacos engine, and write into it')
  const command = (usage: string, description: string): Command =>
    withNacos(config.command(usage).description(description))

  command(
    'list [pattern]',
    'list the documents whose dataId fits, * for any text; from 3.x on for administrators'
  ).action(async (pattern: string | undefined, flags: NacosFlags) => {
    const dataIds = await onNacos(flags, (admin) => admin.documents(pattern ?? '*', flags.group))
    output.out(flags.json ? JSON.stringify(dataIds) : dataIds.join('\n'))
  })

  command('get <dataId>', 'print a document; code 1: there is none').action(
    async (dataId: string, flags: NacosFlags) => {
      const { group } = flags
      const document = await onNacos(flags, (admin) => admin.document({ dataId, group }))
      if (document === undefined) throw new CommandFailed(1, `there is no ${dataId} in group ${group}`)
      output.out(flags.json ? JSON.stringify({ dataId, group, ...document }) : document.content)
    }
  )

  withDashHint(command('set <dataId> [content]', 'create a document, or change its content'))
    .option('--file <path>', 'take the content from a file')
    .option('--type <type>', TYPES.join(', '), 'text')
    .action(
      async (
        dataId: string,
        content: string | undefined,
        flags: NacosFlags & { readonly file?: string; readonly type: string }
      ) => {
        if (!TYPES.includes(flags.type))
          throw new CommandFailed(2, `--type ${flags.type}: expected one of ${TYPES.join(', ')}`)
        const { group, type } = flags
        const text = valueOf(content, flags.file)
        await onNacos(flags, (admin) => admin.publish({ dataId, group }, text, { type }))
        output.out(flags.json ? JSON.stringify({ dataId, group, type }) : `${dataId} set in group ${group}`)
      }
    )

  command('delete <dataId>', 'delete a document; code 1: there was none').action(
    async (dataId: string, flags: NacosFlags) => {
      const { group } = flags
      await onNacos(flags, async (admin) => {
        // A server says yes to anything.
        if ((await admin.document({ dataId, group })) === undefined)
          throw new CommandFailed(1, `there is no ${dataId} in group ${group}`)
        await admin.remove({ dataId, group })
      })
      output.out(flags.json ? JSON.stringify({ dataId, group, deleted: true }) : `${dataId} deleted`)
    }
  )
}
