/** A body that Go's encoding/json would refuse; the message is worded like Go's. */
export class JsonError extends Error {}

/** Turns a parsed value into what a field holds. `undefined` and `null` leave the default, as in Go (registry.md 2.6). */
export type Shape<T> = (value: unknown) => T

/**
 * Reads a body the way Go's decoder reads it into a struct: field names in any case, unknown fields ignored, null leaves
 * the default, a value of the wrong kind is an error, and so is anything after the value. Invalid UTF-8 becomes U+FFFD.
 * Of duplicate keys the last wins.
 * @throws JsonError
 */
export function readJson<T>(body: Buffer | string, shape: Shape<T>): T {
  return shape(parseJson(typeof body === 'string' ? body : body.toString('utf8')))
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new JsonError(goMessage(source, error as Error))
  }
}

// V8 names the token or its position, depending on the length of the text.
function goMessage(source: string, { message }: Error): string {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? -1)
  const token = /Unexpected token '(.)'/su.exec(message)?.[1] ?? source[position]
  return token === undefined
    ? 'unexpected end of JSON input'
    : `invalid character '${token}' looking for beginning of value`
}

function mismatch(value: unknown, type: string): JsonError {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  return new JsonError(`json: cannot unmarshal ${kind} into Go value of type ${type}`)
}

/** A text; absent is `''`. Half of a surrogate pair becomes U+FFFD, as in Go. */
export const text: Shape<string> = (value) => {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw mismatch(value, 'string')
  // The first look is cheap, and nearly always enough.
  return /[\uD800-\uDFFF]/.test(value) ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : value
}

/** A text, or undefined when the field is absent or null. */
export const optionalText: Shape<string | undefined> = (value) =>
  value === undefined || value === null ? undefined : text(value)

/** A whole number of 32 bits; absent is 0. */
export const integer: Shape<number> = (value) => {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'number') throw mismatch(value, 'int32')
  if (!Number.isInteger(value) || value > 2_147_483_647 || value < -2_147_483_648) {
    throw new JsonError(`json: cannot unmarshal number ${value} into Go value of type int32`)
  }
  return value
}

/** A boolean, or undefined when the field is absent or null. */
export const optionalFlag: Shape<boolean | undefined> = (value) => {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw mismatch(value, 'bool')
  return value
}

/** Accepts whatever is there and keeps nothing of it. */
export const ignored: Shape<undefined> = () => undefined

/** A list; absent is empty. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) throw mismatch(value, '[]')
    return value.map((element) => item(element))
  }
}

/** A map from text to text; absent is empty. `__proto__` is a key like any other. */
export const textMap: Shape<ReadonlyMap<string, string>> = (value) => {
  const map = new Map<string, string>()
  if (value === undefined || value === null) return map
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, 'map[string]string')
  for (const [key, entry] of Object.entries(value)) map.set(text(key), text(entry))
  return map
}

type Fields = Readonly<Record<string, Shape<unknown>>>
type Struct<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> }

/** An object with these fields; absent or null is the object of all defaults. */
export function struct<F extends Fields>(fields: F): Shape<Struct<F>> {
  const names = Object.keys(fields)
  const shapes = Object.values(fields)
  const byName = new Map(names.map((name, index) => [name, index]))
  const byLowerCase = new Map(names.map((name, index) => [name.toLowerCase(), index]))
  // Most keys are spelt as they should be: they need no lower-casing.
  const indexOf = (key: string): number | undefined => byName.get(key) ?? byLowerCase.get(key.toLowerCase())
  return (value) => {
    const given: unknown[] = []
    if (value !== undefined && value !== null) {
      if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, 'struct')
      for (const key of Object.keys(value)) {
        const index = indexOf(key)
        const entry = (value as Record<string, unknown>)[key]
        // A null leaves what an earlier spelling of the same field has set.
        if (index !== undefined && entry !== null) given[index] = entry
      }
    }
    const result: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) result[names[i] as string] = shapes[i]?.(given[i])
    return result as Struct<F>
  }
}

/** Like the shape, but undefined when the field is absent or null. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined || value === null ? undefined : shape(value))
}
