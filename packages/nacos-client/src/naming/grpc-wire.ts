import type { Caller, CallerOptions } from '../grpc/caller.ts'
import type { Json } from '../grpc/payload.ts'
import { serviceInfoOf } from './host.ts'
import type { ServiceInfo } from './host.ts'
import type { OwnRegistration } from './registration.ts'
import { fullName } from './wire.ts'
import type { NamingWire, ServiceKey } from './wire.ts'

const PAGE = 500

/**
 * Naming over one gRPC session: the connection is the registration's life, lists are pushed (nacos.md 4).
 * @param namespace never empty (G24)
 * @param clusters of other services that are wanted; none means all
 */
export function createGrpcNaming(caller: Caller, namespace: string, clusters: readonly string[]): NamingWire {
  const wanted = clusters.join(',')
  const call = (type: string, key: ServiceKey, body: Json, options: CallerOptions = {}): Promise<Json> =>
    caller.call(
      type,
      { namespace, serviceName: key.service, groupName: key.group, ...body, module: 'naming' },
      { about: { kind: 'naming', service: fullName(key) }, ...options }
    )
  const instance = async (
    type: 'registerInstance' | 'deregisterInstance',
    { groupName, serviceName, instance: own }: OwnRegistration,
    signal: AbortSignal | undefined
  ): Promise<void> => {
    await call(
      'InstanceRequest',
      { group: groupName, service: serviceName },
      { type, instance: own },
      { signal }
    )
  }
  return {
    register: (own, signal) => instance('registerInstance', own, signal),
    deregister: (own, signal) => instance('deregisterInstance', own, signal),
    async subscribe(key, signal) {
      const answer = await call(
        'SubscribeServiceRequest',
        key,
        { clusters: wanted, subscribe: true },
        { signal }
      )
      return serviceInfoOf(answer['serviceInfo'])
    },
    async unsubscribe(key, signal) {
      await call('SubscribeServiceRequest', key, { clusters: wanted, subscribe: false }, { signal })
    },
    async query(key, signal) {
      const body = { cluster: wanted, healthyOnly: false, udpPort: 0 }
      return serviceInfoOf((await call('ServiceQueryRequest', key, body, { signal }))['serviceInfo'])
    },
    async services(group, signal) {
      const names: string[] = []
      for (let pageNo = 1; ; pageNo++) {
        const body = { pageNo, pageSize: PAGE, selector: '' }
        const answer = await call('ServiceListRequest', { group, service: '' }, body, { signal })
        const page = Array.isArray(answer['serviceNames']) ? (answer['serviceNames'] as string[]) : []
        names.push(...page.map((name) => name.slice(name.indexOf('@@') < 0 ? 0 : name.indexOf('@@') + 2)))
        if (page.length === 0 || names.length >= Number(answer['count'] ?? 0)) return names
      }
    },
    // The session is the link's to end.
    close() {}
  }
}

/** Reads a push of a list; it names no namespace, since a connection has one. */
export function listOfPush(body: Json): { readonly key: ServiceKey; readonly info: ServiceInfo } | undefined {
  const info = body['serviceInfo']
  if (typeof info !== 'object' || info === null) return undefined
  const { name, groupName } = info as { name?: unknown; groupName?: unknown }
  if (typeof name !== 'string') return undefined
  const at = name.indexOf('@@')
  const key =
    at < 0
      ? { group: typeof groupName === 'string' ? groupName : 'DEFAULT_GROUP', service: name }
      : { group: name.slice(0, at), service: name.slice(at + 2) }
  return { key, info: serviceInfoOf(info) }
}
