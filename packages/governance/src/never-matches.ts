import { widePunctuation } from '@node-chassis/core/yaml'

// What HTTP and WebDAV have: Node's server knows no other, and every proxy would have to.
const METHODS: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE PATCH OPTIONS TRACE CONNECT QUERY ACL BIND CHECKOUT COPY LINK LOCK M-SEARCH MERGE ' +
    'MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PROPFIND PROPPATCH PURGE REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND ' +
    'UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' ')
)

/** Why no request has this method (compared as it is written); undefined when one may have it (decisions.md N31). */
export function methodNeverMatches(method: string): string | undefined {
  if (METHODS.has(method)) return undefined
  const upper = method.trim().toUpperCase()
  const why = METHODS.has(upper) ? ` (write ${upper})` : wide(method)
  return `'${method}' is no method${why}: it matches nothing`
}

/** Why no path begins like that; undefined when one may. @param operator of the path: others may ask for its middle */
export function pathNeverMatches(operator: string, pattern: string): string | undefined {
  if (operator !== 'exact' && operator !== 'prefix') return undefined
  // Every path begins with the empty text; none is it.
  if (pattern.startsWith('/') || (pattern === '' && operator === 'prefix')) return undefined
  return `apiPath ${operator} '${pattern}' begins with no '/'${wide(pattern)}, every path does: it matches nothing`
}

function wide(text: string): string {
  const found = widePunctuation(text)
  return found === undefined ? '' : ` (${found.what})`
}
