import type { RawNode, RawScalar } from '@node-chassis/core/yaml'

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** YAML as the API takes it. */
export function jsonOf(node: RawNode): Json {
  if (node.kind === 'scalar') return valueOf(node)
  if (node.kind === 'list') return node.items.map(jsonOf)
  return Object.fromEntries([...node.entries].map(([name, child]) => [name, jsonOf(child)]))
}

// A number only where nothing of its text is lost: `version: 1.10` stays what it is (governance.md 1.3).
function valueOf({ text, quoted, isNull }: RawScalar): Json {
  if (isNull) return null
  if (quoted) return text
  if (text === 'true') return true
  if (text === 'false') return false
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member of a text, whatever its type was. */
export function textIn(object: JsonObject, name: string): string | undefined {
  const value = object[name]
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
}

/** One member that differs. */
export interface FieldChange {
  /** `spec.maxAttempts`, `spec.matches[0].method` */
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/**
 * What differs, member by member. Scalars are compared as texts: `10` and `"10"` mean the same to every runtime, and
 * the cloud gives back either (control-plane.md 7, pitfall 5). Nulls are as good as absent.
 */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): FieldChange[] {
  const [a, b] = [before ?? undefined, after ?? undefined]
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.max(a.length, b.length)
    return Array.from({ length }, (_, i) => differences(a[i], b[i], `${path}[${i}]`)).flat()
  }
  if (isObject(a) && isObject(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return names.flatMap((name) => differences(a[name], b[name], path === '' ? name : `${path}.${name}`))
  }
  const isSame =
    a === undefined || b === undefined || typeof a === 'object' || typeof b === 'object'
      ? a === b
      : String(a) === String(b)
  return isSame ? [] : [{ path, before: a, after: b }]
}
