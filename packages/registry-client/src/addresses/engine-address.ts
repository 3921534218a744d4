import type { WireInstance } from '../wire/types.ts'

/** `rest://10.0.0.1:30100/?sslEnabled=true`; other schemes and ports that are missing are not for us. */
const FORM = /^(?:rest|https?):(?:\/\/)?([^/?#]+:\d+)\/?(?:\?([^#]*))?$/i
/** Whoever listens everywhere does not say where. */
const NOWHERE = /^(?:0\.0\.0\.0|\[::\]):/

/** Where an engine listens by its own registration, with its place, as a client takes addresses (registry.md 16.4, 16.6). */
export function engineAddresses(instances: readonly (WireInstance | null)[]): readonly string[] {
  const found: string[] = []
  for (const instance of instances) {
    if (instance === null || (instance.status ?? 'UP') !== 'UP') continue
    const { region, availableZone } = instance.dataCenterInfo ?? {}
    for (const endpoint of instance.endpoints ?? []) {
      const [, authority, query = ''] = FORM.exec(endpoint) ?? []
      if (authority === undefined || NOWHERE.test(authority)) continue
      const secure = /^https:/i.test(endpoint) || /(?:^|&)sslEnabled=true(?:&|$)/i.test(query)
      const place = new URLSearchParams()
      if (typeof region === 'string' && region !== '') place.set('region', region)
      if (typeof availableZone === 'string' && availableZone !== '') place.set('availableZone', availableZone)
      const suffix = place.size === 0 ? '' : `?${place.toString()}`
      found.push(`${secure ? 'https' : 'http'}://${authority}${suffix}`)
    }
  }
  return found
}
