import { YamlError, parseYamlDocuments } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import { JsonError } from '../json/read.ts'

/**
 * The first YAML document of a body as the value that JSON would have given: every scalar is text, whatever it looks
 * like (config.md 2). @throws JsonError
 */
export function readYaml(source: string): unknown {
  try {
    const [document] = parseYamlDocuments(source)
    if (document === undefined) throw new JsonError('EOF')
    return valueOf(document, '')
  } catch (error) {
    throw error instanceof YamlError ? new JsonError(`yaml: ${error.message}`) : error
  }
}

function valueOf(node: RawNode, member: string): unknown {
  if (node.kind === 'list') return node.items.map((item) => valueOf(item, member))
  if (node.kind === 'scalar') {
    if (node.isNull) return null
    return member === 'priority' ? numberOf(node.text) : node.text
  }
  // Without a prototype, `__proto__` is a key like any other.
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, value] of node.entries) {
    // Member names are lower-case and, unlike those of JSON, taken literally. Keys of labels are not member names.
    if (member === 'labels' || key === key.toLowerCase()) object[key] = valueOf(value, key)
  }
  return object
}

function numberOf(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new JsonError(`yaml: cannot unmarshal ${text} into int`)
  return Number(text)
}
