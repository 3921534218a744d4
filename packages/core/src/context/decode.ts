/** What a provider reads from the context headers of a request (routing.md 4.4, row read). */
export interface DecodedContext {
  readonly entries: Map<string, string>
  /** Names of headers that could not be read; the request is served all the same (X4). */
  readonly malformed: readonly string[]
}

/**
 * Merges both wire headers; `x-cse-context` wins per key. Values that are no text become text.
 * Source: routing.md 4.4 and vectors X1-X5.
 */
export function decodeContext(cse: string | undefined, invocation: string | undefined): DecodedContext {
  const entries = new Map<string, string>()
  const malformed: string[] = []
  // The form encoding writes a blank as `+`.
  if (invocation && !readForm(entries, invocation)) malformed.push('x-invocation-context')
  if (cse && !readInto(entries, utf8(cse))) malformed.push('x-cse-context')
  return { entries, malformed }
}

function readForm(entries: Map<string, string>, form: string): boolean {
  try {
    return readInto(entries, decodeURIComponent(form.replaceAll('+', ' ')))
  } catch {
    return false
  }
}

function readInto(entries: Map<string, string>, text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return false
    const record = parsed as Readonly<Record<string, unknown>>
    for (const key of Object.keys(record)) {
      const value = record[key]
      if (typeof value === 'string') entries.set(key, value)
      else if (value !== null) entries.set(key, JSON.stringify(value))
    }
    return true
  } catch {
    return false
  }
}

// java-chassis 3 writes Jackson output unescaped; node:http hands header bytes over as latin1.
function utf8(header: string): string {
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(header) || /[^\x00-\xff]/.test(header)
    ? header
    : Buffer.from(header, 'latin1').toString('utf8')
}
