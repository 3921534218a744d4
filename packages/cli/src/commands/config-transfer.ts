import { writeFileSync } from 'node:fs'
import { Option } from 'commander'
import type { TransferDocument } from '@node-chassis/config-client'
import { CommandFailed } from '../exit.ts'
import { table } from '../output.ts'
import type { ConfigCommand, ConnectionOptions } from './config.ts'
import { labelsText } from './config-documents.ts'
import { givenLabels, withLabelOptions } from './config-labels.ts'
import type { LabelOptions } from './config-labels.ts'
import { withProgress } from './config-progress.ts'
import { readFile } from './read-file.ts'

type Options = ConnectionOptions & LabelOptions

/** `chassis config import`. Code 1: the centre did not take some of the documents. */
export function configImport({ command, run, output }: ConfigCommand): void {
  withLabelOptions(command('import <file>', 'write the documents of an export file; - reads standard input'))
    .addOption(
      new Option('--override <what>', 'what happens to a document that is there')
        .choices(['force', 'skip', 'abort'])
        .default('force')
    )
    .action(async (file: string, options: Options & { override: 'force' | 'skip' | 'abort' }) => {
      const labels = givenLabels(options)
      const read = documentsIn(file, readFile(file))
      // Labels that are given hold for all: the file moves to another application or environment.
      const documents = read.map((document) => ({ ...document, labels: { ...document.labels, ...labels } }))
      const result = await run(options, (admin) =>
        withProgress(`importing ${file}`, (onProgress) =>
          admin.import(documents, { override: options.override, onProgress })
        )
      )
      const failed = result.failures.length
      if (options.json) output.out(JSON.stringify(result))
      else {
        if (failed > 0) {
          const rows = result.failures.map(({ key, labels: its, code, message }) => [
            key,
            labelsText(its),
            code,
            message
          ])
          output.out(table(['KEY', 'LABELS', 'CODE', 'MESSAGE'], rows))
        }
        output.err(`${result.success} imported, ${failed} not`)
      }
      if (failed > 0) throw new CommandFailed(1, `${failed} of ${documents.length} documents were not taken`)
    })
}

/** `chassis config export`: to standard output or a file. */
export function configExport({ command, run, output }: ConfigCommand): void {
  withLabelOptions(command('export [file]', 'the documents that have all of the labels, as JSON')).action(
    async (file: string | undefined, options: Options) => {
      const exported = await run(options, (admin) =>
        withProgress('exporting', (onProgress) => admin.export(givenLabels(options), { onProgress }))
      )
      const text = JSON.stringify(exported, undefined, options.json ? 0 : 1)
      if (file === undefined || file === '-') return output.out(text)
      try {
        writeFileSync(file, text + '\n')
      } catch (error) {
        throw new CommandFailed(2, `${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
      }
      output.err(`${exported.data.length} exported to ${file}`)
    }
  )
}

const TAKES = 'import takes what export writes; policies and rules are set key by key'

/** The documents of an export file, or of a bare list of them. @throws CommandFailed code 2 naming what is wrong */
function documentsIn(file: string, text: string): TransferDocument[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new CommandFailed(
      2,
      `${file} is no JSON; ${TAKES} (${(error as Error).message.replaceAll('\n', ' ')})`
    )
  }
  const data = Array.isArray(parsed) ? parsed : (parsed as { data?: unknown } | null)?.data
  if (!Array.isArray(data)) throw new CommandFailed(2, `${file} has no list "data" of documents; ${TAKES}`)
  return data.map((item: unknown, at) => {
    const { key, value } = (item ?? {}) as Record<string, unknown>
    if (typeof key !== 'string' || key === '' || typeof value !== 'string')
      throw new CommandFailed(2, `${file}: document ${at + 1} needs a key and a value, both texts`)
    return item as TransferDocument
  })
}
