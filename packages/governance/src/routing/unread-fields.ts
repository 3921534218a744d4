import { widePunctuation } from '@node-chassis/core/yaml'
import type { RawMap } from '@node-chassis/core/yaml'
import type { Complaints } from './complaints.ts'
import { isNull } from './raw.ts'

/** How a complaint ends when a rule or a share is for everybody only because a field was not read (decisions.md N31). */
export const EVERYBODY_BY_MISTAKE = 'so it is for everybody'

// `name` is a label for people in both, which no dialect reads (routing.md A46).
const OF_RULE: ReadonlySet<string> = new Set([
  'name',
  'precedence',
  'match',
  'route',
  'fallback',
  'emptyProtection'
])
const OF_ITEM: ReadonlySet<string> = new Set(['name', 'weight', 'tags'])

/** Fields of a rule that nothing reads. A rule without conditions takes every call, meant or not. */
export function warnOfRuleFields({ entries }: RawMap, where: string, complaints: Complaints): void {
  const unknown = [...entries.keys()].filter((name) => !OF_RULE.has(name))
  if (unknown.length === 0) return
  const meant = entries.has('match')
    ? undefined
    : unknown.find((name) => /match|^mach|^headers?\b/i.test(name))
  if (meant === undefined) complaints.warn(`${where}: ${fields(unknown)} dropped`)
  else
    complaints.warn(
      `${where}: ${fields([meant])}${wide(meant)} (is it match?); it has no match, ${EVERYBODY_BY_MISTAKE}`
    )
}

/** Fields of a share that nothing reads. One without tags is for every instance that no rule names. */
export function warnOfItemFields({ entries }: RawMap, where: string, complaints: Complaints): void {
  const unknown = [...entries.keys()].filter((name) => !OF_ITEM.has(name))
  if (unknown.length === 0) return
  const named = `${where}: ${fields(unknown)}${wide(unknown.join(' '))}`
  const tags = entries.get('tags')
  if (tags !== undefined && !isNull(tags)) complaints.warn(`${named} dropped`)
  else complaints.warn(`${named} (is it tags?); it has no tags, ${EVERYBODY_BY_MISTAKE}`)
}

/** Tags without a value: every instance that lacks the property has them (routing.md 3.2). */
export function warnOfEmptyTags({ entries }: RawMap, where: string, complaints: Complaints): void {
  const empty = [...entries].filter(([, value]) => isNull(value)).map(([key]) => key)
  const mistyped = empty.filter((key) => wide(key) !== '')
  for (const key of empty) {
    // No instance has a property of that name; one without any other tag is then as good as another.
    const all = mistyped.includes(key) && mistyped.length === entries.size
    complaints.warn(
      `${where}: tag '${key}' has no value${wide(key)}; every instance without such a property has it${all ? `, ${EVERYBODY_BY_MISTAKE}` : ''}`
    )
  }
}

function fields(names: readonly string[]): string {
  return `unknown ${names.length === 1 ? 'field' : 'fields'} ${names.join(', ')}`
}

function wide(text: string): string {
  const found = widePunctuation(text)
  return found === undefined ? '' : ` (${found.what})`
}
