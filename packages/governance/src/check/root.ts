import { YamlError, parseYaml } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import { looksLikePolicy } from './known-fields.ts'
import type { Entry } from './source.ts'

/** Kinds of policies that stand at the root of a file: nothing reads them there. */
export interface Misplaced {
  /** In the order of the file. */
  readonly kinds: readonly string[]
  /** The first key, and its line. */
  readonly key: string
  readonly line: number
  /** Groups and route rules are nobody else's; `retry:` at a root may be the application's own. */
  readonly certain: boolean
}

/** What a file has at its root that belongs below `servicecomb:`; undefined when there is nothing of the kind. */
export function misplaced(entries: readonly Entry[]): Misplaced | undefined {
  const found = entries.flatMap((entry) => {
    const kind = kindOf(entry)
    return kind === undefined ? [] : [{ kind, entry }]
  })
  const [first] = found
  if (first === undefined) return undefined
  const kinds = [...new Set(found.map(({ kind }) => kind))]
  const certain = kinds.some((kind) => kind === 'matchGroup' || ROUTES.has(kind))
  return { kinds, key: first.entry.written, line: first.entry.line, certain }
}

const ROUTES: ReadonlySet<string> = new Set(['routeRule', 'globalRouteRule'])

function kindOf({ written, text }: Entry): string | undefined {
  const [, kind = '', index, rest = ''] = /^([A-Za-z]+)(\[\d+\])?(?:\.(.+))?$/.exec(written) ?? []
  if (ROUTES.has(kind)) return isRoute(kind, index, rest, text) ? kind : undefined
  const [name = '', field = ''] = rest.split('.')
  if (name === '' || index !== undefined) return undefined
  if (field !== '') return looksLikePolicy(kind, name, [field.replace(/\[\d+\]$/, '')]) ? kind : undefined
  const node = read(text)
  return node?.kind === 'map' && looksLikePolicy(kind, name, node.entries.keys()) ? kind : undefined
}

function isRoute(kind: string, index: string | undefined, rest: string, text: string): boolean {
  const flattened =
    kind === 'globalRouteRule'
      ? index !== undefined && rest.startsWith('route[')
      : /\[\d+\]\.route\[/.test(rest)
  if (flattened) return true
  const node = read(text)
  return node?.kind === 'list' && node.items.some((item) => item.kind === 'map' && item.entries.has('route'))
}

function read(text: string): RawNode | undefined {
  if (!text.includes(':')) return undefined
  try {
    return parseYaml(text)
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
