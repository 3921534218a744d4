import { KEYS } from '@node-chassis/core'
import { widePunctuationAt } from '@node-chassis/core/yaml'
import type { Flat } from '../text/flatten.ts'

const OURS = /^(?:servicecomb|cse|spring\.cloud\.servicecomb)\./
const KNOWN = KEYS.flatMap(({ key, aliases }) => [key, ...aliases])
const COLON = '：'

/**
 * Settings that are none because their colon is a full-width one. Such a file parses: `address：x` is the value of what
 * stands above it, inside of braces it is a key without a value. @returns a sentence for each, with its line
 */
export function missedKeys(flat: Flat, text: string): string[] {
  return [...flat].flatMap(([key, value]) => {
    const missed = missedKey(key, value.text)
    if (missed === undefined) return []
    const line = text.split('\n').findIndex((one) => one.includes(missed.written + COLON)) + 1
    const what = widePunctuationAt(text, line)?.what ?? ''
    return [`line ${line}: \`${missed.key}\` is not set: ${what}; correct it`]
  })
}

// What stands behind the colon may be a secret, and is not repeated.
function missedKey(
  key: string,
  value: string
): { readonly key: string; readonly written: string } | undefined {
  if (OURS.test(key) && value === '' && key.includes(COLON)) {
    const name = key.slice(0, key.indexOf(COLON))
    return { key: name, written: name.slice(name.lastIndexOf('.') + 1) }
  }
  const [, name] = /^([\w.-]+[ \t]*)：/.exec(value) ?? []
  if (name === undefined) return undefined
  // The whole document; otherwise the value of a mapping of known keys, which has none of its own.
  if (key === 'document') return { key: name, written: name }
  return KNOWN.some((known) => known.startsWith(`${key}.`)) && !KNOWN.includes(key)
    ? { key: `${key}.${name}`, written: name }
    : undefined
}
