import { YamlError, parseYaml, parseYamlDocuments, widePunctuationAt } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { documentsOf } from './exports.ts'
import { flowText } from './flow-text.ts'
import type { Finding, Severity } from './finding.ts'
import { looksLikePolicy } from './known-fields.ts'

/** A key of a file, with where it stands. */
export interface Entry {
  readonly file: string
  /** Under `servicecomb.`, whatever its author wrote. */
  readonly key: string
  /** As its author wrote it. */
  readonly written: string
  readonly text: string
  readonly line: number
  /** Line of the file that a line of the text is on, counting from 1 on both sides. */
  lineOf(inner: number): number
  /** Line of a field of the text, or of the key when it is not found. */
  lineOfField(field: string): number
}

/** What a file says, key by key, and what is wrong with the file as such. */
export interface Source {
  readonly file: string
  readonly entries: readonly Entry[]
  readonly findings: readonly Finding[]
}

/** Reads a local file, or an export of a configuration centre, by what is in it. Never throws. */
export function readSource(file: string, text: string): Source {
  const findings: Finding[] = []
  const places = new Map<RawNode, number>()
  const say = (severity: Severity, line: number, key: string, message: string): void =>
    void findings.push({ severity, file, line, key, message })
  let roots: RawNode[]
  try {
    roots = parseYamlDocuments(text.replace(/^\uFEFF/, ''), { places, uniqueKeys: true })
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const wide = widePunctuationAt(text, error.line)
    const why = wide === undefined ? '' : `; ${wide.what} in line ${wide.line}`
    say('error', error.line, '', `no readable YAML or JSON: ${error.message}${why}`)
    return { file, entries: [], findings }
  }
  const found = roots.flatMap((root) => {
    const documents = documentsOf(root, places, say)
    if (documents === undefined) return entriesOfSettings(file, root, places, say)
    return documents.flatMap(({ key, value, structured, line }) =>
      structured ? entriesOfDocument(file, value, line, say) : [entryOfText(file, key, value, line, -1)]
    )
  })
  tellOldSpelling(file, found, findings)
  return { file, entries: found, findings }
}

// Old files use the old spelling throughout: one word about it is enough.
function tellOldSpelling(file: string, entries: readonly Entry[], findings: Finding[]): void {
  const old = entries.filter(({ written }) => written.startsWith('cse.'))
  const [first] = old
  if (first !== undefined) {
    const message = `${old.length === 1 ? 'the old spelling' : `the old spelling, as ${old.length - 1} more in this file`}: write servicecomb. for cse.`
    findings.push({ severity: 'warning', file, line: first.line, key: first.written, message })
  }
}

type Say = (severity: Severity, line: number, key: string, message: string) => void

function entriesOfSettings(
  file: string,
  root: RawNode,
  places: ReadonlyMap<RawNode, number>,
  say: Say
): Entry[] {
  const entries: Entry[] = []
  if (root.kind === 'scalar') return entries
  if (root.kind === 'list') {
    say('error', 1, '', 'a list is neither settings nor an export of a configuration centre')
    return entries
  }
  const walk = (path: string, node: RawNode, line: number): void => {
    if (node.kind === 'scalar') {
      const block = node.quoted && node.text.includes('\n')
      entries.push(
        entryOfText(file, path, node.text, block ? (places.get(node) ?? line) : line, block ? 0 : -1)
      )
      return
    }
    const folded = foldedText(path, node, line, say)
    if (folded !== undefined) {
      const lineOfField = (field: string): number => placeOfKey(node, field, places) ?? line
      entries.push({
        file,
        key: canonical(path),
        written: path,
        text: folded,
        line,
        lineOf: () => line,
        lineOfField
      })
      return
    }
    if (node.kind === 'list') {
      node.items.forEach((item, i) => walk(`${path}[${i}]`, item, places.get(item) ?? line))
      return
    }
    for (const [name, child] of node.entries) {
      const key = node.keys.get(name)
      walk(path === '' ? name : `${path}.${name}`, child, (key && places.get(key)) ?? line)
    }
  }
  walk('', root, 1)
  return entries
}

/** A document of a structured type: its text is a file of its own, and its key is dropped (governance.md 1.2). */
function entriesOfDocument(file: string, value: string, line: number, say: Say): Entry[] {
  try {
    const root = parseYaml(value)
    return root === undefined
      ? []
      : entriesOfSettings(file, root, new Map(), (severity, _line, key, message) =>
          say(severity, line, key, message)
        ).map((entry) => ({ ...entry, line, lineOf: () => line, lineOfField: () => line }))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    say('error', line, '', `the value is no readable YAML: ${error.message}`)
    return []
  }
}

/** @param offset 0: the text begins on the next line (block scalar); -1: it is all on the line of its key */
function entryOfText(file: string, path: string, text: string, line: number, offset: 0 | -1): Entry {
  const key = canonical(path)
  const lineOf = (inner: number): number => (offset < 0 || inner < 1 ? line : line + inner)
  const lineOfField = (field: string): number => {
    const lines = text.split('\n')
    const begins = (one: string): boolean => one.startsWith(field) && !/^[\w.-]/.test(one.slice(field.length))
    const at = lines.findIndex((one) => begins(one.replace(/^[\s-]*["']?/, '')))
    // Otherwise it is inside of braces.
    const inner = at >= 0 ? at : lines.findIndex((one) => one.split(/[{,]\s*["']?/).some(begins))
    return inner < 0 ? line : lineOf(inner + 1)
  }
  return { file, key, written: path, text, line, lineOf, lineOfField }
}

function canonical(path: string): string {
  return path.startsWith('cse.') ? `servicecomb.${path.slice(4)}` : path
}

const ROUTES = /^servicecomb\.(?:routeRule\..+|globalRouteRule)$/

/** A policy or rule list that is written as nested YAML, as one text; undefined for everything else (governance.md 1.2). */
function foldedText(path: string, node: RawNode, line: number, say: Say): string | undefined {
  const key = canonical(path)
  if (ROUTES.test(key)) {
    if (node.kind !== 'list') return undefined
    say('warning', line, key, 'is a list; Java and Go read it only as block text: write `|` behind the key')
    return flowText(node)
  }
  const [, kind = '', name = ''] = /^servicecomb\.([A-Za-z]+)\.(.+)$/.exec(key) ?? []
  if (node.kind !== 'map' || node.entries.size === 0) return undefined
  return looksLikePolicy(kind, name, node.entries.keys()) ? flowText(node) : undefined
}

/** Where a key stands in or below a node, the first one when there are several. */
export function placeOfKey(
  node: RawNode,
  field: string,
  places: ReadonlyMap<RawNode, number>
): number | undefined {
  if (node.kind === 'scalar') return undefined
  if (node.kind === 'list') {
    for (const item of node.items) {
      const place = placeOfKey(item, field, places)
      if (place !== undefined) return place
    }
    return undefined
  }
  return placeInMap(node, field, places)
}

function placeInMap(map: RawMap, field: string, places: ReadonlyMap<RawNode, number>): number | undefined {
  const key = map.keys.get(field)
  if (key !== undefined) return places.get(key)
  for (const child of map.entries.values()) {
    const place = placeOfKey(child, field, places)
    if (place !== undefined) return place
  }
  return undefined
}
