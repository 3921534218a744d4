import type { JsonFields } from '../json-fields.ts'
import type { Checked } from '../names.ts'
import { DEFAULT_CLUSTER, DEFAULT_GROUP, simpleInstanceId } from '../naming/model.ts'
import type { Instance, ServiceName } from '../naming/model.ts'
import { serviceInfo } from '../naming/service-info.ts'
import { MixedService } from '../naming/store.ts'
import { paged } from '../paged.ts'
import type { NacosState } from '../state.ts'
import type { Connection, Push } from './connection.ts'
import type { RequestKind, RequestKinds } from './dispatcher.ts'
import { GrpcRefusal, done } from './replies.ts'

const REGISTER = 'registerInstance'
const DEREGISTER = 'deregisterInstance'
const BATCH = 'batchRegisterInstance'

/** Requests about services and instances (nacos.md 4.3, 5). */
export function namingRequests(state: NacosState): RequestKinds {
  const { profile, naming, pushes, probes, env } = state
  const isOld = profile.api === '2.1'

  const info = (name: ServiceName, clusters: string, healthyOnly: boolean) =>
    serviceInfo(naming, profile, name, { clusters, healthyOnly }, 'plain', env.clock.wallNow())

  const instanceOf = (fields: JsonFields, name: ServiceName, ephemeral: boolean): Instance => {
    const ip = fields.text('ip') ?? ''
    const port = fields.number('port') ?? 0
    const cluster = fields.text('clusterName')
    const given = fields.text('instanceId')
    // 2.1 makes no id for instances that come by gRPC (G31).
    const instanceId =
      given !== undefined && given !== ''
        ? given
        : isOld
          ? undefined
          : simpleInstanceId(ip, port, cluster, name)
    return {
      ...(instanceId === undefined ? {} : { instanceId }),
      ip,
      port,
      weight: fields.number('weight') ?? 1,
      healthy: fields.flag('healthy') ?? true,
      enabled: fields.flag('enabled') ?? true,
      ephemeral,
      cluster: cluster ?? DEFAULT_CLUSTER,
      metadata: fields.object('metadata')?.texts() ?? {}
    }
  }

  const publish = (
    name: ServiceName,
    client: string,
    instances: readonly Instance[],
    ephemeral: boolean
  ): void => {
    try {
      naming.publish(name, client, instances, ephemeral)
    } catch (error) {
      if (error instanceof MixedService) throw wrong(error.message)
      throw error
    }
  }

  const wrong = (message: string, code = 400): GrpcRefusal =>
    new GrpcRefusal(code, message, { resultCode: isOld ? 500 : code })

  /** Whether the connection may publish; 2.1 says yes and forgets what it was told (G25). */
  const mayPublish = (connection: Connection): boolean => {
    if (connection.isForNaming) return true
    if (isOld) return false
    const text = `Client [${connection.id}] connection already disconnect, can't register ephemeral instance. `
    throw wrong(`errCode: -401, errMsg: ${text}`, -401)
  }

  // Answers say what was done from 2.2 on.
  const typed = (type: string): object => (isOld ? {} : { type })

  const instance: RequestKind = {
    responseType: 'InstanceResponse',
    checked: (fields) => [{ ...names(fields), ...place(fields.object('instance')) }],
    handle(fields, connection) {
      const name = serviceOf(fields)
      const type = typeOf(fields, wrong)
      if (mayPublish(connection)) {
        if (type === REGISTER) {
          const given = instanceOf(required(fields, 'instance'), name, true)
          publish(name, connection.id, [given], true)
        } else naming.retract(name, connection.id)
      }
      return done('InstanceResponse', typed(type))
    }
  }

  const persistent: RequestKind = {
    responseType: 'InstanceResponse',
    checked: (fields) => [{ ...names(fields), ...place(fields.object('instance')) }],
    handle(fields) {
      const name = serviceOf(fields)
      const type = typeOf(fields, wrong)
      const given = instanceOf(required(fields, 'instance'), name, false)
      const client = `${given.ip}:${given.port}#false`
      if (type === REGISTER) {
        publish(name, client, [given], false)
        probes.begin()
      } else naming.retract(name, client)
      return done('InstanceResponse', typed(type))
    }
  }

  const batch: RequestKind = {
    responseType: 'BatchInstanceResponse',
    checked: (fields) => fields.objects('instances').map((each) => ({ ...names(fields), ...place(each) })),
    handle(fields, connection) {
      const name = serviceOf(fields)
      const type = fields.text('type') ?? ''
      if (type !== BATCH) throw wrong(`Unsupported request type ${type}`)
      if (mayPublish(connection)) {
        const given = fields.objects('instances').map((each) => instanceOf(each, name, true))
        publish(name, connection.id, given, true)
      }
      return done('BatchInstanceResponse', typed(type))
    }
  }

  const query: RequestKind = {
    responseType: 'QueryServiceResponse',
    checked: (fields) => [{ ...names(fields), clusters: fields.text('cluster') }],
    handle(fields) {
      const list = info(serviceOf(fields), fields.text('cluster') ?? '', fields.flag('healthyOnly') ?? false)
      return done('QueryServiceResponse', { serviceInfo: list })
    }
  }

  const subscribe: RequestKind = {
    responseType: 'SubscribeServiceResponse',
    checked: (fields) => [{ ...names(fields), clusters: fields.text('clusters') }],
    handle(fields, connection): Push {
      const name = serviceOf(fields)
      const clusters = fields.text('clusters') ?? ''
      if (fields.flag('subscribe') !== true) pushes.unsubscribe(connection.naming, name)
      else if (connection.isForNaming) pushes.subscribe(connection.naming, name, clusters)
      const list = info(name, clusters, false)
      return done('SubscribeServiceResponse', { message: 'success', serviceInfo: list })
    }
  }

  const list: RequestKind = {
    responseType: 'ServiceListResponse',
    checked: (fields) => [names(fields)],
    handle(fields) {
      const { namespace, group } = serviceOf(fields)
      const all = naming.names(namespace, group)
      const page = paged(all, fields.number('pageNo') ?? 1, fields.number('pageSize') ?? 10)
      return done('ServiceListResponse', { count: all.length, serviceNames: page })
    }
  }

  return {
    InstanceRequest: instance,
    ServiceQueryRequest: query,
    SubscribeServiceRequest: subscribe,
    ServiceListRequest: list,
    ...(isOld ? {} : { PersistentInstanceRequest: persistent, BatchInstanceRequest: batch })
  }
}

/** @throws GrpcRefusal when there is no namespace: Java falls over it, in these words (G24) */
function serviceOf(fields: JsonFields): ServiceName {
  const namespace = fields.text('namespace')
  if (namespace === undefined) {
    const text = 'Cannot invoke "String.equals(Object)" because "this.namespace" is null'
    throw new GrpcRefusal(500, text)
  }
  return {
    namespace,
    group: fields.text('groupName') ?? DEFAULT_GROUP,
    service: fields.text('serviceName') ?? ''
  }
}

function typeOf(fields: JsonFields, wrong: (message: string) => GrpcRefusal): string {
  const type = fields.text('type') ?? ''
  if (type !== REGISTER && type !== DEREGISTER) throw wrong(`Unsupported request type ${type}`)
  return type
}

function required(fields: JsonFields, name: string): JsonFields {
  const value = fields.object(name)
  if (value === undefined) throw new GrpcRefusal(500, `the request has no ${name}`)
  return value
}

function names(fields: JsonFields): Checked {
  return {
    namespaceId: fields.text('namespace'),
    serviceName: fields.text('serviceName'),
    group: fields.text('groupName')
  }
}

function place(fields: JsonFields | undefined): Checked {
  return {
    ip: fields?.text('ip'),
    port: fields?.number('port'),
    clusters: fields?.text('clusterName'),
    metadata: fields?.object('metadata')?.texts()
  }
}
