import { readText, widePunctuation } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import type { MatchGroup, MatchItem } from '../markers/group.ts'
import { readMatchTypes } from '../match-type.ts'
import { methodNeverMatches, pathNeverMatches } from '../never-matches.ts'
import type { Tell } from './finding.ts'
import { GROUP_FIELDS, ITEM_FIELDS } from './known-fields.ts'

/** Items that match everything or nothing by mistake, and what is dropped from a group. */
export function checkGroup(
  key: string,
  root: RawMap,
  group: MatchGroup,
  values: ReadonlyMap<string, string>,
  places: ReadonlyMap<RawNode, number>,
  tell: Tell
): void {
  const unknown = [...root.entries.keys()].filter((field) => !GROUP_FIELDS.has(field))
  if (unknown.length > 0) tell('warning', key, `unknown fields ${unknown.join(', ')} dropped`, unknown[0])
  for (const message of group.warnings) tell('warning', key, message)
  const matches = root.entries.get('matches')
  if (matches?.kind !== 'list') return
  matches.items.forEach((node, i) => {
    if (node.kind !== 'map') return
    const item = group.items[i]
    const lineOf = (field: string | undefined): number | undefined => {
      const name = field === undefined ? undefined : node.keys.get(field)
      return name === undefined ? undefined : places.get(name)
    }
    for (const [field, reason] of neverMatches(node, item, values))
      tell('warning', key, `item ${i + 1}: ${reason}`, field, lineOf(field))
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
        dropped[0],
        lineOf(dropped[0])
      )
    else if (dropped.length > 0)
      tell(
        'warning',
        key,
        `${place}: unknown field ${named} dropped, so the item matches more than it seems to`,
        dropped[0],
        lineOf(dropped[0])
      )
    else if (always)
      tell(
        'warning',
        key,
        `${place} asks for nothing: it matches every request (write apiPath: { prefix: / } if that is meant)`
      )
  })
}

// Whatever stands there is compared as it is written.
function neverMatches(
  node: RawMap,
  item: MatchItem | undefined,
  values: ReadonlyMap<string, string>
): [field: string, reason: string][] {
  const found: [string, string][] = []
  const add = (field: string, reason: string | undefined): void => {
    if (reason !== undefined) found.push([field, reason])
  }
  for (const method of item?.methods ?? []) add('method', methodNeverMatches(method))
  const path = node.entries.get('apiPath')
  if (path?.kind === 'map') {
    for (const [operator, value] of path.entries) {
      const pattern = readText(value)
      if (!pattern.ok || pattern.value === undefined) continue
      const reason = pathNeverMatches(operator, pattern.value)
      // Under match type rpc the path is a name, without a slash.
      if (reason !== undefined && !readMatchTypes(values).usesNames) add('apiPath', reason)
    }
  }
  const service = node.entries.get('serviceName')
  const name = service === undefined ? undefined : readText(service)
  const wide = name?.ok === true && name.value !== undefined ? widePunctuation(name.value) : undefined
  if (wide !== undefined)
    add(
      'serviceName',
      `serviceName '${name?.ok ? name.value : ''}' holds a ${wide.what}: no service is called so`
    )
  return found
}
