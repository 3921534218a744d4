import type { RawNode } from '@node-chassis/core/yaml'

/** One line of YAML that reads as the node does: what was quoted stays quoted, what was plain stays plain. */
export function flowText(node: RawNode): string {
  if (node.kind === 'list') return `[${node.items.map(flowText).join(', ')}]`
  if (node.kind === 'map') {
    const pairs = [...node.entries].map(([key, value]) => `${JSON.stringify(key)}: ${flowText(value)}`)
    return `{${pairs.join(', ')}}`
  }
  if (node.isNull) return 'null'
  return !node.quoted && /^[\w.+-]+$/.test(node.text) && !/^[-.]*$/.test(node.text)
    ? node.text
    : JSON.stringify(node.text)
}
