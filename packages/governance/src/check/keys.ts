import { widePunctuation } from '@node-chassis/core/yaml'
import type { Documents } from '../documents.ts'
import { unreadKeys } from '../explain/unread-keys.ts'
import { isRemoved } from '../legacy-warnings.ts'
import type { Tell } from './finding.ts'
import { isKind } from './known-fields.ts'

const ROOT = 'servicecomb'
const BODY =
  /(?:^|\n|\{\s*)["']?(?:matches|rate|maxAttempts|maxConcurrentCalls|minimumNumberOfCalls|slidingWindowSize|failureRateThreshold|percentage|timeoutDuration|recordFailureStatus|type|rule)["']?:\s/

/** Keys that nothing reads, policies in the wrong place, misspelled roots. */
export function checkKeys(values: ReadonlyMap<string, string>, documents: Documents, tell: Tell): void {
  const unread = new Map<string, string[]>()
  const reported = new Map<string, string>()
  for (const { key, message } of unreadKeys(values, documents)) {
    if (isRemoved(key)) continue
    const [, kind = '', ...rest] = key.split('.')
    const text = values.get(key) ?? ''
    if (rest.length === 0 && (isKind(kind) || kind === 'matchGroup') && text.trim() === '')
      tell('warning', key, `is empty: policies of this kind stand one step deeper`)
    else if (kind === 'match' && rest.length > 0)
      tell('warning', key, `old key of a marker: use ${ROOT}.matchGroup.${rest.join('.')}`)
    else if (kind === 'system' || kind === 'flow') tell('warning', key, 'a kind that only Sermant reads')
    else if (BODY.test(text) && text.includes('\n'))
      tell(
        'warning',
        key,
        'looks like a policy body outside a known kind (check the indentation and the name of the kind)'
      )
    else if (message.startsWith('has no effect')) {
      if (!reported.has(message)) tell('warning', key, message)
      reported.set(message, key)
    } else {
      const family = key.split('.').slice(0, 3).join('.')
      unread.set(family, [...(unread.get(family) ?? []), key])
    }
  }
  for (const [family, keys] of unread) {
    const [first = family] = keys
    const wide = widePunctuation(`${first} ${values.get(first) ?? ''}`)
    tell(
      'warning',
      first,
      keys.length === 1
        ? `nobody reads this key${wide === undefined ? '' : `: ${wide.what}`}`
        : `nobody reads the ${keys.length} keys below ${family}`
    )
  }
  const roots = new Set<string>()
  for (const key of values.keys()) {
    const root = key.split('.', 1)[0] ?? ''
    if (root === ROOT || root === 'cse' || roots.has(root)) continue
    roots.add(root)
    if (distance(root.toLowerCase(), ROOT) <= 2)
      tell('warning', key, `'${root}' is not '${ROOT}': nothing below it is read`)
  }
}

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change))
    }
    row = next
  }
  return row[b.length] ?? 0
}
