import { hostname } from 'node:os'
import { instanceShape, serviceShape } from './model.ts'
import type { Instances } from './instances.ts'
import type { ServiceRecord, Tenant } from './records.ts'
import { REGISTRY_SERVICE, isRegistryItself } from './services.ts'
import type { Services } from './services.ts'
import type { Store } from './store.ts'

/** Lists the registry in itself, as service-center does (registry.md 12.2). @param endpoint `rest://host:port/` */
export function registerSelf(store: Store, services: Services, instances: Instances, endpoint: string): void {
  const service = services.create(
    homeTenant(store),
    serviceShape({
      serviceName: REGISTRY_SERVICE,
      alias: REGISTRY_SERVICE,
      version: '2.2.0',
      environment: 'development',
      properties: { allowCrossApp: 'true' }
    })
  )
  instances.registerForGood(
    service,
    instanceShape({ hostName: hostname().slice(0, 64), endpoints: [endpoint] })
  )
}

/** The registry's own service; empty when it has not registered itself. */
export function ownServices(store: Store): readonly ServiceRecord[] {
  return [...homeTenant(store).services.values()].filter(isRegistryItself)
}

function homeTenant(store: Store): Tenant {
  return store.tenant('default', 'default')
}
