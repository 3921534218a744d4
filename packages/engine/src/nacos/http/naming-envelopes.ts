import type { Answer, Route } from '../../http/types.ts'
import type { HttpClients } from '../naming/http-clients.ts'
import { DEFAULT_CLUSTER, groupedName } from '../naming/model.ts'
import { hostOf, serviceInfo } from '../naming/service-info.ts'
import type { Selection, ServiceInfo } from '../naming/service-info.ts'
import { MixedService } from '../naming/store.ts'
import type { NacosState } from '../state.ts'
import { envelope, frameworkError, json, refusedEnvelope, text } from './answers.ts'
import { gone } from './gone.ts'
import { BadInstance, checkParams, instanceParam, placeParam, serviceParam } from './instance-params.ts'
import { Params } from './params.ts'

const NOT_FOUND = 20_004
const INSTANCE_NOT_FOUND = 21_003
const INTEGERS: ReadonlySet<string> = new Set(['port'])
const V2 = '/v2/ns/instance'
const V3 = '/v3/client/ns/instance'

/** Naming in envelopes: `/v2/ns/instance` of 2.2 to 2.5, `/v3/client/ns/instance` of 3.x (nacos.md 5.3). */
export function namingEnvelopeRoutes(state: NacosState, clients: HttpClients): readonly Route[] {
  const { profile, naming, env } = state

  const route = (method: Route['method'], path: string, handle: (params: Params) => Answer): Route => ({
    method,
    path: `/nacos${path}`,
    handle(request) {
      try {
        return handle(new Params(request))
      } catch (error) {
        if (error instanceof BadInstance) return refusedInstance(error)
        if (error instanceof MixedService)
          return refusedEnvelope(400, 21_004, 'instance error', error.message)
        throw error
      }
    }
  })

  const info = (params: Params, selection: Selection): ServiceInfo => {
    const name = serviceParam(params)
    checkParams(profile, name, { cluster: selection.clusters })
    return serviceInfo(naming, profile, name, selection, 'grouped', Math.floor(env.clock.wallNow()))
  }
  // Instances of these answers have no id, however they were registered (nacos.md 5).
  const hosts = ({ hosts: given }: ServiceInfo): readonly object[] =>
    given.map(({ instanceId: _, ...host }) => host)

  const register = (params: Params): Answer => {
    clients.register(serviceParam(params), instanceParam(params, profile), false)
    return envelope('ok')
  }
  const deregister = (params: Params): Answer => {
    const name = serviceParam(params)
    const at = placeParam(params)
    checkParams(profile, name, at)
    clients.deregister(name, at, params.flag('ephemeral') ?? true)
    return envelope('ok')
  }

  if (profile.envelopes === undefined) return earlyRoutes(state)
  if (profile.envelopes === 'v2') {
    return [
      route('POST', V2, register),
      route('DELETE', V2, deregister),
      route('GET', `${V2}/list`, (params) => {
        const clusters = params.text('clusterName') ?? ''
        const found = info(params, { clusters, healthyOnly: params.flag('healthyOnly') ?? false })
        return envelope({ ...found, hosts: hosts(found) })
      }),
      route('GET', V2, (params) => {
        const name = serviceParam(params)
        const { ip, port, cluster } = placeParam(params)
        const offered = naming.instances(name).filter((each) => each.cluster === cluster)
        const found = offered.find((each) => each.ip === ip && each.port === port)
        if (found !== undefined) return envelope(hostOf(found, name))
        const what =
          offered.length === 0
            ? `no ips found for cluster ${cluster} in service ${groupedName(name)}`
            : 'no matched ip found!'
        return refusedEnvelope(404, NOT_FOUND, 'resource not found', what)
      }),
      route('PUT', `${V2}/beat`, (params) => {
        const known = clients.beat(serviceParam(params), placeParam(params))
        const code = known === undefined ? 20_404 : 10_200
        return json({ clientBeatInterval: known ?? 5_000, code, lightBeatEnabled: true })
      })
    ]
  }
  const admin = (method: Route['method'], path: string): Route =>
    gone(env.clock, method, path, `${method} ${path.replace('/v2/', '/v3/admin/')}`, 'admin')
  return [
    route('POST', V3, (params) => {
      if (params.flag('heartBeat') !== true) return register(params)
      const known = clients.beat(serviceParam(params), placeParam(params))
      return known === undefined
        ? refusedEnvelope(200, INSTANCE_NOT_FOUND, 'instance not found', null)
        : envelope('ok')
    }),
    route('DELETE', V3, deregister),
    // No cluster means the cluster DEFAULT here, and not every one (H4).
    route('GET', `${V3}/list`, (params) => {
      const clusters = params.filled('clusterName') ?? DEFAULT_CLUSTER
      return envelope(hosts(info(params, { clusters, healthyOnly: false })))
    }),
    admin('GET', V2),
    admin('POST', V2),
    admin('DELETE', V2),
    admin('GET', `${V2}/list`)
  ]
}

function refusedInstance({ kind, message }: BadInstance): Answer {
  if (kind === 'missing') {
    const type = INTEGERS.has(message) ? 'Integer' : 'String'
    const data = `Required parameter '${message}' type ${type} is not present`
    return refusedEnvelope(400, 10_000, 'parameter missing', data)
  }
  if (kind === 'parameter') return text(`${message}\r\n`, 400)
  if (kind === 'weight') return refusedEnvelope(400, 21_001, 'weight error', message)
  if (kind === 'metadata') return refusedEnvelope(400, 21_002, 'instance metadata error', message)
  if (kind === 'beats') return refusedEnvelope(400, 21_004, 'instance error', message)
  return refusedEnvelope(400, 20_002, 'parameter validate error', message)
}

/** 2.1 has an unfinished v2, which nobody should use (H2): it is refused as there, and not served where it is not. */
function earlyRoutes({ env }: NacosState): readonly Route[] {
  const named = (params: Params, path: string): Answer =>
    params.text('serviceName')?.includes('@@') === true
      ? frameworkError(env.clock, 501, 'this engine serves no /v2 of 2.1: use /v1', path)
      : text("caused: Param 'serviceName' is illegal, it should be format as 'groupName@@serviceName';", 400)
  return [
    {
      method: 'POST',
      path: `/nacos${V2}`,
      handle(request) {
        const params = new Params(request)
        if (params.text('metadata') !== undefined) return named(params, request.path)
        return refusedEnvelope(500, 500, "caused: Required String parameter 'metadata' is not present;", null)
      }
    },
    {
      method: 'GET',
      path: `/nacos${V2}/list`,
      handle: (request) => named(new Params(request), request.path)
    }
  ]
}
