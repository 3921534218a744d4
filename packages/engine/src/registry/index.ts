import type { Env } from '@node-chassis/core'
import { BodyTooLarge } from '../http/body.ts'
import type { RequestHead, Service } from '../http/types.ts'
import { legacyRoutes, routeMaker } from './call.ts'
import { CORS_HEADERS, preflight } from './cors.ts'
import { Refusal, invalid } from './errors.ts'
import { Instances } from './instances.ts'
import { consoleRoutes } from './routes/console.ts'
import { dependencyRoutes } from './routes/dependencies.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { instanceRoutes } from './routes/instances.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { serviceRoutes } from './routes/services.ts'
import { systemRoutes } from './routes/system.ts'
import { tagRoutes } from './routes/tags.ts'
import { registerSelf } from './self.ts'
import { Services } from './services.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { RegistrySettings } from './settings.ts'
import { Store } from './store.ts'
import { errorAnswer, textAnswer } from './wire.ts'

export type { RegistrySettings } from './settings.ts'

export interface RegistryService extends Service {
  /** Lists the registry in itself. @param address `host:port` it can be reached at */
  announce(address: string): void
  /** Stops the clock of the leases. */
  close(): void
}

/** A service-center in memory (registry.md). @param given what differs from `DEFAULT_SETTINGS` */
export function createRegistryService(env: Env, given: Partial<RegistrySettings> = {}): RegistryService {
  const settings = { ...DEFAULT_SETTINGS, ...given }
  const store = new Store(env)
  const services = new Services(store, settings)
  const instances = new Instances(store, settings)
  const route = routeMaker(store)
  const routes = [
    ...serviceRoutes(route, services, instances),
    ...schemaRoutes(route, services, settings),
    ...tagRoutes(route, services),
    ...instanceRoutes(route, instances),
    ...discoveryRoutes(route),
    ...dependencyRoutes(route, services)
  ]
  return {
    name: 'registry',
    routes: [
      ...routes,
      ...legacyRoutes(routes),
      ...consoleRoutes(route, services, settings),
      ...systemRoutes(route, store)
    ],
    headers: { Server: 'SERVICECENTER/2.2.0', ...CORS_HEADERS },
    early: (head) => preflight(head) ?? refusedUri(head),
    notFound: () => textAnswer(404, '404 page not found'),
    methodNotAllowed: (_request, allowed) =>
      textAnswer(405, 'Method Not Allowed', { Allow: allowed.join(', ') }),
    failed(request, error) {
      const refusal = refusalFor(error)
      if (refusal.code === 500003)
        request.log.error({ err: error, path: request.path }, 'a registry request failed')
      return errorAnswer(refusal.status, refusal.body())
    },
    announce: (address) => registerSelf(store, services, instances, `rest://${address}/`),
    close: () => store.close()
  }
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof BodyTooLarge) return invalid(error.message)
  return new Refusal(500003, error instanceof Error ? error.message : String(error))
}

// registry.md 2.2. service-center answers 400 and executes the request all the same; here it is not executed.
function refusedUri({ target }: RequestHead) {
  if (target.length < 2048 && !/^\.|^$|[;&?+@]$/.test(target)) return undefined
  return textAnswer(400, `Invalid Request URI ${target}`)
}
