/** Where and how an instance is called. */
export interface Endpoint {
  /** `http://10.0.0.1:8080` or `https://…` */
  readonly origin: string
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** `?protocol=http2` */
  readonly http2: boolean
  /** As registered. */
  readonly text: string
}

const FORM =
  /^(?:([a-z][a-z0-9+.-]*):(?:\/\/)?)?(\[[^\]]+\]|[^\s@:/?#[\]]+):(\d{1,5})(?:\/[^?#]*)?(?:\?([^#]*))?$/i

/**
 * The first endpoint that HTTP can reach: `rest://host:port[?sslEnabled=true][&protocol=http2]` (registry.md 16.6). One without a scheme
 * counts only with `assumeRest` (decisions.md N17). Unreadable ones are skipped.
 */
export function httpEndpoint(endpoints: readonly string[], assumeRest: boolean): Endpoint | undefined {
  for (const text of endpoints) {
    const found = parseEndpoint(text, assumeRest)
    if (found !== undefined) return found
  }
  return undefined
}

function parseEndpoint(text: string, assumeRest: boolean): Endpoint | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const [, scheme, authority = '', portText = '', query = ''] = match
  const port = Number(portText)
  if (port === 0 || port > 65535) return undefined
  const kind = scheme?.toLowerCase()
  if (kind === undefined ? !assumeRest : kind !== 'rest' && kind !== 'http' && kind !== 'https')
    return undefined
  const ssl = kind === 'https' || /(?:^|&)sslEnabled=true(?:&|$)/i.test(query)
  const host = authority.startsWith('[') ? authority.slice(1, -1) : authority
  const http2 = /(?:^|&)protocol=http2(?:&|$)/i.test(query)
  const origin = `${ssl ? 'https' : 'http'}://${authority}:${port}`
  // No pool could be made for a host that is none.
  return URL.canParse(origin) ? { origin, host, port, http2, text } : undefined
}
