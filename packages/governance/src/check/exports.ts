import { readText } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { flowText } from './flow-text.ts'
import type { Severity } from './finding.ts'
import { isKind } from './known-fields.ts'

/** A document of a configuration centre. */
export interface ExportedDocument {
  readonly key: string
  readonly value: string
  /** The value is YAML or properties whose own keys count. */
  readonly structured: boolean
  readonly line: number
}

// What the schemas of the API know (governance.md 10).
const OF_API: ReadonlySet<string> = new Set([
  'match-group',
  'retry',
  'rate-limiting',
  'loadbalance',
  'circuit-breaker',
  'instance-isolation',
  'fault-injection',
  'bulkhead'
])

type Say = (severity: Severity, line: number, key: string, message: string) => void

const POLICY = /^(?:servicecomb|cse)\.(?:[A-Za-z]+\..+|globalRouteRule)$/

/**
 * The documents of an export: answers and bodies of kie (`{data: […]}`, a list, lists by layer), and bodies of the
 * governance API. Undefined when the root is none of them. Documents that no client receives are told of and left out.
 */
export function documentsOf(
  root: RawNode,
  places: ReadonlyMap<RawNode, number>,
  say: Say
): ExportedDocument[] | undefined {
  const items = itemsOf(root)
  return items?.flatMap((item) => {
    const line = places.get(item) ?? 1
    return item.entries.has('key') ? fromKie(item, line, say) : fromApi(item, line, say)
  })
}

function itemsOf(root: RawNode): RawMap[] | undefined {
  // One body of the governance API to a document, as files of policies to be published have them.
  if (root.kind === 'map' && root.entries.has('kind') && root.entries.has('spec')) return [root]
  const lists =
    root.kind === 'list'
      ? [root]
      : root.kind === 'map'
        ? [...root.entries].flatMap(([name, node]) =>
            node.kind === 'list' && (name === 'data' || node.items.every(isDocument)) ? [node] : []
          )
        : []
  const items = lists.flatMap((list) => list.items)
  return items.length > 0 && items.every(isDocument) ? (items as RawMap[]) : undefined
}

function isDocument(node: RawNode): boolean {
  if (node.kind !== 'map') return false
  return (
    node.entries.has('key') ||
    (node.entries.has('kind') && (node.entries.has('body') || node.entries.has('spec')))
  )
}

function fromKie(item: RawMap, line: number, say: Say): ExportedDocument[] {
  const key = textOf(item, 'key') ?? ''
  const status = textOf(item, 'status')
  if (status?.toLowerCase() !== 'enabled') {
    const why = status === undefined ? 'it has no status, and is created disabled' : `its status is ${status}`
    say('warning', line, key, `no client receives this document: ${why}; set status: enabled`)
    return []
  }
  const labels = item.entries.get('labels')
  if (labels?.kind === 'map') {
    const missing = ['app', 'environment'].filter((label) => !labels.entries.has(label))
    if (missing.length > 0) {
      const names = missing.join(' and ')
      say(
        'warning',
        line,
        key,
        `no client receives this document, unless as its custom label: it has no label ${names} (an empty environment must be there, as "")`
      )
      return []
    }
  }
  const type = textOf(item, 'value_type')?.toLowerCase() ?? 'text'
  const structured = ['yaml', 'yml', 'properties'].includes(type)
  if (structured && POLICY.test(key))
    say('warning', line, key, `value_type ${type} drops this key and reads the value as settings; use text`)
  return [{ key, value: textOf(item, 'value') ?? '', structured, line }]
}

/** The governance API writes the text of `spec` under the key of the kind (governance.md 10). */
function fromApi(item: RawMap, line: number, say: Say): ExportedDocument[] {
  const kind = (textOf(item, 'kind') ?? '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const body = item.entries.get('body') ?? item
  const spec = body.kind === 'map' ? body.entries.get('spec') : undefined
  if (body.kind !== 'map' || spec === undefined) return []
  const key = `servicecomb.${kind}.${textOf(body, 'name') ?? ''}`
  const spelled = textOf(item, 'kind') ?? ''
  if (isKind(kind) && !OF_API.has(spelled))
    say(
      'warning',
      line,
      key,
      OF_API.has(dashed(kind))
        ? `the API refuses to create kind '${spelled}': write ${dashed(kind)}`
        : `the API refuses kind '${spelled}': write the key into the configuration centre itself`
    )
  const selector = body.entries.get('selector')
  if (selector?.kind === 'map') {
    const missing = ['app', 'environment'].filter((label) => !selector.entries.has(label))
    if (missing.length > 0)
      say(
        'warning',
        line,
        key,
        `no client receives this: its selector has no ${missing.join(' and ')} (an empty environment must be there, as "")`
      )
  }
  if (kind === 'matchGroup' && spec.kind === 'map' && !spec.entries.has('alias'))
    say('warning', line, key, 'a match-group without alias is refused by the API (400)')
  return [{ key, value: flowText(spec), structured: false, line }]
}

function dashed(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function textOf(map: RawMap, field: string): string | undefined {
  const node = map.entries.get(field)
  const reading = node === undefined ? undefined : readText(node)
  return reading?.ok ? reading.value : undefined
}
