import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { reject } from './complaints.ts'

/** @throws RuleSetRejected unless the node is a mapping */
export function mapping(node: RawNode, where: string): RawMap {
  return node.kind === 'map' ? node : reject(where, 'a mapping is needed')
}

export function isNull(node: RawNode): boolean {
  return node.kind === 'scalar' && node.isNull
}
