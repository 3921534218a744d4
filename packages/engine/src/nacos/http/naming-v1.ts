import type { Answer, EngineRequest, Route } from '../../http/types.ts'
import { Undecodable, JsonFields } from '../json-fields.ts'
import type { HttpClients } from '../naming/http-clients.ts'
import { DEFAULT_GROUP, PUBLIC, groupedName } from '../naming/model.ts'
import type { Instance, ServiceName } from '../naming/model.ts'
import { serviceInfo } from '../naming/service-info.ts'
import { MixedService } from '../naming/store.ts'
import { paged } from '../paged.ts'
import type { NacosState } from '../state.ts'
import { HttpRefusal, frameworkError, json, text } from './answers.ts'
import { gone } from './gone.ts'
import {
  BadInstance,
  checkParams,
  instanceParam,
  metadataParam,
  placeParam,
  serviceParam
} from './instance-params.ts'
import { Params } from './params.ts'

const KNOWN = 10_200
const UNKNOWN = 20_404
const BEAT_MS = 5_000

/** `/v1/ns` (nacos.md 5.1). */
export function namingV1Routes(state: NacosState, clients: HttpClients): readonly Route[] {
  const { profile, naming, env } = state
  const isOld = profile.api === '2.1'

  /** In the words of the version: 2.1 says 500 to nearly everything. */
  const mistake = (message: string, status = profile.mistakeStatus as number): Answer =>
    isOld ? text(`caused: ${message};`, status) : text(message, status)

  const refused = (error: BadInstance, path: string): Answer => {
    const { kind, message } = error
    if (kind === 'missing') return mistake(`Param '${message}' is required.`, 400)
    if (kind === 'parameter') return text(`${message}\r\n`, 400)
    if (kind !== 'metadata' || isOld) return mistake(message)
    const words = `Server failed, caused: ErrCode:400, ErrMsg:${message};caused: ${message};`
    return frameworkError(env.clock, 500, words, path)
  }

  const route = (
    method: Route['method'],
    path: string,
    handle: (params: Params, request: EngineRequest) => Answer
  ): Route => ({
    method,
    path: `/nacos/v1/ns${path}`,
    handle(request) {
      try {
        return handle(new Params(request), request)
      } catch (error) {
        if (error instanceof BadInstance) return refused(error, request.path)
        if (error instanceof MixedService) return mistake(error.message)
        throw error
      }
    }
  })

  const list = (params: Params): Answer => {
    const name = serviceParam(params)
    const clusters = params.text('clusters') ?? ''
    checkParams(profile, name, { cluster: clusters })
    const selection = { clusters, healthyOnly: params.flag('healthyOnly') ?? false }
    return json(serviceInfo(naming, profile, name, selection, 'grouped', env.clock.wallNow()))
  }

  const beat = (params: Params): Answer => {
    const name = serviceParam(params)
    const full = beatParam(params.filled('beat'))
    const at = full ?? placeParam(params)
    checkParams(profile, name, at)
    const known = clients.beat(name, at)
    if (known === undefined && full !== undefined) clients.register(name, full, true)
    const code = known === undefined && full === undefined ? UNKNOWN : KNOWN
    return json({ clientBeatInterval: known ?? BEAT_MS, code, lightBeatEnabled: true })
  }

  const services = (params: Params): Answer => {
    const namespace = params.filled('namespaceId') ?? PUBLIC
    const all = naming.names(namespace, params.filled('groupName') ?? DEFAULT_GROUP)
    const page = paged(all, params.number('pageNo') ?? 1, params.number('pageSize') ?? 20)
    return json({ count: all.length, doms: page })
  }

  const detail = (params: Params): Answer => {
    const name = serviceParam(params)
    const { ip, port, cluster } = placeParam(params)
    const found = naming
      .instances(name)
      .find((each) => each.ip === ip && each.port === port && each.cluster === cluster)
    if (found === undefined) throw new HttpRefusal(mistake('no matched ip found!', isOld ? 500 : 404))
    const { instanceId, weight, healthy, metadata } = found
    const service = groupedName(name)
    return json({ service, ip, port, clusterName: cluster, weight, healthy, instanceId, metadata })
  }

  // An override: it outlives later registrations (nacos.md 5, N24).
  const update = (params: Params): Answer => {
    const name = serviceParam(params)
    const { enabled, weight, metadata, ...place } = instanceParam(params, profile)
    if (!naming.override(name, place, { enabled, weight, metadata })) return noService(name)
    return text('ok')
  }

  const updateService = (params: Params): Answer => {
    const name = serviceParam(params)
    const threshold = params.number('protectThreshold') ?? 0
    if (!(threshold >= 0 && threshold <= 1)) return mistake('protectThreshold must be between 0 and 1')
    metadataParam(params.text('metadata'))
    return naming.setThreshold(name, threshold) ? text('ok') : noService(name)
  }

  const service = (params: Params): Answer => {
    const name = serviceParam(params)
    if (!naming.has(name)) return noService(name)
    return json({
      namespaceId: name.namespace,
      groupName: name.group,
      name: name.service,
      protectThreshold: naming.threshold(name) ?? 0,
      metadata: {},
      selector: { type: 'none' },
      clusters: []
    })
  }

  const noService = ({ namespace, group, service: named }: ServiceName): Answer =>
    mistake(`service not found, namespace: ${namespace}, serviceName: ${group}@@${named}`)

  return [
    route('POST', '/instance', (params) => {
      const instance = instanceParam(params, profile)
      clients.register(serviceParam(params), instance, true)
      return text('ok')
    }),
    route('DELETE', '/instance', (params) => {
      const name = serviceParam(params)
      const at = placeParam(params)
      checkParams(profile, name, at)
      clients.deregister(name, at, params.flag('ephemeral') ?? true)
      return text('ok')
    }),
    route('PUT', '/instance/beat', beat),
    route('GET', '/instance/list', list),
    route('GET', '/service/list', services),
    ...(profile.api === '3.0'
      ? [
          gone(env.clock, 'GET', '/v1/ns/instance', 'GET /v3/admin/ns/instance', 'admin'),
          gone(env.clock, 'PUT', '/v1/ns/instance', 'PUT /v3/admin/ns/instance', 'admin'),
          gone(env.clock, 'GET', '/v1/ns/service', 'GET /v3/admin/ns/service', 'admin'),
          gone(env.clock, 'PUT', '/v1/ns/service', 'PUT /v3/admin/ns/service', 'admin')
        ]
      : [
          route('GET', '/instance', detail),
          route('PUT', '/instance', update),
          route('GET', '/service', service),
          route('PUT', '/service', updateService)
        ])
  ]
}

/** The full form of a heartbeat, which registers by itself; undefined for the light one. @throws BadInstance */
function beatParam(given: string | undefined): Omit<Instance, 'instanceId'> | undefined {
  if (given === undefined) return undefined
  try {
    const fields = JsonFields.parse(given)
    const ip = fields.text('ip')
    const port = fields.number('port')
    if (ip === undefined || port === undefined) throw new Undecodable('no place')
    return {
      ip,
      port,
      cluster: fields.text('cluster') ?? 'DEFAULT',
      weight: fields.number('weight') ?? 1,
      healthy: true,
      enabled: true,
      ephemeral: true,
      metadata: fields.object('metadata')?.texts() ?? {}
    }
  } catch (error) {
    if (error instanceof Undecodable) throw new BadInstance('number', `beat cannot be read: ${error.message}`)
    throw error
  }
}
