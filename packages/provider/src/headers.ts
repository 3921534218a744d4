import type { IncomingMessage } from 'node:http'

/**
 * First value of a header (governance.md 3.2, notes).
 * @param name lower case
 */
export function firstHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  // node:http joins repeated headers with commas; a single one may hold commas of its own.
  if (typeof value !== 'string' || !value.includes(',')) return typeof value === 'string' ? value : undefined
  const { rawHeaders } = request
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const raw = rawHeaders[i] as string
    // Lengths first: contexts are full of commas, and a lower-case copy of every name costs more than reading one.
    if (raw.length === name.length && raw.toLowerCase() === name) return rawHeaders[i + 1]
  }
  return value
}
