import type { KeyEntry } from '../../packages/core/src/keys/key.ts'
import { KEY_TOPICS } from '../../packages/core/src/keys/table.ts'
import { table } from './table.ts'

const HEAD = `# Configuration

<!-- Made from packages/core/src/keys by \`node scripts/docs.ts --write\`. -->

Sources, strongest first: options given to \`createChassis\`, the configuration centre, \`mapping.yaml\`, \`--key=value\` of
the option \`args\`, environment variables, \`application-<profile>.yaml\`, \`application.yaml\`, \`bootstrap.yaml\`,
\`chassis.yaml\`, \`microservice.yaml\`, and beside a \`chassis.yaml\` the other files of go-chassis.
Files are read from \`CHASSIS_CONF_DIR\`, or else the working directory, and from \`conf/\` and \`config/\` in it. The
environment variable of a key is the key with \`_\` for \`.\` and \`-\`, as it is or in capitals:
\`SERVICECOMB_SERVICE_NAME\`. Addresses, credentials and the identity of the service never come from the centre.
`

/** docs/configuration.md, from the key table in core. */
export function configurationPage(): string {
  const parts = KEY_TOPICS.map(({ title, keys }) => {
    const used = keys.filter((entry) => entry.unsupported === undefined)
    const refused = keys.filter((entry) => entry.unsupported !== undefined)
    return [`## ${title}`, ...usedTable(used), ...refusedTable(refused)].join('\n\n')
  })
  return `${HEAD}\n${parts.join('\n\n')}\n`
}

function usedTable(entries: readonly KeyEntry[]): string[] {
  if (entries.length === 0) return []
  const rows = entries.map((entry) => {
    const fallback =
      entry.default === undefined ? '' : entry.default === '' ? 'empty' : `\`${entry.default}\``
    const also = entry.aliases.length === 0 ? '' : `<br>Also: ${entry.aliases.map(code).join(', ')}`
    return [code(entry.key), entry.type, fallback, entry.reload, entry.doc + also, entry.source]
  })
  return [table(['Key', 'Type', 'Default', 'Change', 'Meaning', 'Rule'], rows).trimEnd()]
}

function refusedTable(entries: readonly KeyEntry[]): string[] {
  if (entries.length === 0) return []
  const rows = entries.map((entry) => [code(entry.key), entry.doc, entry.unsupported ?? ''])
  return [
    'Known and without effect; a setting of one of these is answered with a warning:',
    table(['Key', 'What it is for', 'Instead'], rows).trimEnd()
  ]
}

function code(text: string): string {
  return `\`${text}\``
}
