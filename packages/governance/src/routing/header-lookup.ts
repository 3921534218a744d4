import type { Call } from '@node-chassis/core'

/**
 * What a rule sees under a header name (routing.md 2.4, decisions.md N42): the call's routing hints, then its HTTP
 * headers, then the invocation context, then the headers that java-chassis 2 packs into the context entry
 * `X-RouterContext`. Names ignore case; an empty text is a value.
 */
export type HeaderLookup = (call: Call, lowerName: string) => string | undefined

/** One per process: it remembers the last packed text it read, because the rules of one call all ask for the same. */
export function createHeaderLookup(): HeaderLookup {
  let packedText = ''
  let packed: ReadonlyMap<string, string> = new Map()
  return (call, lowerName) => {
    const direct =
      (call.hints === undefined ? undefined : hintOf(call.hints, lowerName)) ??
      call.header(lowerName) ??
      call.context.getIgnoreCase(lowerName)
    if (direct !== undefined) return direct
    const text = call.context.getIgnoreCase('x-routercontext')
    if (text === undefined) return undefined
    if (text !== packedText) {
      packed = unpack(text)
      packedText = text
    }
    return packed.get(lowerName)
  }
}

function hintOf(hints: Readonly<Record<string, string>>, lowerName: string): string | undefined {
  for (const name in hints) if (name === lowerName || name.toLowerCase() === lowerName) return hints[name]
  return undefined
}

// What is no JSON object carries nothing: another process wrote it, and the call must not fail for that.
function unpack(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return entries
    for (const [name, item] of Object.entries(value)) {
      const lower = name.toLowerCase()
      if (!entries.has(lower)) entries.set(lower, String(item))
    }
  } catch {
    return entries
  }
  return entries
}
