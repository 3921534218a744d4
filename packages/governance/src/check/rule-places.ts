import { YamlError, parseYamlDocuments } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'
import { placeOfKey } from './source.ts'

/** The field that a complaint about route rules is about. */
export function fieldOfRule(message: string): string | undefined {
  return (
    /: unknown fields? ([^,;(]+?)(?:,|;| \(| dropped)/.exec(message)?.[1] ??
    /: tag '([^']+)'/.exec(message)?.[1] ??
    /^rule \d+ match\.(\w+):/.exec(message)?.[1] ??
    /^rule \d+: (apiPath) /.exec(message)?.[1]
  )
}

/** Line of a rule list, counting from 1, that a complaint `rule 2 route[0]: …` is about; undefined when it names no rule. */
export function lineInRules(text: string, message: string): number | undefined {
  const [, rule, part = '', share] = /^rule (\d+)(?: (route|fallback)\[(\d+)\])?/.exec(message) ?? []
  // A list written as nested YAML is one line here; its entry knows better.
  if (rule === undefined || !text.includes('\n')) return undefined
  const places = new Map<RawNode, number>()
  const item = itemOf(read(text, places), Number(rule) - 1)
  const list = item?.kind === 'map' && share !== undefined ? item.entries.get(part) : undefined
  const node = itemOf(list, Number(share)) ?? item
  const field = fieldOfRule(message)
  const line = node === undefined || field === undefined ? undefined : placeOfKey(node, field, places)
  return line ?? (node === undefined ? undefined : places.get(node))
}

function itemOf(node: RawNode | undefined, index: number): RawNode | undefined {
  return node?.kind === 'list' ? node.items[index] : undefined
}

function read(text: string, places: Map<RawNode, number>): RawNode | undefined {
  try {
    return parseYamlDocuments(text, { places })[0]
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
