import { ConfigError } from '@node-chassis/core'

/** Where an engine listens. */
export interface EngineAddress {
  /** `http://host:port`, the port always there. */
  readonly origin: string
  /** Path in front of every request path, without a slash at its end; mostly empty. */
  readonly base: string
  /** `?region=…&availableZone=…` of the address. */
  readonly place: Place | undefined
}

/** Where something runs. */
export interface Place {
  readonly region: string
  readonly zone: string
}

/** `origin` and `base` as people write them. */
export function addressText(address: EngineAddress): string {
  return address.origin + address.base
}

/**
 * Reads one configured engine address (registry.md 16.4). Without `//` it means `http://`, without a port the default of
 * its scheme; both are told to `warn` (decisions.md N14). Other parameters than the place and `sslEnabled` are accepted and
 * not used.
 * @throws ConfigError CHS_CONFIG_INVALID naming `key`, for a port alone too
 */
export function parseAddress(text: string, key: string, warn: (message: string) => void): EngineAddress {
  const trimmed = text.trim()
  // `URL` makes an IPv4 address of a number.
  const [, alone] = /^:?(\d+)$/.exec(trimmed) ?? []
  if (alone !== undefined)
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `\`${key}\`: "${text}" is a port alone; write http://127.0.0.1:${alone}`,
      { key }
    )
  const full = trimmed.includes('//') ? trimmed : `http://${trimmed}`
  let url: URL
  try {
    url = new URL(full)
  } catch {
    throw invalid(key, text)
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') throw invalid(key, text)
  if (full !== trimmed) warn(`\`${key}\`: "${trimmed}" has no scheme; http:// is used`)
  // `URL` drops a port that is the default of the scheme, so the text has to tell whether one was written.
  if (!/:\d+$/.test(full.slice(full.indexOf('//') + 2).split(/[/?#]/, 1)[0]!)) {
    warn(
      `\`${key}\`: "${trimmed}" has no port; ${url.protocol === 'https:' ? 443 : 80}, the default of the scheme, is used`
    )
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  // As endpoints say it; Java reads it of addresses too (config.md 7.2).
  const secure = url.protocol === 'https:' || /^true$/i.test(url.searchParams.get('sslEnabled') ?? '')
  const [region, zone] = [url.searchParams.get('region'), url.searchParams.get('availableZone')]
  return {
    origin: `${secure ? 'https' : 'http'}://${url.hostname}:${port}`,
    base: url.pathname.replace(/\/+$/, ''),
    place: region === null && zone === null ? undefined : { region: region ?? '', zone: zone ?? '' }
  }
}

/** Whether a place is where the caller is. An address that says nothing is nowhere. */
export function isNear(place: Place | undefined, own: Place | undefined): boolean {
  return place !== undefined && place.region === own?.region && place.zone === own.zone
}

function invalid(key: string, text: string): ConfigError {
  return new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: "${text}" is no address; write http://host:port, several separated by commas`,
    { key }
  )
}
