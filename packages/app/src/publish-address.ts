import type { NetworkInterfaceInfo } from 'node:os'
import { ConfigError } from '@node-chassis/core'

export type Cards = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

export interface PublishSettings {
  /** Host listened on. */
  readonly host: string
  /** `servicecomb.service.publishAddress`: an address, `{card}`, or undefined. */
  readonly publishAddress: string | undefined
  /** `servicecomb.service.publishFamily`: `ipv4`, `ipv6` or undefined for either. */
  readonly family: string | undefined
}

/**
 * The host that other processes are told (decisions.md N11). A listener on every address publishes the first
 * site-local IPv4, else the first global IPv6, else the loopback address it can be reached by from here.
 * @throws ConfigError `CHS_CONFIG_INVALID` for an unknown card or family
 */
export function publishedHost(settings: PublishSettings, cards: Cards): string {
  const family = familyOf(settings.family)
  const wanted = settings.publishAddress?.trim()
  if (wanted) {
    const card = /^\{(.+)\}$/.exec(wanted)?.[1]
    return card === undefined ? wanted.replace(/^\[(.*)\]$/, '$1') : addressOfCard(card, cards, family)
  }
  if (settings.host !== '0.0.0.0' && settings.host !== '::') return settings.host
  return (
    pick(
      Object.values(cards).flatMap((infos) => infos ?? []),
      family
    ) ?? (family === 'IPv6' ? '::1' : '127.0.0.1')
  )
}

function familyOf(text: string | undefined): 'IPv4' | 'IPv6' | undefined {
  if (!text) return undefined
  if (/^ipv4$/i.test(text)) return 'IPv4'
  if (/^ipv6$/i.test(text)) return 'IPv6'
  const key = 'servicecomb.service.publishFamily'
  throw new ConfigError('CHS_CONFIG_INVALID', `${key} is '${text}'; expected ipv4 or ipv6`, { key })
}

function addressOfCard(card: string, cards: Cards, family: 'IPv4' | 'IPv6' | undefined): string {
  const infos = cards[card]
  if (infos === undefined) {
    const key = 'servicecomb.service.publishAddress'
    const known = Object.keys(cards).join(', ')
    throw new ConfigError('CHS_CONFIG_INVALID', `${key} names the card '${card}'; this host has: ${known}`, {
      key
    })
  }
  const usable = family === undefined ? infos : infos.filter((info) => info.family === family)
  const address = (usable.find((info) => info.family === 'IPv4') ?? usable.find(isGlobalV6) ?? usable[0])
    ?.address
  if (address === undefined) {
    const key = 'servicecomb.service.publishAddress'
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${key}: the card '${card}' has no ${family ?? 'IP'} address`,
      { key }
    )
  }
  return address
}

function pick(
  infos: readonly NetworkInterfaceInfo[],
  family: 'IPv4' | 'IPv6' | undefined
): string | undefined {
  const v4 = family === 'IPv6' ? [] : infos.filter((info) => info.family === 'IPv4' && !info.internal)
  const v6 = family === 'IPv4' ? [] : infos.filter(isGlobalV6)
  return (v4.find(isSiteLocal) ?? v6[0] ?? v4[0])?.address
}

function isSiteLocal({ address }: NetworkInterfaceInfo): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
}

function isGlobalV6(info: NetworkInterfaceInfo): boolean {
  return info.family === 'IPv6' && !info.internal && !/^fe80:/i.test(info.address)
}
