import type { RemoteSource } from '@node-chassis/config-client'
import type { EventSource, InstanceSource, Registrar } from '@node-chassis/core'
import type { RegistryEvents } from '@node-chassis/registry-client'

/** The registry of this process: a service-center or a Nacos engine. */
export interface RegistryPart {
  readonly registrar: Registrar
  readonly instances: InstanceSource
  readonly events: EventSource<RegistryEvents>
  close(): Promise<void>
}

/** The configuration centre of this process: a kie or a Nacos engine. */
export interface CentrePart extends RemoteSource {
  /** Whether it answers now. */
  readonly answering: boolean
}
