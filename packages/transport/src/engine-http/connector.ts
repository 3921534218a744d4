import type { Clock } from '@node-chassis/core'
import { limitedConnector } from '../connect-limit.ts'
import { endpointConnector } from '../pool/secure-connector.ts'
import type { TlsSettings } from '../pool/tls-settings.ts'
import type { buildConnector } from '../undici/isolated.ts'
import type { EngineAddress } from './address.ts'

/** Connects to an engine. Without settings an `https` one must be trusted by Node, name included. */
export function engineConnector(
  clock: Clock,
  limitMs: number,
  { origin }: EngineAddress,
  tls: TlsSettings | undefined
): buildConnector.connector {
  if (tls === undefined) return limitedConnector(clock, limitMs)
  return endpointConnector(clock, limitMs, { origin, host: hostOf({ origin }), http2: false }, tls)
}

/** Without brackets. */
export function hostOf({ origin }: Pick<EngineAddress, 'origin'>): string {
  return new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1')
}
