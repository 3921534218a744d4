import type { ConfigReader } from './config.ts'
import type { ContextAccess } from './context.ts'
import type { Env } from './env.ts'
import type { Gate } from './gate.ts'
import type { Call } from './call.ts'
import type { InstanceList, InstanceStatus, Target } from './instance.ts'

export type Unsubscribe = () => void

/** Where instances come from: a service-center, a Nacos engine, a file. Clients implement it, the invoker uses it. */
export interface InstanceSource {
  /** The newest list, or undefined while nothing is known. Marks the target as used (N13). Never waits. */
  current(target: Target): InstanceList | undefined
  /**
   * Asks now; calls for one target while a question runs share its answer. Rejects with a `RegistryError` when nobody
   * answers. An unknown name is a list with `known: false`.
   */
  pull(target: Target, signal?: AbortSignal): Promise<InstanceList>
  /** Hears each new list of every target that was asked for. */
  onChange(listener: (list: InstanceList) => void): Unsubscribe
}

/** What a process says of itself to the registry. */
export interface Registration {
  readonly app: string
  readonly service: string
  readonly version: string
  readonly environment: string
  readonly description: string
  readonly serviceProperties: Readonly<Record<string, string>>
  readonly instanceProperties: Readonly<Record<string, string>>
  /** Empty for a process that only calls. */
  readonly endpoints: readonly string[]
  readonly hostName: string
  readonly status: InstanceStatus
  readonly region: string | undefined
  readonly zone: string | undefined
  readonly dataCenter: string | undefined
}

/** Keeps one instance of this process in a registry. */
export interface Registrar {
  /** Ids once registered, else undefined. */
  readonly identity: { readonly serviceId: string; readonly instanceId: string } | undefined
  /** Registers and keeps registered (heartbeat, registration anew when the registry forgot). Resolves when registered. */
  register(registration: Registration, signal: AbortSignal): Promise<void>
  setStatus(status: InstanceStatus, signal?: AbortSignal): Promise<void>
  /** Stops the heartbeat and takes the instance out. Never throws for an absent registry. */
  deregister(signal?: AbortSignal): Promise<void>
}

/** Where remote configuration comes from: kie, a Nacos engine. Values are texts under flattened keys. */
export interface ConfigSource {
  /** The newest complete set. */
  readonly values: ReadonlyMap<string, string>
  /** Pulls once; rejects with a `ConfigError` when nobody answers. */
  start(signal: AbortSignal): Promise<void>
  onChange(listener: (values: ReadonlyMap<string, string>) => void): Unsubscribe
  close(): Promise<void>
}

/** The provider side of governance: the gates of a request, ready when it arrives, in the order they are asked. */
export interface ProviderPlan {
  readonly gates: readonly Gate[]
}

export interface ProviderPlans {
  planFor(call: Call): ProviderPlan
  /** What mapper policies put into the context of a request, asked before its plan (governance.md 6.11). */
  contextEntries?(call: Call): ReadonlyMap<string, string> | undefined
  /** Hears of each refusal, for counters. */
  refused?(gate: Gate): void
}

/** `stopping`: status DOWN, still serving (N10). `draining`: new requests on old connections are turned away. */
export type ChassisState = 'new' | 'starting' | 'ready' | 'stopping' | 'draining' | 'closed'

/** Who this process is. */
export interface ServiceIdentity {
  readonly app: string
  readonly name: string
  readonly version: string
  readonly environment: string
}

/** What an adapter (Express, Fastify, …) needs of a chassis, and all that it may know of it. */
export interface ChassisHandle {
  readonly env: Env
  readonly identity: ServiceIdentity
  /** Registry id of this instance once registered. */
  readonly instanceId: string | undefined
  readonly state: ChassisState
  readonly config: ConfigReader
  readonly context: ContextAccess
  readonly provider: ProviderPlans
  /** Hears that a guard was made for it: what is served without one obeys no policy, and the chassis says so. */
  guarded?(): void
}
