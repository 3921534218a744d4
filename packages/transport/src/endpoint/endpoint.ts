import { isIP } from 'node:net'
import type { Env } from '@node-chassis/core'
import { exchange } from '../engine-http/exchange.ts'
import type { EngineAnswer, EngineRequest } from '../engine-http/exchange.ts'
import { endpointConnector } from '../pool/secure-connector.ts'
import { Pool } from '../undici/isolated.ts'

export interface EndpointOptions {
  readonly env: Env
  /** `https://host[:port][/base]`, or `http:` where that is wanted: credentials travel in the clear there. */
  readonly url: string
  /** Certificates (PEM) that are trusted in place of Node's own. @defaultValue those of Node */
  readonly ca?: string | readonly string[] | undefined
  /** Limit of a request that brings none, ms. @defaultValue 30000 */
  readonly timeoutMs?: number
  /** @defaultValue 5000: a public endpoint may be far away */
  readonly connectTimeoutMs?: number
}

/** One address that requests with credentials go to. */
export interface Endpoint {
  /** As it was given, without a slash at its end. */
  readonly url: string
  /** Host and port as the `host` header has them. */
  readonly host: string
  /** Path in front of every request path, without a slash at its end; mostly empty. */
  readonly base: string
  /**
   * Sends once: nothing is repeated and no redirect is followed, so that what the headers hold goes nowhere else
   * (control-plane.md 7, pitfall 2). Rejects with the signal's reason, or with what broke.
   */
  request(request: EngineRequest): Promise<EngineAnswer>
  /** Ends running requests. Twice does no harm. */
  close(): Promise<void>
}

// Tokens of IAM take several kB of a header (control-plane.md 4.1); undici allows 16 KiB for all of them.
const MAX_HEADER_BYTES = 128 * 1024
const CONNECTIONS = 8

/**
 * HTTP to one endpoint. Certificates are always verified; the name in them too, except that of an IP address whose own
 * `ca` was given: engines have private certificates there (control-plane.md 2, transport.md 2).
 *
 * @throws TypeError when `url` is none
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { env, ca, timeoutMs = 30_000, connectTimeoutMs = 5_000 } = options
  const url = new URL(options.url)
  const base = url.pathname.replace(/\/+$/, '')
  const text = url.origin + base
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const target = { origin: url.origin, host, http2: false }
  const trust = {
    context: ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] },
    verify: true,
    checkHost: ca === undefined || isIP(host) === 0
  }
  // Our own limits end a request, undici's are coarse and off.
  const pool = new Pool(url.origin, {
    connect: endpointConnector(env.clock, connectTimeoutMs, target, trust),
    connections: CONNECTIONS,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES
  })
  return {
    url: text,
    host: url.host,
    base,
    request: (request) =>
      exchange(env.clock, pool, text, {
        ...request,
        origin: url.origin,
        path: base + request.path,
        timeoutMs: request.timeoutMs ?? timeoutMs
      }),
    close: () => pool.destroy()
  }
}
