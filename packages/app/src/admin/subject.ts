import type { InstanceList } from '@node-chassis/core'
import type { Parts } from '../compose.ts'
import type { Measured } from '../metrics/collect.ts'

/** What the admin port looks at: one chassis, from the inside. */
export interface Subject extends Measured {
  readonly parts: Parts
  readonly instanceId: string | undefined
  /** An operator took it out with POST /status. */
  readonly takenOut: boolean
  /** The newest list of each service in use. */
  readonly lists: ReadonlyMap<string, InstanceList>
  /** Tells the registry, and answers /readyz accordingly. @throws LifecycleError when nothing is registered */
  setStatus(status: 'UP' | 'DOWN'): Promise<void>
}
