/** What can be written: maps become objects with their keys in order, `undefined` members vanish. */
export type Writable =
  | string
  | number
  | boolean
  | null
  | undefined
  | ReadonlyMap<string, string>
  | readonly Writable[]
  | { readonly [key: string]: Writable }

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029'
}

/** Compact JSON as Go's encoding/json writes it: `<`, `>` and `&` escaped, keys of maps sorted. */
export function writeJson(value: Writable): string {
  return escaped(
    JSON.stringify(value, (_key, entry: unknown) => (entry instanceof Map ? sorted(entry) : entry))
  )
}

/** The fields that Go's `omitempty` would keep: not `''`, 0, false, null, an empty list or an empty map. */
export function omitEmpty(fields: Record<string, Writable>): Record<string, Writable> {
  const kept: Record<string, Writable> = {}
  for (const [name, value] of Object.entries(fields)) if (!isEmpty(value)) kept[name] = value
  return kept
}

function isEmpty(value: Writable): boolean {
  if (!value) return true
  if (Array.isArray(value)) return value.length === 0
  return value instanceof Map && value.size === 0
}

function escaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character] as string)
}

function sorted(map: ReadonlyMap<string, string>): Record<string, string> {
  // Without a prototype, `__proto__` is a key like any other.
  const object = Object.create(null) as Record<string, string>
  for (const key of [...map.keys()].sort()) object[key] = map.get(key) as string
  return object
}
