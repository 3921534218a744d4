import { KEYS } from '@node-chassis/core'
import type { ConfigReader, Logger, ServiceIdentity } from '@node-chassis/core'
import { readDocuments, unreadKeys } from '@node-chassis/governance'

const PREFIX = 'servicecomb.'
/** Settings that are told of; a file that Java services share may hold many more. */
const MOST = 10
/** A key that is further from every known one is not a slip of the pen. */
const MOST_EDITS = 2

/** Keys in which a value may stand: those with an effect, however they are spelt. */
const KNOWN = KEYS.flatMap(({ key, aliases, unsupported }) =>
  unsupported === undefined ? [key, ...aliases].filter((one) => one.startsWith(PREFIX)) : []
)

/** Tells of settings below `servicecomb.` that nobody reads, with where they stand and what was probably meant. */
export function warnOfUnread(
  config: ConfigReader,
  { app, name, version }: ServiceIdentity,
  log: Pick<Logger, 'warn'>
): void {
  const documents = readDocuments(config.values, { app, service: name, version })
  const unread = unreadKeys(config.values, documents).filter(
    ({ key, known }) => !known && !isMissed(key, config.text(key, ''))
  )
  for (const { key } of unread.slice(0, MOST)) {
    const source = config.sourceOf(key)
    const place = source === undefined ? '' : ` (${source})`
    log.warn({ key }, `\`${key}\`${place} is not read${hintFor(key)}`)
  }
  if (unread.length > MOST)
    log.warn(`${unread.length - MOST} further settings below \`${PREFIX}\` are not read`)
}

// `sc: address：http://…` is one text below `sc`: the reader of the file has told of it.
function isMissed(key: string, value: string): boolean {
  return /^[\w.-]+[ \t]*：/.test(value) && KNOWN.some((known) => known.startsWith(`${key}.`))
}

function hintFor(key: string): string {
  const meant = nearest(key)
  return meant === undefined ? '; `docs/configuration.md` lists the keys' : `; did you mean \`${meant}\`?`
}

/** The known key within two edits, the nearest and first of them. */
function nearest(key: string): string | undefined {
  let found: string | undefined
  let edits = MOST_EDITS + 1
  for (const pattern of KNOWN) {
    const known = filledIn(pattern, key)
    const distance = known === undefined ? edits : editsBetween(key, known)
    // A policy of this very name would be read; this is none.
    if (distance === 0 || distance >= edits) continue
    edits = distance
    found = known
  }
  return found
}

/** A pattern with the parts of the key in place of `<service>` and `*`; undefined when the key has none to put there. */
function filledIn(pattern: string, key: string): string | undefined {
  const own = key.split('.')
  const parts = pattern
    .split('.')
    .map((part, at) => (part === '*' ? own.slice(at).join('.') : part.startsWith('<') ? own[at] : part))
  return parts.every((part) => part !== undefined && part !== '') ? parts.join('.') : undefined
}

function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return MOST_EDITS + 1
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
