import type { InstanceEvents, InstanceList } from '@node-chassis/core'

interface Ids {
  /** `group@@service`. */
  readonly serviceId: string
  /** Empty for a process without an endpoint, of which nothing is listed. */
  readonly instanceId: string
}

/** Rare transitions; the same as those of the client of service-center. */
export interface NacosRegistryEvents extends InstanceEvents {
  /** Registered, for the first time or `again`. */
  registered: Ids & { readonly again: boolean }
  /** The connection broke: with it the server drops the instance until it is registered again. */
  lost: Ids & { readonly reason: 'forgotten' | 'unreachable' }
  /** Registered again after `lost`. */
  recovered: Ids
  /** No server can be reached, so that nothing is registered yet. */
  waiting: { readonly error: Error }
  /** A new list of a service that was asked for. */
  instances: InstanceList
}
