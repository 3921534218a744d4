import { KEYS } from '@node-chassis/core'
import type { KeyEntry } from '@node-chassis/core'
import type { Documents } from '../documents.ts'

/** A key that was set, and that changes nothing. */
export interface UnreadKey {
  readonly key: string
  readonly message: string
  /** The table of keys has it, as one without effect: the configuration tells of those itself. */
  readonly known: boolean
}

const PREFIX = 'servicecomb.'
/** Prefixes under which a key is a policy or nothing: what else begins so must stand in the table by itself. */
const POLICIES: ReadonlySet<string> = new Set([
  'matchGroup',
  'rateLimiting',
  'identifierRateLimiting',
  'circuitBreaker',
  'bulkhead',
  'retry',
  'instanceIsolation',
  'instanceBulkhead',
  'faultInjection',
  'loadbalance',
  'timeLimiter',
  'mapper',
  'contextMapper'
])

interface Pattern {
  readonly entry: KeyEntry
  readonly regex: RegExp
}

const PATTERNS: readonly Pattern[] = KEYS.flatMap((entry) =>
  [entry.key, ...entry.aliases]
    .filter((key) => key.startsWith(PREFIX) && !isPolicyPattern(key))
    .map((key) => ({ entry, regex: patternOf(key) }))
)

/** Keys below `servicecomb.` that nothing reads: people invent plausible ones and believe they work (F-010). */
export function unreadKeys(values: ReadonlyMap<string, string>, documents: Documents): UnreadKey[] {
  const found: UnreadKey[] = []
  for (const key of values.keys()) {
    if (!key.startsWith(PREFIX) || isPolicy(key, documents)) continue
    const pattern = PATTERNS.findLast(({ regex }) => regex.test(key))
    if (pattern === undefined) found.push({ key, message: 'nobody reads this key', known: false })
    else if (pattern.entry.unsupported !== undefined)
      found.push({ key, message: `has no effect: ${pattern.entry.unsupported}`, known: true })
  }
  return found
}

// A policy, or a text that was refused as one and is told of as such; a single value below the prefix is neither.
function isPolicy(key: string, { texts, inert }: Documents): boolean {
  const document = texts.get(key)
  return document !== undefined && (document.parsed.ok || inert.has(key))
}

function isPolicyPattern(key: string): boolean {
  const [, kind = '', rest] = key.split('.')
  return rest === '*' && POLICIES.has(kind)
}

// `<service>` is one or more segments, a `*` at the end any rest, behind a dot one that is there; lists may stand item by item.
function patternOf(key: string): RegExp {
  const source = key
    .split(/(<[^>]+>|\*$)/)
    .map((part, at, parts) =>
      part === '*'
        ? parts[at - 1]?.endsWith('.')
          ? '.+'
          : '.*'
        : part.startsWith('<')
          ? '.+'
          : part.replace(/[.[\]]/g, '\\$&')
    )
    .join('')
    .replaceAll('-', '-?')
  return new RegExp(`^${source}(?:\\[\\d+\\])?$`, 'i')
}
