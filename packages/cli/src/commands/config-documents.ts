import type { KieDocument, Labels } from '@node-chassis/config-client'
import { CommandFailed } from '../exit.ts'
import { table } from '../output.ts'
import type { ConfigCommand, ConnectionOptions } from './config.ts'
import { givenLabels, layerLabels, withLabelOptions } from './config-labels.ts'
import type { LabelOptions } from './config-labels.ts'
import { withProgress } from './config-progress.ts'
import { documentFindings } from './document-findings.ts'
import { valueOf, withDashHint } from './set-command.ts'

type Options = ConnectionOptions & LabelOptions

const TYPES = ['text', 'yaml', 'properties', 'json', 'ini', 'xml']
const WIDEST = 60

/** `chassis config list`: what is there, and what no service can see. */
export function configList({ command, run, output }: ConfigCommand): void {
  withLabelOptions(command('list', 'list the documents that have all of the labels'))
    .option('--prefix <text>', 'only keys that begin so')
    .action(async (options: Options & { prefix?: string }) => {
      const found = await run(options, (admin) =>
        withProgress('reading', (onProgress) => admin.list(givenLabels(options), { onProgress }))
      )
      const documents = found
        .filter(({ key }) => key.startsWith(options.prefix ?? ''))
        .toSorted((a, b) => compare(a.key, b.key) || compare(labelsText(a.labels), labelsText(b.labels)))
      if (options.json) return output.out(JSON.stringify(documents.map(asJson)))
      const rows = documents.map((document) => [
        document.key,
        oneLine(document.value),
        document.valueType ?? '',
        document.status,
        labelsText(document.labels),
        unseen(document)
      ])
      output.out(table(['KEY', 'VALUE', 'TYPE', 'STATUS', 'LABELS', 'NOTE'], rows))
    })
}

/** `chassis config get`: one value, for people and for pipes. Code 1: there is none. */
export function configGet({ command, run, output }: ConfigCommand): void {
  withLabelOptions(command('get <key>', 'print the value of the document with exactly these labels'))
    .option('--history', 'what it was, newest first')
    .action(async (key: string, options: Options & { history?: boolean }) => {
      const labels = layerLabels(options)
      if (options.history) {
        const revisions = await run(options, (admin) => admin.history(key, labels))
        if (revisions.length === 0) throw missing(key, labels)
        const rows = revisions.map((entry) => [
          entry.updateRevision,
          new Date(entry.updateTime * 1000).toISOString(),
          entry.status,
          oneLine(entry.value)
        ])
        return output.out(
          options.json
            ? JSON.stringify(revisions.map(asJson))
            : table(['REVISION', 'TIME', 'STATUS', 'VALUE'], rows)
        )
      }
      const document = await run(options, (admin) => admin.get(key, labels))
      if (document === undefined) throw missing(key, labels)
      output.out(options.json ? JSON.stringify(asJson(document)) : document.value)
      const note = unseen(document)
      if (note !== '') output.err(`chassis: ${note}`)
    })
}

/**
 * `chassis config set`: creates or changes; always with a status and the label environment (config.md 6.9). What services
 * could make nothing of is told, and set all the same: other programs may read it.
 */
export function configSet({ command, run, output }: ConfigCommand): void {
  withDashHint(
    withLabelOptions(
      command('set <key> [value]', 'create the document with these labels, or change its value')
    )
  )
    .option('--file <path>', 'take the value from a file')
    .option('--type <type>', TYPES.join(', '), 'text')
    .option('--disabled', 'store it so that no service sees it')
    .action(
      async (
        key: string,
        value: string | undefined,
        options: Options & { file?: string; type: string; disabled?: boolean }
      ) => {
        if (!TYPES.includes(options.type))
          throw new CommandFailed(2, `--type ${options.type}: expected one of ${TYPES.join(', ')}`)
        const text = valueOf(value, options.file)
        const document = await run(options, (admin) =>
          admin.put(key, text, layerLabels(options), {
            valueType: options.type,
            status: options.disabled ? 'disabled' : 'enabled'
          })
        )
        output.out(
          options.json
            ? JSON.stringify(asJson(document))
            : `${document.key} set (${labelsText(document.labels)})`
        )
        for (const finding of documentFindings(key, text, options.type))
          output.err(`chassis: warning: ${finding}`)
      }
    )
}

/** `chassis config delete`. Code 1: there was none. */
export function configDelete({ command, run, output }: ConfigCommand): void {
  withLabelOptions(command('delete <key>', 'delete the document with exactly these labels')).action(
    async (key: string, options: Options) => {
      const labels = layerLabels(options)
      const gone = await run(options, (admin) => admin.delete(key, labels))
      if (!gone) throw missing(key, labels)
      output.out(options.json ? JSON.stringify({ key, labels, deleted: true }) : `${key} deleted`)
    }
  )
}

export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted(compare)
    .join(',')
}

function missing(key: string, labels: Labels): CommandFailed {
  return new CommandFailed(1, `there is no ${key} with exactly the labels ${labelsText(labels)}`)
}

/** Why no service ever receives a document; the most frequent complaint of all (config.md 5.1). */
function unseen({ status, labels }: KieDocument): string {
  if (status !== 'enabled') return 'disabled: no service sees it'
  const layered = labels['app'] !== undefined || labels['service'] !== undefined
  return layered && labels['environment'] === undefined ? 'no label environment: no service sees it' : ''
}

function asJson({ id, key, value, valueType, status, labels, updateRevision }: KieDocument): object {
  return { id, key, value, valueType, status, labels, updateRevision }
}

function oneLine(text: string): string {
  const line = text.replaceAll('\n', '\\n')
  return line.length <= WIDEST ? line : `${line.slice(0, WIDEST - 1)}…`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
