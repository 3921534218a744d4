import type { Writable } from '../json/write.ts'

/** Block-style YAML of what the configuration centre answers. Texts that YAML could read otherwise are quoted. */
export function writeYaml(value: Writable): string {
  return lines(value, '')
    .map((line) => `${line}\n`)
    .join('')
}

function lines(value: Writable, indent: string): string[] {
  if (Array.isArray(value)) return (value as readonly Writable[]).flatMap((item) => itemLines(item, indent))
  const written: string[] = []
  for (const [key, member] of membersOf(value)) {
    if (member === undefined) continue
    if (isNested(member)) {
      // Items of a list stand below their key, not further in: the usual form.
      const inner = Array.isArray(member) ? indent : `${indent}  `
      written.push(`${indent}${scalar(key)}:`, ...lines(member, inner))
    } else written.push(`${indent}${scalar(key)}: ${scalar(member)}`)
  }
  return written
}

function itemLines(item: Writable, indent: string): string[] {
  if (!isNested(item)) return [`${indent}- ${scalar(item)}`]
  const [head = '', ...rest] = lines(item, `${indent}  `)
  return [`${indent}- ${head.trimStart()}`, ...rest]
}

function membersOf(value: Writable): Iterable<[string, Writable]> {
  if (value instanceof Map)
    return [...(value as ReadonlyMap<string, string>)].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.entries(value as Record<string, Writable>)
}

function isNested(value: Writable): boolean {
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.length > 0
  return value instanceof Map ? value.size > 0 : Object.keys(value).length > 0
}

// Words that begin with a letter and that no version of YAML takes for something else.
const SAFE = /^[A-Za-z][A-Za-z0-9_./-]*$/
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i

function scalar(value: Writable): string {
  if (typeof value === 'string') {
    if ((SAFE.test(value) && !WORDS.test(value)) || isPlainMix(value)) return value
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return '[]'
  return value !== null && typeof value === 'object' ? '{}' : String(value)
}

// `9s`, hashes and the like: a digit first, and a letter in it that no number, date or time has.
function isPlainMix(value: string): boolean {
  return /^[0-9][A-Za-z0-9]*$/.test(value) && /[a-df-z]/i.test(value) && !/^0[xob]/i.test(value)
}
