import { createHash } from 'node:crypto'
import type { InstanceList, Target } from '@node-chassis/core'
import { toInstance } from './host.ts'
import type { NacosInstance, ServiceInfo } from './host.ts'
import type { NamingWire, ServiceKey } from './wire.ts'

/** One application that calls the service. */
interface Asker {
  readonly target: Target
  list: InstanceList | undefined
}

/** What is known of one service that somebody asked for. */
export interface Followed {
  readonly key: ServiceKey
  /** Who asks and what they were told, by application: Nacos knows none, a list has one. */
  readonly askers: Map<string, Asker>
  /** From the server, or an earlier process. */
  info: ServiceInfo | undefined
  /** The line that brought it; undefined: disk. */
  from: NamingWire | undefined
  usedAt: number
  /** When it is to be asked for although nothing was pushed. */
  refreshAt: number
  failures: number
  /** Whether this line's server sends its lists. */
  subscribed: boolean
  hadInstances: boolean
  /** Lists heard so far: an answer that a later push overtook is dropped. */
  heard: number
  asking: Promise<void> | undefined
}

export function createFollowed(key: ServiceKey, now: number): Followed {
  return {
    key,
    askers: new Map(),
    info: undefined,
    from: undefined,
    usedAt: now,
    refreshAt: now,
    failures: 0,
    subscribed: false,
    hadInstances: false,
    heard: 0,
    asking: undefined
  }
}

/** The instances of a list that may be called, each once: while two protocols overlap a server lists one twice. */
export function usableIn(target: Target, info: ServiceInfo): NacosInstance[] {
  const byId = new Map<string, NacosInstance>()
  for (const host of info.hosts ?? []) {
    const instance = toInstance(target, host, info.protected)
    if (instance !== undefined) byId.set(instance.id, instance)
  }
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Nacos has no revision, and two equal lists differ in their time: the instances themselves tell (G35). */
export function listFor(target: Target, { info, hadInstances }: Followed): InstanceList {
  const instances = info === undefined ? [] : usableIn(target, info)
  const revision = createHash('sha1').update(JSON.stringify(instances)).digest('hex')
  // A service without instances and one that nobody ever heard of look alike to Nacos.
  return { target, known: hadInstances, instances, revision }
}
