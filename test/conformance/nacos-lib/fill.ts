import { createHash } from 'node:crypto'
import { isObject } from '../lib/json.ts'
import type { Json } from '../lib/json.ts'

/** Fills in `${name}`, `${md5:text}` and `${repeat:x:n}`. */
export function filled(value: Json, names: ReadonlyMap<string, unknown>): Json {
  if (typeof value === 'string') return filledText(value, names)
  if (Array.isArray(value)) return value.map((each) => filled(each as Json, names))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, names)]))
}

function filledText(text: string, names: ReadonlyMap<string, unknown>): string {
  return text
    .replace(/\$\{repeat:([^:}]*):(\d+)\}/g, (_, repeated: string, times: string) =>
      repeated.repeat(Number(times))
    )
    .replace(/\$\{md5:([^}]*)\}/g, (_, hashed: string) => createHash('md5').update(hashed).digest('hex'))
    .replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (!names.has(name)) throw new Error(`the vector uses \${${name}}, and nothing has saved it`)
      return String(names.get(name))
    })
}

/** The value at a path such as `body.hosts.0.metadata`; undefined where it leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
