import type { InstanceEvents, InstanceList } from '@node-chassis/core'
import type { InstanceIds } from './wire/registry-api.ts'

/**
 * Rare transitions of the client. Lists are those of the registry: who left one may still answer, and keeping such an
 * instance is the work of `@node-chassis/invoker` (decisions.md N12).
 */
export interface RegistryEvents extends InstanceEvents {
  /** Registered, for the first time or `again`. */
  registered: InstanceIds & { readonly again: boolean }
  /** `forgotten`: the registry does not know the instance any more. `unreachable`: three heartbeats in a row failed. */
  lost: InstanceIds & { readonly reason: 'forgotten' | 'unreachable' }
  /** Registered anew, or heard again, after `lost`. */
  recovered: InstanceIds
  /** The registry cannot be reached, so that nothing is registered yet; the first failure of a series. */
  waiting: { readonly error: Error }
  /** A new list of a service that was asked for. */
  instances: InstanceList
}
