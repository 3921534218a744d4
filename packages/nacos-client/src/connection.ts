import type { Env } from '@node-chassis/core'
import type { TlsSettings } from '@node-chassis/transport'
import { parseServers } from './address.ts'
import type { ServerAddress } from './address.ts'
import { createNacosHttp } from './http/nacos-http.ts'
import type { Credentials, NacosHttp } from './http/nacos-http.ts'
import type { TransportChoice } from './link/link.ts'
import { checkName } from './names.ts'

/** How the servers are reached; the same for naming and configuration. */
export interface NacosConnection {
  readonly env: Env
  /** `host:port`, one or several; `https://` for TLS. The gRPC port is the HTTP port and 1000. */
  readonly addresses: readonly string[]
  /** Configuration key that the addresses came from; errors name it. @defaultValue `servicecomb.nacos.serverAddr` */
  readonly addressKey?: string
  /** @defaultValue `/nacos` */
  readonly contextPath?: string
  /** @defaultValue the HTTP port and 1000 */
  readonly grpcPort?: number
  /** `auto`: gRPC, and HTTP while no gRPC port answers. @defaultValue `auto` */
  readonly transport?: TransportChoice
  /** Namespace id; empty and `public` mean the public one. @defaultValue `public` */
  readonly namespace?: string
  readonly namespaceKey?: string
  /** What the server calls this client, mostly the service's name. @defaultValue `unknown` */
  readonly appName?: string
  readonly credentials?: Credentials
  /** Certificates and trust for `https://` addresses. @defaultValue Node's own trust */
  readonly tls?: TlsSettings
  /** Folder of what was known last, for a start while no server answers. @defaultValue none */
  readonly snapshotDir?: string
}

const ADDRESS_KEY = 'servicecomb.nacos.serverAddr'
export const NAMESPACE_KEY = 'servicecomb.nacos.namespace'

/** The parts of a connection that need no line. */
export interface Connected {
  readonly servers: readonly ServerAddress[]
  readonly addressKey: string
  readonly http: NacosHttp
}

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of an address or a namespace that is none */
export function connectionOf(
  options: NacosConnection,
  unavailable: 'CHS_REGISTRY_UNAVAILABLE' | 'CHS_CONFIG_UNAVAILABLE'
): Connected {
  const addressKey = options.addressKey ?? ADDRESS_KEY
  checkName('namespace', options.namespace ?? '', options.namespaceKey ?? NAMESPACE_KEY)
  const servers = parseServers(options.addresses, {
    key: addressKey,
    contextPath: options.contextPath,
    grpcPort: options.grpcPort
  })
  const http = createNacosHttp({
    env: options.env,
    addresses: servers.map((server) => server.http),
    addressKey,
    unavailable,
    credentials: options.credentials ?? {},
    tls: options.tls
  })
  return { servers, addressKey, http }
}
