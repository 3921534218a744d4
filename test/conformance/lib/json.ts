/** What a vector file holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The value at a path such as `body.instances[0].instanceId`; undefined where it leads nowhere. `|jwt` decodes the token
 * before it into `{header, claims}`.
 */
export function valueAt(root: unknown, path: string): unknown {
  let value = root
  for (const [, name, index, jwt] of path.matchAll(/([^.[\]|]+)|\[(\d+)\]|\|(jwt)/g)) {
    if (jwt !== undefined) value = decodeToken(value)
    else if (index !== undefined)
      value = Array.isArray(value) ? (value as unknown[])[Number(index)] : undefined
    else value = isObject(value) && Object.hasOwn(value, name as string) ? value[name as string] : undefined
  }
  return value
}

function decodeToken(token: unknown): unknown {
  if (typeof token !== 'string') return undefined
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'))
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') } as unknown
}
