import type { RawMap } from '@node-chassis/core/yaml'
import type { MatchGroup } from '../markers/group.ts'
import type { Tell } from './finding.ts'
import { GROUP_FIELDS, ITEM_FIELDS } from './known-fields.ts'

/** Items that match everything by mistake, and what is dropped from a group. */
export function checkGroup(key: string, root: RawMap, group: MatchGroup, tell: Tell): void {
  const unknown = [...root.entries.keys()].filter((field) => !GROUP_FIELDS.has(field))
  if (unknown.length > 0) tell('warning', key, `unknown fields ${unknown.join(', ')} dropped`, unknown[0])
  for (const message of group.warnings) tell('warning', key, message)
  const matches = root.entries.get('matches')
  if (matches?.kind !== 'list') return
  matches.items.forEach((node, i) => {
    if (node.kind !== 'map') return
    const item = group.items[i]
    const dropped = [...node.entries.keys()].filter((field) => !ITEM_FIELDS.has(field))
    const named = dropped
      .map((field) => `${field}${field === 'methods' ? ' (is it method?)' : ''}`)
      .join(', ')
    const always = item?.possible === true && item.conditions.length === 0
    const place = `item ${i + 1}`
    if (dropped.length > 0 && always)
      tell(
        'error',
        key,
        `${place}: unknown field ${named} dropped, and nothing else is asked: the item matches every request; check the indentation`,
        dropped[0]
      )
    else if (dropped.length > 0)
      tell(
        'warning',
        key,
        `${place}: unknown field ${named} dropped, so the item matches more than it seems to`,
        dropped[0]
      )
    else if (always)
      tell(
        'warning',
        key,
        `${place} asks for nothing: it matches every request (write apiPath: { prefix: / } if that is meant)`
      )
  })
}
