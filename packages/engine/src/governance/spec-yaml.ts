import { YamlError, parseYamlDocuments, readDouble, readInt } from '@node-chassis/core/yaml'
import type { RawNode, RawScalar } from '@node-chassis/core/yaml'

/** A value of JSON. Objects that come from here have no prototype: `__proto__` is a member like any other. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/**
 * The stored YAML of a policy as an object with its members in order; undefined when it is none: a legacy scalar key
 * such as `servicecomb.loadbalance.strategy.name`, or broken YAML. Nothing at all is the empty object (governance.md 10).
 */
export function readSpec(text: string): JsonObject | undefined {
  try {
    const [node] = parseYamlDocuments(text)
    if (node === undefined || (node.kind === 'scalar' && node.isNull)) return {}
    return node.kind === 'map' ? (valueOf(node) as JsonObject) : undefined
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}

function valueOf(node: RawNode): Json {
  if (node.kind === 'list') return node.items.map(valueOf)
  if (node.kind === 'scalar') return scalarOf(node)
  return inOrder([...node.entries].map(([key, value]) => [key, valueOf(value)]))
}

// What go-yaml takes a plain scalar for; `y` and `n` alone are texts to it.
function scalarOf(node: RawScalar): Json {
  if (node.isNull) return null
  if (node.quoted) return node.text
  if (/^(?:true|yes|on)$/i.test(node.text)) return true
  if (/^(?:false|no|off)$/i.test(node.text)) return false
  // Neither a date nor `1:30` is a number to it, and JSON has no infinity.
  if (!/^[-+]?(?:[\d_]*\.?[\d_]+(?:[eE][-+]?\d+)?|[\d_]+\.|0[xob][\da-fA-F_]+)$/.test(node.text))
    return node.text
  const whole = readInt(node)
  if (whole.ok) return whole.value
  const number = readDouble(node)
  return number.ok && Number.isFinite(number.value) ? number.value : node.text
}

/** The same value with the members of its objects in order, as Go writes maps. */
export function sortedJson(value: unknown): Json {
  if (Array.isArray(value)) return (value as readonly unknown[]).map(sortedJson)
  if (value === null || typeof value !== 'object') return value as Json
  return inOrder(Object.entries(value).map(([key, member]) => [key, sortedJson(member)]))
}

function inOrder(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object = Object.create(null) as Record<string, Json>
  for (const [key, value] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) object[key] = value
  return object
}

/**
 * Block-style YAML of a value, keys in order. A text is quoted when YAML could take it for something else: `rate: "10"`
 * (governance.md 10). @param style `quoted`: every text is, as readers of dark-launch rules need it (routing.md 5)
 */
export function writeSpec(value: unknown, style: 'plain' | 'quoted' = 'plain'): string {
  const json = sortedJson(value)
  if (!isNested(json)) return `${scalar(json, style)}\n`
  return lines(json, '', style)
    .map((line) => `${line}\n`)
    .join('')
}

type Nested = readonly Json[] | JsonObject

function lines(value: Nested, indent: string, style: 'plain' | 'quoted'): string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, indent, style))
  return Object.entries(value).flatMap(([key, member]) => {
    const name = `${indent}${scalar(key, 'plain')}:`
    if (!isNested(member)) return [`${name} ${scalar(member, style)}`]
    return [name, ...lines(member, isList(member) ? indent : `${indent}  `, style)]
  })
}

function itemLines(item: Json, indent: string, style: 'plain' | 'quoted'): string[] {
  if (!isNested(item)) return [`${indent}- ${scalar(item, style)}`]
  const [head = '', ...rest] = lines(item, `${indent}  `, style)
  return [`${indent}- ${head.trimStart()}`, ...rest]
}

function isList(value: Nested): value is readonly Json[] {
  return Array.isArray(value)
}

function isNested(value: Json): value is Nested {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0
}

// Words, paths, and words with blanks between them, that no version of YAML takes for anything but text.
const PLAIN = /^[A-Za-z/][\w./-]*(?: [\w./-]+)*$/
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i

function scalar(value: Json, style: 'plain' | 'quoted'): string {
  if (Array.isArray(value)) return '[]'
  if (value !== null && typeof value === 'object') return '{}'
  if (typeof value !== 'string') return String(value)
  const plain = style === 'plain' && ((PLAIN.test(value) && !WORDS.test(value)) || isPlainMix(value))
  return plain ? value : quoted(value)
}

// `1S`, `503x`: digits first, and then a letter that no number, date or time has.
function isPlainMix(value: string): boolean {
  return /^[0-9]+[A-Za-z][A-Za-z0-9]*$/.test(value) && /[a-df-wyz]/i.test(value) && !/^0[xob]/i.test(value)
}

// JSON's escapes are YAML's as well; what JSON may write raw and YAML may not is escaped too.
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
