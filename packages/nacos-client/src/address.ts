import { ConfigError } from '@node-chassis/core'

/** Where one Nacos server listens. */
export interface ServerAddress {
  /** With the context path: `http://n1:8848/nacos`. */
  readonly http: string
  /** `n1:9848` */
  readonly grpc: string
  readonly secure: boolean
}

export interface AddressOptions {
  /** Configuration key that the addresses came from; errors name it. */
  readonly key: string
  /** Of the HTTP interface, for addresses that bring no path. @defaultValue `/nacos` */
  readonly contextPath?: string | undefined
  /** @defaultValue the HTTP port and 1000 (nacos.md 4.1) */
  readonly grpcPort?: number | undefined
}

const PORT = 8848
const GRPC_OFFSET = 1000

/**
 * Server addresses as people and Spring write them: `n1`, `n1:8848`, `https://n1:443/nacos`, several with commas.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export function parseServers(texts: readonly string[], options: AddressOptions): readonly ServerAddress[] {
  const items = texts.flatMap((text) => text.split(',')).map((text) => text.trim())
  const servers = items.filter((text) => text !== '').map((text) => parseServer(text, options))
  if (servers.length === 0)
    throw invalid(
      options.key,
      `\`${options.key}\` names no Nacos server; write host:port, several with commas`
    )
  return [...new Map(servers.map((server) => [server.http, server])).values()]
}

function parseServer(text: string, { key, contextPath = '/nacos', grpcPort }: AddressOptions): ServerAddress {
  const full = text.includes('//') ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw invalid(key, `\`${key}\`: "${text}" is no address; write host:port, several separated by commas`)
  const secure = url.protocol === 'https:'
  // `URL` drops a port that is the default of the scheme, though somebody wrote it.
  const written = /:(\d+)$/.exec(full.slice(full.indexOf('//') + 2).split(/[/?#]/, 1)[0] ?? '')?.[1]
  const port = Number(written ?? PORT)
  const grpc = grpcPort ?? port + GRPC_OFFSET
  if (port < 1 || grpc > 65_535)
    throw invalid(
      key,
      `\`${key}\`: "${text}": the gRPC port, ${grpc}, is none; set \`servicecomb.nacos.grpcPort\``
    )
  const path = url.pathname.replace(/\/+$/, '') || normalPath(contextPath)
  return { http: `${url.protocol}//${url.hostname}:${port}${path}`, grpc: `${url.hostname}:${grpc}`, secure }
}

function normalPath(path: string): string {
  const trimmed = path.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : `/${trimmed}`
}

function invalid(key: string, message: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', message, { key })
}
