import type { Profile } from '../profile.ts'
import { beatTimes, groupedName } from './model.ts'
import type { Instance, ServiceName } from './model.ts'
import type { NamingStore } from './store.ts'

/** Which instances are wanted. */
export interface Selection {
  /** One or several with commas; empty: all. */
  readonly clusters: string
  readonly healthyOnly: boolean
}

export interface ServiceInfo {
  readonly hosts: readonly Host[]
  readonly [member: string]: unknown
}

type Host = Readonly<Record<string, unknown>>

const CACHE_MS = 10_000

/**
 * A service as clients get it (nacos.md 5).
 * @param named the member `name`: `grouped` over HTTP, `plain` over gRPC
 */
export function serviceInfo(
  store: NamingStore,
  profile: Profile,
  name: ServiceName,
  selection: Selection,
  named: 'grouped' | 'plain',
  now: number
): ServiceInfo {
  const { instances, isProtected } = selected(store, name, selection)
  return {
    name: named === 'grouped' ? groupedName(name) : name.service,
    groupName: name.group,
    clusters: selection.clusters,
    cacheMillis: CACHE_MS,
    hosts: instances.map((each) => hostOf(each, name)),
    lastRefTime: now,
    checksum: '',
    [profile.allIps]: false,
    reachProtectionThreshold: isProtected,
    valid: true
  }
}

/** An instance as clients get it. */
export function hostOf(instance: Instance, name: ServiceName): Host {
  const { instanceId, ip, port, weight, healthy, enabled, ephemeral, cluster, metadata } = instance
  const { intervalMs, timeoutMs, deleteMs } = beatTimes(metadata)
  // The Java class has a default for it only where there is no metadata at all.
  const generator =
    Object.keys(metadata).length === 0 ? 'simple' : metadata['preserved.instance.id.generator']
  return {
    ...(instanceId === undefined ? {} : { instanceId }),
    ip,
    port,
    weight,
    healthy,
    enabled,
    ephemeral,
    clusterName: cluster,
    serviceName: groupedName(name),
    metadata,
    instanceHeartBeatInterval: intervalMs,
    instanceHeartBeatTimeOut: timeoutMs,
    ipDeleteTimeout: deleteMs,
    ...(generator === undefined ? {} : { instanceIdGenerator: generator })
  }
}

function selected(
  store: NamingStore,
  name: ServiceName,
  { clusters, healthyOnly }: Selection
): { readonly instances: readonly Instance[]; readonly isProtected: boolean } {
  const wanted = clusters === '' ? undefined : new Set(clusters.split(','))
  const offered = store
    .instances(name)
    .filter(({ enabled, cluster }) => enabled && (wanted === undefined || wanted.has(cluster)))
  const healthy = offered.filter((each) => each.healthy)
  const threshold = store.threshold(name)
  // nacos.md 5: with a stored record 0 of n is protected at threshold 0 as well.
  if (threshold !== undefined && offered.length > 0 && healthy.length / offered.length <= threshold) {
    return { instances: offered.map((each) => ({ ...each, healthy: true })), isProtected: true }
  }
  return { instances: healthyOnly ? healthy : offered, isProtected: false }
}
