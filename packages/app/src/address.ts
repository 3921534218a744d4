import { ConfigError } from '@node-chassis/core'

/** Where to listen: `servicecomb.rest.address`. */
export interface ListenAddress {
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** Query of the setting, e.g. `sslEnabled=true`; `''` without one. */
  readonly query: string
}

const FORMS = 'host:port, such as 0.0.0.0:8080 or [::]:8080'

/**
 * Reads `host:port[?query]`; an IPv6 host stands in brackets.
 * @param forms what the refusal says is expected
 * @throws ConfigError `CHS_CONFIG_INVALID` naming `key`
 */
export function parseListenAddress(key: string, text: string, forms = FORMS): ListenAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:?/[\]]+)):(\d{1,5})(?:\?(.*))?$/.exec(text.trim())
  const port = Number(match?.[3])
  if (match === null || port > 65_535) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${key} is '${text}'; expected ${forms} (port 0: any free one)`,
      { key }
    )
  }
  return { host: (match[1] ?? match[2])!, port, query: match[4] ?? '' }
}

/** An endpoint as java-chassis 3 writes it (registry.md 16.6); IPv6 hosts get brackets (B-040). */
export function restEndpoint(host: string, port: number, query: string): string {
  return `rest://${host.includes(':') ? `[${host}]` : host}:${port}${query === '' ? '' : `?${query}`}`
}
