import { hostname } from 'node:os'
import { instanceShape, serviceShape } from './model.ts'
import type { Instances } from './instances.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'
import { REGISTRY_ENVIRONMENT, REGISTRY_SERVICE, isRegistryItself } from './services.ts'
import type { Services } from './services.ts'
import type { Store } from './store.ts'

const VERSION = '2.2.0'

/** Lists the registry in itself, as service-center does (registry.md 12.2). @param endpoint `rest://host:port/` */
export function registerSelf(store: Store, services: Services, instances: Instances, endpoint: string): void {
  const service = ownServices(store).find(({ body }) => body.version === VERSION) ?? created(store, services)
  // What an earlier life has left behind: as it was, or not at all.
  for (const instance of forGood(service)) {
    if (instance.body.endpoints[0] === endpoint) return
    store.dropInstance(instance)
  }
  instances.registerForGood(
    service,
    instanceShape({ hostName: hostname().slice(0, 64), endpoints: [endpoint] })
  )
}

/** Takes back what an earlier life has said of itself. */
export function forgetSelf(store: Store): void {
  for (const service of ownServices(store)) {
    if (forGood(service).length > 0) store.dropService(service)
  }
}

function created(store: Store, services: Services): ServiceRecord {
  return services.create(
    homeTenant(store),
    serviceShape({
      serviceName: REGISTRY_SERVICE,
      alias: REGISTRY_SERVICE,
      version: VERSION,
      environment: REGISTRY_ENVIRONMENT,
      properties: { allowCrossApp: 'true' }
    })
  )
}

function forGood(service: ServiceRecord): readonly InstanceRecord[] {
  return [...service.instances.values()].filter(({ ttlMs }) => ttlMs === Infinity)
}

/** The registry's own service; empty when it has not registered itself. */
export function ownServices(store: Store): readonly ServiceRecord[] {
  return [...homeTenant(store).services.values()].filter(isRegistryItself)
}

function homeTenant(store: Store): Tenant {
  return store.tenant('default', 'default')
}
