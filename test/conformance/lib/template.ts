import { isObject } from './json.ts'
import type { Json } from './json.ts'

/** Names that texts of a vector may use as `${name}`. */
export type Names = Readonly<Record<string, unknown>>

/**
 * Fills in `${name}` and `${repeat:x:65}`, and builds `{"$repeat": ["x", n]}` and `{"$list": [item, n]}`. A text that is
 * nothing but `${each}` becomes the value itself, whatever its type.
 */
export function filled(value: Json, names: Names): Json {
  if (typeof value === 'string') return filledText(value, names)
  if (Array.isArray(value)) return value.map((each) => filled(each as Json, names))
  if (!isObject(value)) return value
  if (Array.isArray(value['$repeat'])) {
    const [text, times] = value['$repeat'] as [string, number]
    return text.repeat(times)
  }
  if (Array.isArray(value['$list'])) {
    const [item, length] = value['$list'] as [Json, number]
    return Array.from({ length }, (_, index) => filled(item, { ...names, n: index + 1 }))
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, names)]))
}

function filledText(text: string, names: Names): Json {
  if (text === '${each}') return lookUp('each', names) as Json
  return text.replace(
    /\$\{(?:repeat:([^:}]*):(\d+)|([^}]+))\}/g,
    (_, repeated: string, times: string, name: string) =>
      repeated === undefined ? String(lookUp(name, names)) : repeated.repeat(Number(times))
  )
}

function lookUp(name: string, names: Names): unknown {
  if (!(name in names)) throw new Error(`the vector uses \${${name}}, and nothing has saved it`)
  return names[name]
}
