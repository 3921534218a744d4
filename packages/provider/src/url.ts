import type { IncomingMessage } from 'node:http'

/** The target that was sent, from the path on. */
export function urlOf(request: IncomingMessage): string {
  // Express rewrites `url` inside of mounted routers; policies are about the path that was sent.
  const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/'
  if (url.startsWith('/') || url === '*') return url
  // `GET http://host/path`: routers look at the path alone, so a policy must not be evaded by it.
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start < 0 ? '/' : url.slice(start)
}

/** Without query, as sent. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}

/** Behind the question mark, or an empty text. */
export function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start + 1)
}
