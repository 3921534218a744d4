import { parseYamlDocuments } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import { scalarText } from './scalar.ts'

/** A setting as a document has it. */
export interface FlatValue {
  readonly text: string
  /** As written; differs from `text` where YAML 1.1 reads a number or a word (decisions.md N21). */
  readonly source: string
  readonly surprising: boolean
}

export type Flat = Map<string, FlatValue>

/** Turns a mapping or list at a path into one text, or undefined to go on flattening it. */
export type Fold = (path: string, node: RawNode) => string | undefined

/** Flattens one document as Spring's `YamlProcessor` does (config.md 5.3). */
function flatten(node: RawNode, fold?: Fold): Flat {
  const flat: Flat = new Map()
  const walk = (path: string, value: RawNode): void => {
    if (value.kind === 'scalar') {
      flat.set(path, { ...scalarText(value), source: value.isNull ? '' : value.text })
      return
    }
    const folded = fold?.(path, value)
    if (folded !== undefined) return put(path, folded)
    if (value.kind === 'list') {
      if (value.items.length === 0) put(path, '')
      value.items.forEach((item, index) => walk(`${path}[${index}]`, item))
      return
    }
    for (const [text, child] of value.entries) {
      const key = value.keys.get(text)
      const read = key === undefined ? undefined : scalarText(key)
      const name = read?.typed === true ? `[${read.text}]` : text
      walk(path === '' || name.startsWith('[') ? path + name : `${path}.${name}`, child)
    }
  }
  const put = (path: string, text: string): void =>
    void flat.set(path, { text, source: text, surprising: false })
  walk(node.kind === 'map' ? '' : 'document', node)
  return flat
}

/**
 * The documents of a YAML text, flattened, in order.
 * @throws YamlError on a syntax error or a key that stands twice in one mapping
 */
export function flattenYaml(text: string, fold?: Fold): Flat[] {
  const documents = parseYamlDocuments(text.replace(/^\uFEFF/, ''), { uniqueKeys: true })
  return documents.filter((node) => node.kind !== 'scalar' || !node.isNull).map((node) => flatten(node, fold))
}

/** All documents of a YAML text merged, later ones on top, as texts. @throws YamlError as `flattenYaml` */
export function yamlTexts(text: string): Map<string, string> {
  const merged = new Map<string, string>()
  for (const flat of flattenYaml(text)) for (const [key, value] of flat) merged.set(key, value.text)
  return merged
}
