import type { Answer, EngineRequest, Route } from '../http/types.ts'
import { JsonError, readJson } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import { mayTouch } from '../rbac/targets.ts'
import { invalid } from './errors.ts'
import type { ServiceRecord, Tenant } from './records.ts'
import { RULES, check } from './rules.ts'
import type { Store } from './store.ts'

/** A request to the registry, seen from the inside: whose it is, and what its path and query say. */
export class RegistryCall {
  readonly request: EngineRequest
  readonly tenant: Tenant

  constructor(request: EngineRequest, store: Store) {
    this.request = request
    this.tenant = tenantOf(request, store)
  }

  /** Path parameter, decoded; `''` when the route has none of that name. */
  param(name: string): string {
    return this.request.params[name] ?? ''
  }

  /** Query parameter, decoded; `''` when absent: service-center makes no difference. */
  query(name: string): string {
    return this.request.query.get(name) ?? ''
  }

  /** The service id of the path. @throws Refusal 400001 */
  serviceId(): string {
    const id = this.param('serviceId')
    check('GetServiceRequest.ServiceId', id, RULES.serviceId)
    return id
  }

  /** `X-ConsumerId`, `''` when not given. @throws Refusal 400001 */
  consumerId(): string {
    const id = this.request.header('x-consumerid') ?? ''
    if (id !== '') check('FindInstancesRequest.ConsumerServiceId', id, RULES.consumerId)
    return id
  }

  /** The revision that the caller has, `''` when it has none or wants the store to be read (registry.md 2.2). */
  knownRevision(): string {
    return this.request.query.has('noCache') || this.request.query.has('cacheOnly') ? '' : this.query('rev')
  }

  /** Whether the caller wants the store to be read, and no cache that trails it (registry.md 2.2). */
  readsStore(): boolean {
    return ['1', 'true'].includes(this.query('noCache'))
  }

  /** Whether the caller's permissions reach this service: lists leave out, and bulk changes pass over, the others. */
  mayTouch(record: ServiceRecord): boolean {
    return mayTouch(this.request, record.body)
  }

  /**
   * The body. @param unreadable detail of the answer to a body that is no JSON; default: what is wrong with it
   * @throws Refusal 400001
   */
  body<T>(shape: Shape<T>, unreadable?: string): T {
    try {
      return readJson(this.request.body, shape)
    } catch (error) {
      if (error instanceof JsonError) throw invalid(unreadable ?? error.message)
      throw error
    }
  }
}

type CallHandler = (call: RegistryCall) => Answer

// The paths of version 3 have no project, and an older name for the domain (registry.md 1).
export function tenantOf(request: EngineRequest, store: Store): Tenant {
  const { project } = request.params
  const domain = request.header('x-domain-name') || (project === undefined && request.header('x-tenant-name'))
  return store.tenant(domain || 'default', project ?? 'default')
}

/** What makes routes below `/v4/:project`; `P` at the start of a path stands for `/v4/:project/registry`. */
export type RouteMaker = (
  method: Route['method'],
  path: string,
  handle: CallHandler,
  maxBodyBytes?: number
) => Route

export function routeMaker(store: Store): RouteMaker {
  return (method, path, handle, maxBodyBytes) => ({
    method,
    path: path.replace(/^P/, '/v4/:project/registry'),
    handle: (request) => handle(new RegistryCall(request, store)),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes })
  })
}

/** The same routes under the paths of version 3, which java-chassis 2 can be told to use. */
export function legacyRoutes(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({
    ...route,
    path: route.path.replace('/v4/:project/registry', '/registry/v3')
  }))
}
