import type { Logger } from '@node-chassis/core'
import pLimit from 'p-limit'
import type { RegistryApi } from '../wire/registry-api.ts'

/** What an instance inherits from its service. */
export interface ServiceFacts {
  readonly app: string | undefined
  readonly service: string | undefined
  readonly version: string | undefined
  readonly properties: Readonly<Record<string, string>> | undefined
  readonly framework: string | undefined
}

/** Answers of discovery carry instances only: each service they belong to is read once (registry.md 16.3). */
export interface FactsCache {
  /** Reads what is missing. What cannot be read stays missing and is asked for again next time. */
  load(serviceIds: Iterable<string>, signal: AbortSignal): Promise<void>
  get(serviceId: string): ServiceFacts | undefined
  clear(): void
}

const AT_ONCE = 4

export function createFactsCache(api: RegistryApi, log: Logger): FactsCache {
  const known = new Map<string, ServiceFacts>()
  const running = new Map<string, Promise<void>>()
  const limit = pLimit(AT_ONCE)

  const fetchFacts = async (id: string, signal: AbortSignal): Promise<void> => {
    try {
      const service = await api.getService(id, signal)
      const { properties } = service
      known.set(id, {
        app: service.appId ?? undefined,
        service: service.serviceName ?? undefined,
        version: service.version ?? undefined,
        properties:
          properties === undefined || properties === null || Object.keys(properties).length === 0
            ? undefined
            : properties,
        framework: service.framework?.name ?? undefined
      })
    } catch (err) {
      log.debug(
        { err, serviceId: id },
        'the service of an instance could not be read; trying again with the next poll'
      )
    } finally {
      running.delete(id)
    }
  }

  return {
    async load(serviceIds, signal) {
      const waits: Promise<void>[] = []
      for (const id of new Set(serviceIds)) {
        if (known.has(id)) continue
        let wait = running.get(id)
        if (wait === undefined) running.set(id, (wait = limit(() => fetchFacts(id, signal))))
        waits.push(wait)
      }
      await Promise.all(waits)
    },
    get: (id) => known.get(id),
    clear: () => known.clear()
  }
}
