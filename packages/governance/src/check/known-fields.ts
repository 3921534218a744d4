import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { FieldError, Fields } from '../fields.ts'
import { READERS } from '../kinds.ts'
import type { Kind } from '../kinds.ts'

const OF_ALL = ['name', 'order', 'services']

/** Fields that the reader of a kind looks at: it is asked with an empty mapping that notes the questions. */
export function knownFields(kind: Kind): ReadonlySet<string> {
  const entries = new Questions()
  try {
    READERS[kind](new Fields({ kind: 'map', entries, keys: new Map() } satisfies RawMap))
  } catch (error) {
    // A field that must be there is missing: by then all were asked for.
    if (!(error instanceof FieldError)) throw error
  }
  return new Set([...entries.asked, ...OF_ALL])
}

class Questions extends Map<string, RawNode> {
  readonly asked = new Set<string>()

  override get(name: string): undefined {
    this.asked.add(name)
    return undefined
  }

  override has(name: string): boolean {
    this.asked.add(name)
    return false
  }
}

export const GROUP_FIELDS: ReadonlySet<string> = new Set(['alias', 'matches', ...OF_ALL])
export const ITEM_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'apiPath',
  'method',
  'headers',
  'queries',
  'serviceName',
  'customMatcher'
])

/** Whether a mapping below `servicecomb.<kind>.` is a policy: it has a field of its kind (governance.md 1.2). */
export function looksLikePolicy(kind: string, name: string, fields: Iterable<string>): boolean {
  if (kind === 'circuitBreaker' && /^(?:Consumer|Provider)(?:\.|$)/.test(name)) return false
  if (kind === 'mapper' || kind === 'contextMapper') return true
  const known =
    kind === 'matchGroup' ? new Set(['matches']) : isKind(kind) ? knownFields(kind) : new Set<string>()
  return [...fields].some((field) => known.has(field) && !OF_ALL.includes(field))
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(READERS, text)
}
