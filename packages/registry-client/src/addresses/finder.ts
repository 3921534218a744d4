import { loop } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { salted } from '../backoff.ts'
import type { Asker } from '../discovery/questions.ts'
import { NO_SERVICE, engineCodeOf } from '../wire/refusal.ts'
import type { RegistryApi } from '../wire/registry-api.ts'
import { engineAddresses } from './engine-address.ts'

/** Engines that register themselves, by the names of their services (registry.md 16.4). */
export const REGISTRY_NAME = 'SERVICECENTER'
export const CONFIG_NAME = 'KIE'

export interface FinderOptions {
  readonly env: Env
  readonly api: Pick<RegistryApi, 'find'>
  readonly asker: Pick<Asker, 'consumerId' | 'environment'>
  readonly everyMs: number
  /** Who wants to hear of addresses, by the name of the engine. */
  readonly listeners: ReadonlyMap<string, (addresses: readonly string[]) => void>
}

/** Looks for further addresses of the engines in the registry itself. */
export interface Finder {
  /** Looks now. */
  hurry(): void
  close(): Promise<void>
}

const APP = 'default'
/** An engine that does not register itself is asked for no more often (decisions.md N36). */
const UNKNOWN_MS = 300_000

export function createFinder({ env, api, asker, everyMs, listeners }: FinderOptions): Finder {
  const known = new Map<string, { rev: string; consumerId: string | undefined }>()
  const notBefore = new Map<string, number>()

  const look = async (service: string, signal: AbortSignal): Promise<void> => {
    if (env.clock.now() < (notBefore.get(service) ?? -Infinity)) return
    const { consumerId, environment } = asker
    const before = known.get(service)
    const rev = before !== undefined && before.consumerId === consumerId ? before.rev : ''
    try {
      const found = await api.find({ environment, app: APP, service, rev }, consumerId, signal)
      if (found === undefined) return
      known.set(service, { rev: found.rev, consumerId })
      const addresses = engineAddresses(found.instances)
      // An engine that answers is somewhere: a list without addresses is a fault, and what is known stays.
      if (addresses.length > 0) listeners.get(service)!(addresses)
    } catch (err) {
      if (signal.aborted) throw err
      if (engineCodeOf(err) === NO_SERVICE) notBefore.set(service, env.clock.now() + UNKNOWN_MS)
      env.log.debug({ err, service }, 'no further addresses of an engine were found')
    }
  }

  const looking = loop(env, { name: 'addresses', firstMs: everyMs, retryMs: everyMs }, async (signal) => {
    for (const service of listeners.keys()) await look(service, signal)
    return salted(env.random, everyMs)
  })
  return { hurry: () => looking.wake(), close: () => looking.close() }
}
