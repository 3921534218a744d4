import { RegistryError } from '@node-chassis/core'
import type { EngineAnswer, EngineHttp, EngineRequest } from '@node-chassis/transport'
import { refusal } from './refusal.ts'
import type { WireBatchResult, WireInstance, WireSchema, WireService } from './types.ts'

/** Whom a question is about. */
interface ServiceKey {
  readonly environment: string
  readonly app: string
  readonly service: string
}

/** A question about one service: the key and the revision of what is already known. */
export interface ServiceQuery extends ServiceKey {
  /** Empty: everything, please. */
  readonly rev: string
}

/** Undefined: nothing changed since the revision that was sent (304), or the engine is too busy to say (429, C5). */
type Found = { readonly rev: string; readonly instances: readonly WireInstance[] } | undefined

/** The routes of a service-center that this client uses. Each throws what `refusal` makes of an unexpected answer. */
export interface RegistryApi {
  existence(key: ServiceKey, version: string, signal?: AbortSignal): Promise<string>
  createService(service: object, signal?: AbortSignal): Promise<string>
  getService(serviceId: string, signal?: AbortSignal): Promise<WireService>
  listServices(signal?: AbortSignal): Promise<readonly (WireService | null)[]>
  instancesOf(serviceId: string, signal?: AbortSignal): Promise<readonly (WireInstance | null)[]>
  putServiceProperties(serviceId: string, body: object, signal?: AbortSignal): Promise<void>
  getSchemas(serviceId: string, signal?: AbortSignal): Promise<readonly WireSchema[]>
  putSchema(
    serviceId: string,
    schemaId: string,
    body: { readonly schema: string; readonly summary: string },
    signal?: AbortSignal
  ): Promise<void>
  createInstance(serviceId: string, instance: object, signal?: AbortSignal): Promise<string>
  putInstanceProperties(ids: InstanceIds, properties: object, signal?: AbortSignal): Promise<void>
  putStatus(ids: InstanceIds, status: string, signal?: AbortSignal): Promise<void>
  heartbeat(ids: InstanceIds, signal?: AbortSignal): Promise<void>
  deleteInstance(ids: InstanceIds, signal?: AbortSignal): Promise<void>
  find(query: ServiceQuery, consumerId: string | undefined, signal?: AbortSignal): Promise<Found>
  batch(
    queries: readonly ServiceQuery[],
    consumerId: string | undefined,
    signal?: AbortSignal
  ): Promise<WireBatchResult | undefined>
}

export interface InstanceIds {
  readonly serviceId: string
  readonly instanceId: string
}

/** @param project the path segment after `/v4/` */
export function createRegistryApi(http: EngineHttp, project: string): RegistryApi {
  const root = `/v4/${encodeURIComponent(project)}/registry`
  const service = (id: string): string => `${root}/microservices/${encodeURIComponent(id)}`
  const instance = (ids: InstanceIds): string =>
    `${service(ids.serviceId)}/instances/${encodeURIComponent(ids.instanceId)}`

  const ask = async (doing: string, request: EngineRequest): Promise<EngineAnswer> => {
    const answer = await http.request(
      request.body === undefined
        ? request
        : { ...request, headers: { 'content-type': 'application/json', ...request.headers } }
    )
    // Registry answers are 200 and nothing else (registry.md 2.5).
    if (answer.status !== 200) throw refusal(doing, answer)
    return answer
  }
  const send = (doing: string, method: 'POST' | 'PUT', path: string, body: object, signal?: AbortSignal) =>
    ask(doing, { method, path, body: JSON.stringify(body), signal })

  return {
    async existence(key, version, signal) {
      const query = new URLSearchParams({
        type: 'microservice',
        env: key.environment,
        appId: key.app,
        serviceName: key.service,
        version
      })
      const doing = `look for service "${key.service}"`
      return idOf(
        doing,
        'serviceId',
        await ask(doing, { method: 'GET', path: `${root}/existence?${query.toString()}`, signal })
      )
    },
    async createService(body, signal) {
      const doing = 'register the service'
      return idOf(
        doing,
        'serviceId',
        await send(doing, 'POST', `${root}/microservices`, { service: body }, signal)
      )
    },
    async getService(serviceId, signal) {
      const doing = `read service ${serviceId}`
      const answer = await ask(doing, { method: 'GET', path: service(serviceId), signal })
      return (read(doing, answer) as { service?: WireService | null }).service ?? {}
    },
    async listServices(signal) {
      const doing = 'list the services'
      const answer = await ask(doing, { method: 'GET', path: `${root}/microservices`, signal })
      return (read(doing, answer) as { services?: readonly WireService[] | null }).services ?? []
    },
    async instancesOf(serviceId, signal) {
      const doing = `list the instances of service ${serviceId}`
      const answer = await ask(doing, { method: 'GET', path: `${service(serviceId)}/instances`, signal })
      return (read(doing, answer) as { instances?: readonly WireInstance[] | null }).instances ?? []
    },
    async putServiceProperties(serviceId, body, signal) {
      await send(
        'update the properties of the service',
        'PUT',
        `${service(serviceId)}/properties`,
        body,
        signal
      )
    },
    async getSchemas(serviceId, signal) {
      const doing = `list the schemas of service ${serviceId}`
      const answer = await ask(doing, { method: 'GET', path: `${service(serviceId)}/schemas`, signal })
      return (read(doing, answer) as { schemas?: readonly WireSchema[] | null }).schemas ?? []
    },
    async putSchema(serviceId, schemaId, { schema, summary }, signal) {
      await send(
        `store schema "${schemaId}"`,
        'PUT',
        `${service(serviceId)}/schemas/${encodeURIComponent(schemaId)}`,
        { schemaId, summary, schema },
        signal
      )
    },
    async createInstance(serviceId, body, signal) {
      const doing = 'register the instance'
      const answer = await send(doing, 'POST', `${service(serviceId)}/instances`, { instance: body }, signal)
      return idOf(doing, 'instanceId', answer)
    },
    async putInstanceProperties(ids, properties, signal) {
      await send(
        'update the properties of the instance',
        'PUT',
        `${instance(ids)}/properties`,
        { properties },
        signal
      )
    },
    async putStatus(ids, status, signal) {
      await ask(`set the status ${status}`, {
        method: 'PUT',
        path: `${instance(ids)}/status?value=${status}`,
        signal
      })
    },
    async heartbeat(ids, signal) {
      await ask('renew the lease', { method: 'PUT', path: `${instance(ids)}/heartbeat`, signal })
    },
    async deleteInstance(ids, signal) {
      await ask('take the instance out', { method: 'DELETE', path: instance(ids), signal })
    },
    async find(query, consumerId, signal) {
      const parameters = new URLSearchParams({ appId: query.app, serviceName: query.service })
      if (query.environment !== '') parameters.set('env', query.environment)
      // Ignored by today's engines, mandatory for old ones; as `%2B`, and never last (registry.md 8.1, C16).
      parameters.set('version', '0+')
      parameters.set('rev', query.rev)
      const answer = await http.request({
        method: 'GET',
        path: `${root}/instances?${parameters.toString()}`,
        headers: consumer(consumerId),
        signal
      })
      if (answer.status === 304 || answer.status === 429) return undefined
      const doing = `find "${query.service}"`
      if (answer.status !== 200) throw refusal(doing, answer)
      const { instances } = read(doing, answer) as { instances?: readonly WireInstance[] | null }
      return { rev: answer.headers.get('X-Resource-Revision') ?? '', instances: instances ?? [] }
    },
    async batch(queries, consumerId, signal) {
      const doing = `query ${queries.length} services`
      const services = queries.map(({ environment, app, service: serviceName, rev }) => ({
        service: environment === '' ? { appId: app, serviceName } : { environment, appId: app, serviceName },
        ...(rev === '' ? {} : { rev })
      }))
      const answer = await http.request({
        method: 'POST',
        path: `${root}/instances/action?type=query`,
        headers: { 'content-type': 'application/json', ...consumer(consumerId) },
        body: JSON.stringify({ services }),
        signal
      })
      if (answer.status === 304 || answer.status === 429) return undefined
      if (answer.status !== 200) throw refusal(doing, answer)
      return (read(doing, answer) as { services?: WireBatchResult | null }).services ?? {}
    }
  }
}

function consumer(id: string | undefined): Readonly<Record<string, string>> {
  return id === undefined ? {} : { 'X-ConsumerId': id }
}

function read(doing: string, answer: EngineAnswer): object {
  try {
    const parsed: unknown = JSON.parse(answer.body)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Told below.
  }
  // A portal or a proxy answers 200 with a page: nothing in it may be taken for an answer.
  throw new RegistryError(
    'CHS_REGISTRY_UNAVAILABLE',
    `${answer.address} answered something else than JSON when asked to ${doing}`
  )
}

function idOf(doing: string, name: 'serviceId' | 'instanceId', answer: EngineAnswer): string {
  const id = (read(doing, answer) as Record<string, unknown>)[name]
  if (typeof id === 'string' && id !== '') return id
  throw new RegistryError(
    'CHS_REGISTRY_UNAVAILABLE',
    `${answer.address} answered without ${name} when asked to ${doing}`
  )
}
