import { ConfigError } from '@node-chassis/core'
import { addressText, isNear, parseAddress } from './address.ts'
import type { EngineAddress } from './address.ts'
import type { EngineHttpOptions } from './engine-http.ts'
import { createPeer } from './peer.ts'
import type { Peer } from './peer.ts'

/** The addresses of one engine. */
export interface Peers {
  all(): readonly Peer[]
  /** Whom to ask, best first: well before isolated, near before far, the next in turn first. */
  inTurn(): readonly Peer[]
  /** See `EngineHttp.offer`. */
  offer(found: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of the addresses */
export function createPeers(options: EngineHttpOptions, ending: AbortSignal): Peers {
  const { env, engine } = options
  const make = (address: EngineAddress): Peer => createPeer(options, address, ending)
  const configured = distinct(options).map(make)
  const placesOf = new Map(configured.map((peer) => [peer, peer.place]))
  // Nobody who wrote https wants a token in the clear because an engine says so.
  const secureOnly = configured.every((peer) => peer.text.startsWith('https:'))
  let found: readonly Peer[] = []
  /** Probed just now. */
  const probing = new Map<Peer, Promise<void>>()
  // Not every process begins with the first address.
  let turn = env.random.below(configured.length)

  const all = (): readonly Peer[] => (found.length === 0 ? configured : [...configured, ...found])

  const takeIn = async (peer: Peer): Promise<void> => {
    try {
      await peer.probe()
    } catch (err) {
      env.log.debug({ err, address: peer.text }, `${engine} address ${peer.text} was found and is not ready`)
      return peer.close()
    }
    if (ending.aborted) return peer.close()
    found = [...found, peer]
    env.log.info({ address: peer.text }, `${engine} address ${peer.text} was found and is used too`)
  }

  return {
    all,
    inTurn() {
      const peers = all()
      const start = turn++ % peers.length
      const inTurn = [...peers.slice(start), ...peers.slice(0, start)]
      const available = inTurn.filter((peer) => peer.breaker.available)
      // All isolated: all of them regardless (registry.md 16.4).
      const usable = available.length === 0 ? inTurn : available
      const near = usable.filter((peer) => isNear(peer.place, options.place))
      return near.length === 0 ? usable : [...near, ...usable.filter((peer) => !near.includes(peer))]
    },
    async offer(texts) {
      const offered = new Map<string, EngineAddress>()
      for (const text of texts) {
        const address = readable(text)
        if (address === undefined || (secureOnly && !address.origin.startsWith('https:'))) continue
        offered.set(addressText(address), address)
      }
      // What a person wrote beside an address counts more than what the engine says of itself.
      for (const peer of configured) peer.place = placesOf.get(peer) ?? offered.get(peer.text)?.place
      const gone = found.filter((peer) => !offered.has(peer.text))
      found = found.filter((peer) => offered.has(peer.text))
      for (const peer of found) peer.place = offered.get(peer.text)!.place
      const known = new Set([...all(), ...probing.keys()].map((peer) => peer.text))
      for (const [text, address] of offered) {
        if (known.has(text)) continue
        const peer = make(address)
        probing.set(
          peer,
          takeIn(peer).finally(() => probing.delete(peer))
        )
      }
      await Promise.all([...probing.values(), ...gone.map((peer) => peer.close())])
    },
    async close() {
      await Promise.all([...all(), ...probing.keys()].map((peer) => peer.close()))
    }
  }
}

// What an engine says of itself is nobody's setting: nothing to warn of.
function readable(text: string): EngineAddress | undefined {
  try {
    return parseAddress(text, 'found', () => {})
  } catch {
    return undefined
  }
}

function distinct(options: EngineHttpOptions): readonly EngineAddress[] {
  const { addressKey, env } = options
  const parsed = options.addresses
    .filter((text) => text.trim() !== '')
    .map((text) => parseAddress(text, addressKey, (message) => env.log.warn(message)))
  if (parsed.length === 0) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `\`${addressKey}\` names no address; write http://host:port`,
      { key: addressKey }
    )
  }
  return [...new Map(parsed.map((address) => [addressText(address), address])).values()]
}
