/** The parameters of a query in the order they came; several values of a name are kept. */
export type GoQuery = ReadonlyMap<string, readonly string[]>

/**
 * Reads a query as Go does: empty segments are nothing, a segment with `;` or with a bad escape is dropped, `+` is a
 * space, names are case-sensitive (config.md 2).
 */
export function parseQuery(raw: string): GoQuery {
  const query = new Map<string, string[]>()
  for (const segment of raw.split('&')) {
    if (segment === '' || segment.includes(';')) continue
    const at = segment.indexOf('=')
    const name = unescaped(at === -1 ? segment : segment.slice(0, at))
    const value = unescaped(at === -1 ? '' : segment.slice(at + 1))
    if (name === undefined || value === undefined) continue
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

/** Of a repeated parameter the first counts; absent is `''`. */
export function first(query: GoQuery, name: string): string {
  return query.get(name)?.[0] ?? ''
}

// Bytes that are no UTF-8 stay in a Go string; here they become U+FFFD, which no rule lets through either.
function unescaped(text: string): string | undefined {
  const spaced = text.replaceAll('+', ' ')
  if (!spaced.includes('%')) return spaced
  if (/%(?![0-9a-fA-F]{2})/.test(spaced)) return undefined
  const bytes = spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')
  )
  return bytes
}
