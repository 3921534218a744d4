import { createHash, createHmac } from 'node:crypto'
import { percentEncode } from '../percent-encode.ts'

/** Access keys; with `securityToken` they are temporary ones. */
export interface AccessKeys {
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken?: string | undefined
}

/** A request as it will be sent. */
export interface Signable {
  readonly method: string
  /** Path and query, encoded, e.g. `/v2/p/enginemgr/engines?limit=10`. */
  readonly path: string
  /** As the `host` header has it: with the port unless it is the default one. */
  readonly host: string
  /** What is signed besides `host`, `x-sdk-date` and the security token. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact text that is sent; '' for none. */
  readonly body: string
}

const ALGORITHM = 'SDK-HMAC-SHA256'
const CONTENT_HASH = 'x-sdk-content-sha256'

/**
 * Headers to be added to a request: `X-Sdk-Date`, `X-Security-Token` of temporary keys, and `Authorization`, signed with
 * SDK-HMAC-SHA256 (control-plane.md 4.2). The gateway accepts them for 15 minutes from `date`.
 *
 * @param date milliseconds since the epoch
 */
export function signedHeaders(
  request: Signable,
  keys: AccessKeys,
  date: number
): Readonly<Record<string, string>> {
  const added: Record<string, string> = { 'X-Sdk-Date': compactDate(date) }
  if (keys.securityToken !== undefined) added['X-Security-Token'] = keys.securityToken
  const canonical = canonicalRequest({
    ...request,
    headers: { ...request.headers, ...added, host: request.host }
  })
  const toSign = `${ALGORITHM}\n${added['X-Sdk-Date']}\n${sha256(canonical.text)}`
  const signature = createHmac('sha256', keys.secretKey).update(toSign).digest('hex')
  return {
    ...added,
    Authorization: `${ALGORITHM} Access=${keys.accessKey}, SignedHeaders=${canonical.signed}, Signature=${signature}`
  }
}

/** The text whose hash is signed, and the names of the headers in it. All of `headers` are signed. */
export function canonicalRequest({ method, path, headers, body }: Signable): {
  readonly text: string
  readonly signed: string
} {
  const [pathname, query] = splitAt(path, '?')
  const lower = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => compare(a, b))
  const signed = lower.map(([name]) => name).join(';')
  const unhashed = lower.find(([name]) => name === CONTENT_HASH)?.[1]
  return {
    signed,
    text: [
      method.toUpperCase(),
      canonicalPath(pathname),
      canonicalQuery(query),
      ...lower.map(([name, value]) => `${name}:${value}`),
      '',
      signed,
      unhashed ?? sha256(body)
    ].join('\n')
  }
}

// Ends with a slash though the path that is sent does not.
function canonicalPath(pathname: string): string {
  const encoded = pathname
    .split('/')
    .map((segment) => percentEncode(decodeURIComponent(segment)))
    .join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  return query
    .split('&')
    .map((pair) => {
      const [name, value] = splitAt(pair, '=')
      return [percentEncode(decodeURIComponent(name)), percentEncode(decodeURIComponent(value))] as const
    })
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** `20251029T080000Z` */
function compactDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
