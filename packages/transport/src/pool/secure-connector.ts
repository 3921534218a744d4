import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@node-chassis/core'
import { limitedConnector } from '../connect-limit.ts'
import type { buildConnector } from '../undici/isolated.ts'
import type { TlsSettings } from './tls-settings.ts'

/** Where a pool connects to, and in which protocol. */
export interface PoolEndpoint {
  /** `http://10.0.0.1:8080`, `https://[::1]:8443` */
  readonly origin: string
  /** Without brackets. */
  readonly host: string
  /** The endpoint says `?protocol=http2`: by ALPN over TLS, with prior knowledge without. */
  readonly http2: boolean
}

/** Connects to one endpoint: TLS as configured, HTTP/2 when the endpoint declares it, our own limit for both. */
export function endpointConnector(
  clock: Clock,
  limitMs: number,
  { origin, host, http2 }: PoolEndpoint,
  tls: TlsSettings
): buildConnector.connector {
  if (!origin.startsWith('https:')) {
    return limitedConnector(clock, limitMs, { allowH2: http2, useH2c: http2 })
  }
  const named = isIP(host) === 0
  const connect = limitedConnector(clock, limitMs, { ...tlsFor(host, tls), allowH2: http2, preferH2: http2 })
  // An address may not be announced as server name (RFC 6066); undici would take the `host` header of the request.
  return ({ servername: _, ...options }, callback) =>
    connect(named ? { ...options, servername: host } : options, callback)
}

/** Trust, own certificate and name for one host, as `node:tls` takes them. */
export function tlsFor(host: string, { context, verify, checkHost }: TlsSettings): ConnectionOptions {
  const named = isIP(host) === 0
  return {
    ...context,
    rejectUnauthorized: verify,
    // An address may not be announced as server name (RFC 6066).
    ...(named ? { servername: host } : {}),
    ...((checkHost ?? named) ? {} : { checkServerIdentity: () => undefined })
  }
}
