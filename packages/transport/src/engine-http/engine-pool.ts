import type { Clock } from '@node-chassis/core'
import { tlsFor } from '../pool/secure-connector.ts'
import type { TlsSettings } from '../pool/tls-settings.ts'
import { Pool, ProxyAgent } from '../undici/isolated.ts'
import type { Dispatcher, buildConnector } from '../undici/isolated.ts'
import type { EngineAddress } from './address.ts'
import { engineConnector, hostOf } from './connector.ts'
import type { ProxySettings } from './proxy.ts'

export interface EnginePoolOptions {
  readonly clock: Clock
  readonly connections: number
  readonly connectTimeoutMs: number
  readonly tls: TlsSettings | undefined
  readonly proxy: ProxySettings | undefined
}

/** Connections to one address of an engine. Our own limits end a request, undici's are coarse and off. */
export function enginePool(address: EngineAddress, options: EnginePoolOptions): Dispatcher {
  const { clock, connections, connectTimeoutMs, tls, proxy } = options
  const common = { connections, allowH2: false, headersTimeout: 0, bodyTimeout: 0 }
  if (proxy === undefined)
    return new Pool(address.origin, {
      ...common,
      connect: engineConnector(clock, connectTimeoutMs, address, tls)
    })
  return new ProxyAgent({
    ...common,
    uri: `http://${proxy.host}:${proxy.port}`,
    connectTimeout: connectTimeoutMs,
    ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    ...(tls === undefined ? {} : { requestTls: tlsFor(hostOf(address), tls) as buildConnector.BuildOptions })
  })
}
