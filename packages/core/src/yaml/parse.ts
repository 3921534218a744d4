import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Document, ParsedNode, Scalar, YAMLMap } from 'yaml'
import { YamlError } from './nodes.ts'
import type { RawMap, RawNode, RawScalar } from './nodes.ts'

// Aliases share nodes, so they cost nothing here, but whoever walks the result pays for each of them.
const MOST_NODES = 100_000
const MERGE = '<<'
const CORE_TAG = 'tag:yaml.org,2002:'
const NULL: RawScalar = { kind: 'scalar', text: '', quoted: false, isNull: true }

/**
 * One YAML 1.1 document; undefined when the text holds none (empty, or only comments).
 * @throws YamlError on a syntax error, several documents, an unknown tag or a mapping key that is no text
 */
export function parseYaml(text: string): RawNode | undefined {
  const documents = parseYamlDocuments(text)
  if (documents.length > 1) throw new YamlError(`expected one document, found ${documents.length}`, 0)
  return documents[0]
}

/**
 * Every document of a multi-document text, in order.
 * @param options `uniqueKeys`: equal keys in one mapping are a fault, as configuration wants it (config.md 5.3)
 * `places` is filled with the line of each node and of each key, counting from 1; of a block scalar that of its `|`.
 * @throws YamlError as `parseYaml`
 */
export function parseYamlDocuments(
  text: string,
  options: { readonly uniqueKeys?: boolean; readonly places?: Map<RawNode, number> } = {}
): RawNode[] {
  const lines = new LineCounter()
  try {
    // The bare schema: each scalar stays text, and the reader of a field decides what it means.
    const documents = parseAllDocuments(text, {
      version: '1.1',
      schema: 'failsafe',
      uniqueKeys: options.uniqueKeys ?? false,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter: lines
    })
    return documents.map((document) => {
      const error = document.errors[0]
      if (error !== undefined) throw new YamlError(error.message, lines.linePos(error.pos[0]).line)
      return new Converter(document, lines, options.places).convert(document.contents)
    })
  } catch (error) {
    if (error instanceof YamlError) throw error
    // Deep nesting overflows the parser's stack: still a fault of the text.
    throw new YamlError(error instanceof RangeError ? 'nested too deeply' : String(error), 0)
  }
}

class Converter {
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #done = new Map<ParsedNode, { readonly node: RawNode; readonly size: number }>()
  readonly #open = new Set<ParsedNode>()
  readonly #places: Map<RawNode, number> | undefined
  #size = 0

  constructor(document: Document, lines: LineCounter, places: Map<RawNode, number> | undefined) {
    this.#document = document
    this.#lines = lines
    this.#places = places
  }

  convert(node: ParsedNode | null): RawNode {
    if (node === null) return NULL
    if (isAlias(node)) return this.#alias(node)
    this.#checkTag(node)
    const before = this.#size
    this.#grow(1, node)
    this.#open.add(node)
    const raw = this.#build(node)
    this.#open.delete(node)
    if (node.range) this.#places?.set(raw, this.#lines.linePos(node.range[0]).line)
    if (node.anchor !== undefined) this.#done.set(node, { node: raw, size: this.#size - before })
    return raw
  }

  #build(node: ParsedNode): RawNode {
    if (isScalar(node)) return toScalar(node)
    if (isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.convert(item as ParsedNode | null)) }
    if (isMap(node)) return this.#map(node)
    return this.#fail('unexpected content', node)
  }

  #alias(alias: ParsedNode & { source: string }): RawNode {
    const target = (isAlias(alias) ? alias.resolve(this.#document) : undefined) as ParsedNode | undefined
    if (target === undefined) return this.#fail(`unknown anchor *${alias.source}`, alias)
    if (this.#open.has(target)) return this.#fail(`*${alias.source} contains itself`, alias)
    const known = this.#done.get(target)
    if (known === undefined) return this.convert(target)
    this.#grow(known.size, alias)
    return known.node
  }

  #map(map: YAMLMap): RawMap {
    const entries = new Map<string, RawNode>()
    const keys = new Map<string, RawScalar>()
    const merged: RawMap[] = []
    for (const pair of map.items) {
      const node = pair.key as ParsedNode | null
      const key = this.convert(node)
      if (key.kind !== 'scalar') return this.#fail('a key must be a text', node)
      const value = this.convert(pair.value as ParsedNode | null)
      if (key.text === MERGE && !key.quoted) {
        this.#merge(value, node, merged)
        continue
      }
      entries.set(key.text, value)
      keys.set(key.text, key)
    }
    // What the mapping says itself beats what it merges in, wherever the merge key stands; the first merged one wins.
    for (const other of merged) {
      for (const [text, value] of other.entries) {
        if (entries.has(text)) continue
        entries.set(text, value)
        const key = other.keys.get(text)
        if (key !== undefined) keys.set(text, key)
      }
    }
    return { kind: 'map', entries, keys }
  }

  #merge(value: RawNode, at: ParsedNode | null, into: RawMap[]): void {
    for (const item of value.kind === 'list' ? value.items : [value]) {
      if (item.kind !== 'map') this.#fail('only mappings can be merged with <<', at)
      else into.push(item)
    }
  }

  #checkTag(node: ParsedNode): void {
    const tag = node.tag
    if (tag !== undefined && tag !== '!' && !tag.startsWith(CORE_TAG)) this.#fail(`unknown tag ${tag}`, node)
  }

  #grow(by: number, at: ParsedNode): void {
    this.#size += by
    if (this.#size > MOST_NODES) this.#fail(`more than ${MOST_NODES} values once aliases are resolved`, at)
  }

  #fail(message: string, at: ParsedNode | null): never {
    throw new YamlError(message, at?.range ? this.#lines.linePos(at.range[0]).line : 0)
  }
}

function toScalar(node: Scalar): RawScalar {
  const text = node.source ?? ''
  const quoted = node.type !== undefined && node.type !== 'PLAIN'
  return { kind: 'scalar', text, quoted, isNull: !quoted && /^(?:~|null|Null|NULL)?$/.test(text) }
}
