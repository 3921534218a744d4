import type { KeyEntry } from './key.ts'
import { KEY_TOPICS } from './table.ts'

const HEAD = `# Configuration

Made from the key table (\`packages/core/src/keys\`); do not edit.

Sources, strongest first: options given to \`createChassis\`, the configuration centre, \`mapping.yaml\`, environment
variables, \`application-<profile>.yaml\`, \`application.yaml\`, \`bootstrap.yaml\`, \`chassis.yaml\`, \`microservice.yaml\`.
Files are read from \`CHASSIS_CONF_DIR\`, or else the working directory, and from \`conf/\` and \`config/\` in it. The
environment variable of a key is the key with \`_\` for \`.\` and \`-\`, as it is or in capitals:
\`SERVICECOMB_SERVICE_NAME\`. Addresses, credentials and the identity of the service never come from the centre.
`

/** `docs/configuration.md`. */
export function renderConfiguration(): string {
  const parts = KEY_TOPICS.map(({ title, keys }) => {
    const used = keys.filter((entry) => entry.unsupported === undefined)
    const refused = keys.filter((entry) => entry.unsupported !== undefined)
    return `## ${title}\n${usedTable(used)}${refusedTable(refused)}`
  })
  return `${HEAD}\n${parts.join('\n')}`
}

function usedTable(entries: readonly KeyEntry[]): string {
  if (entries.length === 0) return ''
  const rows = entries.map((entry) => {
    const fallback = entry.default === undefined ? '' : entry.default === '' ? 'empty' : `\`${entry.default}\``
    const also = entry.aliases.length === 0 ? '' : `<br>Also: ${entry.aliases.map(code).join(', ')}`
    return `| ${code(entry.key)} | ${entry.type} | ${fallback} | ${entry.reload} | ${entry.doc}${also} | ${entry.source} |`
  })
  return `\n| Key | Type | Default | Change | Meaning | Rule |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
}

function refusedTable(entries: readonly KeyEntry[]): string {
  if (entries.length === 0) return ''
  const rows = entries.map((entry) => `| ${code(entry.key)} | ${entry.doc} | ${entry.unsupported} |`)
  return `\nKnown and without effect:\n\n| Key | What it was for | Instead |\n|---|---|---|\n${rows.join('\n')}\n`
}

function code(text: string): string {
  return `\`${text}\``
}
