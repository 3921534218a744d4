import type { Env } from '@node-chassis/core'
import { FaultSwitches } from '../faults/switches.ts'
import { BodyTooLarge } from '../http/body.ts'
import type { RequestHead, Route, Service } from '../http/types.ts'
import { RegistryMetrics } from '../metrics/registry-metrics.ts'
import { socketRoutes } from '../sockets/routes.ts'
import { Watchers } from '../sockets/watchers.ts'
import type { Rbac } from '../rbac/index.ts'
import { Alarms } from './alarms.ts'
import { legacyRoutes, routeMaker, tenantOf } from './call.ts'
import { CORS_HEADERS, preflight } from './cors.ts'
import { Refusal, invalid } from './errors.ts'
import { Instances } from './instances.ts'
import { Lingering } from './lingering.ts'
import { adminRoutes } from './routes/admin.ts'
import { consoleRoutes } from './routes/console.ts'
import { dependencyRoutes } from './routes/dependencies.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { instanceRoutes } from './routes/instances.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { serviceRoutes } from './routes/services.ts'
import { systemRoutes } from './routes/system.ts'
import { tagRoutes } from './routes/tags.ts'
import { retireOldVersions } from './retire.ts'
import { forgetSelf, registerSelf } from './self.ts'
import { Services } from './services.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { RegistrySettings } from './settings.ts'
import { Store } from './store.ts'
import { errorAnswer, textAnswer } from './wire.ts'

// registry.md 2.1
const GZIP_FROM_BYTES = 1_400

export type { RegistrySettings } from './settings.ts'

export interface RegistryService extends Service {
  /** What it holds, for the journal. */
  readonly records: Store
  /** Lists the registry in itself. @param address `host:port` it can be reached at; without one it is not listed any more */
  announce(address: string | undefined): void
  /** Says goodbye on the WebSockets and stops the clock of the leases. */
  close(): void
}

/**
 * A service-center in memory (registry.md).
 * @param given what differs from `DEFAULT_SETTINGS`
 * @param more routes of others on the same port: the governance API
 * @param rbac asks every caller for a token; without it nobody is asked (registry.md 13)
 * @param faults which failures to play
 */
export function createRegistryService(
  env: Env,
  given: Partial<RegistrySettings> = {},
  more: readonly Route[] = [],
  rbac?: Rbac,
  faults: FaultSwitches = new FaultSwitches()
): RegistryService {
  const settings = { ...DEFAULT_SETTINGS, ...given }
  const store = new Store(env)
  const services = new Services(store, settings)
  const instances = new Instances(store, settings)
  const watchers = new Watchers()
  const metrics = new RegistryMetrics(() => store.tenants(), watchers)
  const alarms = new Alarms()
  const lingering = lingeringIn(store, settings, faults, (action, instance) => {
    if (!faults.take('dropFrames')) watchers.changed(action, instance)
  })
  store.onInstance = lingering.changed
  const sockets = socketRoutes(store, instances, watchers, settings.pingIntervalMs)
  const stopRetiring = retireOldVersions(env, store, services)
  const route = routeMaker(store)
  const routes = [
    ...serviceRoutes(route, services, instances, settings),
    ...schemaRoutes(route, services, settings),
    ...tagRoutes(route, services),
    ...instanceRoutes(route, instances),
    ...discoveryRoutes(route, settings),
    ...dependencyRoutes(route, services),
    ...sockets.routes
  ]
  return {
    name: 'registry',
    routes: [
      ...routes,
      ...legacyRoutes(routes),
      ...consoleRoutes(route, services, settings),
      ...systemRoutes(route, store),
      ...adminRoutes(route, store, alarms, settings),
      { method: 'GET', path: '/metrics', handle: metrics.page },
      ...more,
      ...(rbac?.routes ?? [])
    ],
    headers: { Server: 'SERVICECENTER/2.2.0', ...CORS_HEADERS },
    gzipFromBytes: GZIP_FROM_BYTES,
    answered: metrics.answered,
    early: (head) => preflight(head) ?? refusedUri(head),
    ...(rbac === undefined ? {} : guardedBy(rbac, store)),
    notFound: () => textAnswer(404, '404 page not found'),
    methodNotAllowed: (_request, allowed) =>
      textAnswer(405, 'Method Not Allowed', { Allow: allowed.join(', ') }),
    failed(request, error) {
      const refusal = refusalFor(error)
      if (refusal.code === 500003) {
        alarms.raise('InternalError', refusal.detail)
        request.log.error({ err: error, path: request.path }, 'a registry request failed')
      }
      return errorAnswer(refusal.status, refusal.body())
    },
    records: store,
    announce(address) {
      if (address === undefined) forgetSelf(store)
      else registerSelf(store, services, instances, `rest://${address}/`)
    },
    close() {
      stopRetiring()
      sockets.close()
      lingering.close()
      store.close()
    }
  }
}

function guardedBy(rbac: Rbac, store: Store): Required<Pick<Service, 'guard' | 'permit'>> {
  return {
    async guard(request, route) {
      await rbac.guard(request, route)
      return undefined
    },
    permit(request, route) {
      rbac.permit(request, route, (each) => tenantOf(each, store))
      return undefined
    }
  }
}

function lingeringIn(
  store: Store,
  settings: RegistrySettings,
  faults: FaultSwitches,
  tell: Watchers['changed']
): Lingering {
  const shown = { deleteDelayMs: settings.deleteDelayMs, selfPreservation: settings.selfPreservation }
  faults.onInject(({ deleteDelayMs, selfPreservation }) => {
    shown.deleteDelayMs = deleteDelayMs ?? shown.deleteDelayMs
    shown.selfPreservation = selfPreservation ?? shown.selfPreservation
  })
  const living = (): number => [...store.tenants()].reduce((sum, { instanceCount }) => sum + instanceCount, 0)
  return new Lingering(store.env, shown, living, tell)
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof BodyTooLarge) return invalid(error.message)
  return new Refusal(500003, error instanceof Error ? error.message : String(error))
}

const BAD_ENDS = ';&?+@'

// registry.md 2.2. service-center answers 400 and executes the request all the same; here it is not executed.
function refusedUri({ target }: RequestHead) {
  if (
    target !== '' &&
    target.length < 2048 &&
    !target.startsWith('.') &&
    !BAD_ENDS.includes(target.at(-1) ?? '')
  )
    return undefined
  return textAnswer(400, `Invalid Request URI ${target}`)
}
