import type { Instance, Logger } from '@node-chassis/core'
import pLimit from 'p-limit'
import { recordsOf } from '../discovery/records.ts'
import type { ServiceFacts } from '../discovery/service-facts.ts'
import type { Schema } from '../schemas/schema.ts'
import { validateSchemas } from '../schemas/schema.ts'
import { uploadSchemas } from '../schemas/upload.ts'
import type { SchemaProgress, UploadResult } from '../schemas/upload.ts'
import type { RegistryApi } from '../wire/registry-api.ts'
import type { WireService } from '../wire/types.ts'

/** One version of a service, as the registry lists it. */
export interface CatalogService {
  readonly serviceId: string
  readonly service: string
  readonly app: string
  readonly version: string
  readonly environment: string
  readonly properties: Readonly<Record<string, string>>
  /** Which framework registered it. */
  readonly framework: string | undefined
}

/** Done and total, for who waits. */
type Progress = (done: number, total: number) => void

/**
 * Looks at a registry from outside, for tools: nothing is followed, registered or recorded as a dependency, and no access
 * is checked. Each asks now and rejects as requests do (CHS_REGISTRY_UNAVAILABLE, CHS_REGISTRY_REFUSED).
 */
export interface Catalog {
  /** Every version of every service of the domain. */
  services(signal?: AbortSignal): Promise<readonly CatalogService[]>
  /** Instances of some of them, four questions at a time; by service id. */
  instances(
    services: readonly CatalogService[],
    options?: { readonly onProgress?: Progress; readonly signal?: AbortSignal }
  ): Promise<ReadonlyMap<string, readonly Instance[]>>
  /**
   * Uploads the schemas that are missing or differ, one after the other (C17).
   * @throws ConfigError CHS_CONFIG_INVALID for schemas that no registry takes
   */
  uploadSchemas(
    serviceId: string,
    schemas: readonly Schema[],
    options?: { readonly onProgress?: SchemaProgress; readonly signal?: AbortSignal }
  ): Promise<UploadResult>
}

const AT_ONCE = 4

export function createCatalog(api: RegistryApi, log: Logger): Catalog {
  return {
    async services(signal) {
      return (await api.listServices(signal)).map(serviceOf).filter((service) => service !== undefined)
    },
    async instances(services, { onProgress, signal } = {}) {
      const limit = pLimit(AT_ONCE)
      const found = new Map<string, readonly Instance[]>()
      const read = async (service: CatalogService): Promise<void> => {
        const wires = await api.instancesOf(service.serviceId, signal)
        const facts: ServiceFacts = {
          ...service,
          properties: Object.keys(service.properties).length === 0 ? undefined : service.properties
        }
        found.set(
          service.serviceId,
          recordsOf(service, wires, () => facts, [])
        )
        onProgress?.(found.size, services.length)
      }
      await Promise.all(services.map((service) => limit(() => read(service))))
      return found
    },
    async uploadSchemas(serviceId, schemas, { onProgress, signal } = {}) {
      validateSchemas(schemas, 'schemas')
      const how = { log, isNew: false, failOnDifference: false, onProgress }
      return uploadSchemas(api, serviceId, schemas, how, signal)
    }
  }
}

function serviceOf(wire: WireService | null): CatalogService | undefined {
  const { serviceId, serviceName, appId, version, environment, properties, framework } = wire ?? {}
  if (typeof serviceId !== 'string' || typeof serviceName !== 'string') return undefined
  return {
    serviceId,
    service: serviceName,
    app: appId ?? '',
    version: version ?? '',
    environment: environment ?? '',
    properties: properties ?? {},
    framework: framework?.name ?? undefined
  }
}
