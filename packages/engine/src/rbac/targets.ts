import type { EngineRequest, Route } from '../http/types.ts'
import { JsonError, list, optional, readJson, struct, text } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import type { ServiceBody } from '../registry/model.ts'
import type { Tenant } from '../registry/records.ts'
import { VERBS, shortPath } from './access.ts'
import { covers } from './permissions.ts'

type ServiceLabels = ReadonlyMap<string, string>

/** What a request is about: labels of services that exist or are asked for by name, and whether an id was unknown. */
export interface Targets {
  readonly labels: readonly ServiceLabels[]
  readonly unknown: boolean
}

type Key = Pick<ServiceBody, 'environment' | 'appId' | 'serviceName'>

const createShape = struct({
  service: optional(struct({ environment: text, appId: text, serviceName: text, alias: text }))
})
const idShape = struct({ serviceId: text })
const idsShape = struct({ serviceIds: list(text) })
const heartbeatsShape = struct({ instances: list(idShape) })
const queryShape = struct({ instances: list(struct({ instance: idShape })) })

/** What permissions can name of a service (registry.md 13.4). */
function labelsOf({ environment, appId, serviceName }: Key): ServiceLabels {
  return new Map([
    ['environment', environment],
    ['appId', appId],
    ['serviceName', serviceName]
  ])
}

/** Whether the permissions of the caller reach a service; anybody's do where nobody is asked who they are. */
export function mayTouch({ caller, method }: EngineRequest, service: Key): boolean {
  return (
    caller === undefined ||
    covers(caller.reach('service', VERBS[method as Route['method']]), labelsOf(service))
  )
}

/**
 * The services that a request to the registry is about, from its path, query and body. Routes that list services have
 * none: they leave out what the caller may not see. In batch discovery only the instances count (registry.md 13.4).
 */
export function targetsOf(request: EngineRequest, route: Route, tenant: Tenant): Targets {
  const ids: string[] = []
  const keys: Key[] = []
  const { serviceId, consumerId, providerId } = request.params
  const inPath = serviceId ?? consumerId ?? providerId
  if (inPath !== undefined) ids.push(inPath)
  const short = `${route.method} ${shortPath(route.path)}`
  if (short === 'GET P/instances') keys.push(queryKey(request, tenant, true))
  else if (short === 'GET P/existence') {
    if (request.query.get('type') === 'schema') ids.push(request.query.get('serviceId') ?? '')
    else keys.push(queryKey(request, tenant, false))
  } else if (short === 'POST P/microservices') keys.push(...createdKeys(request, tenant))
  else if (short === 'DELETE P/microservices') ids.push(...(read(request, idsShape)?.serviceIds ?? []))
  else if (short.startsWith('PUT ') && short.endsWith('/properties')) {
    // An id in the body wins over that of the path (registry.md 2.6), so both have to be allowed.
    const inBody = read(request, idShape)?.serviceId ?? ''
    if (inBody !== '') ids.push(inBody)
  } else if (short === 'PUT P/heartbeats') {
    ids.push(...(read(request, heartbeatsShape)?.instances ?? []).map((each) => each.serviceId))
  } else if (short === 'POST P/instances/action') {
    ids.push(...(read(request, queryShape)?.instances ?? []).map(({ instance }) => instance.serviceId))
  }
  const found = ids.map((id) => tenant.services.get(id))
  for (const record of found) if (record !== undefined) keys.push(record.body)
  return { labels: keys.map(labelsOf), unknown: found.includes(undefined) }
}

// Discovery looks in the environment of a consumer that gives its id, whatever its query says.
function queryKey(request: EngineRequest, tenant: Tenant, ofConsumer: boolean): Key {
  const { query } = request
  const consumer = ofConsumer ? tenant.services.get(request.header('x-consumerid') ?? '') : undefined
  return {
    environment: consumer?.body.environment ?? query.get('env') ?? '',
    appId: query.get('appId') ?? '',
    serviceName: query.get('serviceName') ?? ''
  }
}

// A service with an alias that another one has becomes that one (registry.md 4.2), with all that is sent along.
function createdKeys(request: EngineRequest, tenant: Tenant): Key[] {
  const service = read(request, createShape)?.service
  if (service === undefined) return []
  const { environment, alias, serviceName } = service
  const appId = service.appId || 'default'
  const owners = alias === '' ? [] : tenant.byAlias.versions(environment, appId, alias)
  return [{ environment, appId, serviceName }, ...owners.map((record) => record.body)]
}

// What cannot be read is refused by the handler.
function read<T>(request: EngineRequest, shape: Shape<T>): T | undefined {
  try {
    return readJson(request.body, shape)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}
