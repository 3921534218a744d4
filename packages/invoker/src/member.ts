import type { Instance, InstanceStatus } from '@node-chassis/core'
import type { CandidateMemory, LoadMemory, WarmUp } from '@node-chassis/governance'
import type { InstancePool } from '@node-chassis/transport'
import type { Endpoint } from './endpoint.ts'
import type { Meter } from './meter.ts'

/** What is known of whether an instance accepts connections. UNKNOWN counts as OK (routing.md 7.2). */
export type Probe = 'UNKNOWN' | 'OK' | 'FAIL'

/** The memory of one instance: outlives the records that the registry sends of it, as long as it stays the same one. */
export interface Memory extends CandidateMemory {
  readonly id: string
  /** Undefined: HTTP cannot reach it. */
  readonly endpoint: Endpoint | undefined
  readonly pool: InstancePool | undefined
  /** Made with the first attempt: most instances of a large estate are never called. */
  meter: Meter | undefined
  load: LoadMemory | undefined
  /** When it was first seen UP; Infinity until then. */
  bornAt: number
  readonly warmUp: WarmUp | undefined
  probe: Probe
  /** Monotonic ms since when the registry does not list it; undefined while it does. */
  vanishedAt: number | undefined
  /** Failed connect tests in a row: decides the pause before the next. */
  failures: number
  testing: boolean
  /** Stops the timer of the next connect test. */
  cancelTest: (() => void) | undefined
  dropped: boolean
}

/** One record of an instance, as the router and the gates see it, with our memory of it. Immutable. */
export class Member implements Instance {
  readonly id: string
  readonly service: string
  readonly app: string
  readonly version: string
  readonly status: InstanceStatus
  readonly endpoints: readonly string[]
  readonly properties: Readonly<Record<string, string>>
  readonly region: string | undefined
  readonly zone: string | undefined
  readonly registeredAt: number
  readonly framework: string | undefined
  readonly memory: Memory

  constructor(instance: Instance, memory: Memory) {
    this.id = instance.id
    this.service = instance.service
    this.app = instance.app
    this.version = instance.version
    this.status = instance.status
    this.endpoints = instance.endpoints
    this.properties = instance.properties
    this.region = instance.region
    this.zone = instance.zone
    this.registeredAt = instance.registeredAt
    this.framework = instance.framework
    this.memory = memory
  }

  /** Listed, UP and reachable by HTTP: class U of decisions.md, Attempt loop. */
  get current(): boolean {
    return this.status === 'UP' && this.memory.vanishedAt === undefined && this.memory.endpoint !== undefined
  }
}
