import { lookup } from 'node:dns/promises'
import type { ConfigReader } from '@node-chassis/core'
import { ConfigError } from '@node-chassis/core'

/**
 * Refuses addresses whose host nobody knows: a typing error, not an engine that is away (which would be waited for).
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key and the host
 */
export async function refuseUnknownHosts(config: ConfigReader, keys: readonly string[]): Promise<void> {
  // What only the proxy knows is the proxy's to look up.
  const asked = config.boolean('servicecomb.proxy.enable', false) ? ['servicecomb.proxy.host'] : keys
  for (const key of asked) {
    for (const address of config.list(key, [])) {
      const host = hostOf(address)
      if (host === undefined) continue
      try {
        await lookup(host)
      } catch (error) {
        // Only a firm "no such name" counts; a name server that is away will be back.
        if ((error as NodeJS.ErrnoException).code !== 'ENOTFOUND') continue
        const source = config.sourceOf(key)
        const from = source === undefined ? '' : ` (from ${source})`
        const message = `${key} is '${address}'${from}, but the host '${host}' is unknown; correct the name or add it to the name server`
        throw new ConfigError('CHS_CONFIG_INVALID', message, { key, cause: error })
      }
    }
  }
}

// Whatever is no URL is refused by the client that connects, with its own words.
function hostOf(address: string): string | undefined {
  const url = address.includes('//') ? address : `http://${address}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined
}
