import type {
  ApplicationConfig,
  ChassisHandle,
  EventSource,
  InstanceEvents,
  InstanceList
} from '@node-chassis/core'
import type { GovernanceEvents } from '@node-chassis/governance'
import type { Invoker, InvokerEvents } from '@node-chassis/invoker'
import type { RegistryEvents } from '@node-chassis/registry-client'
import type { Application } from './http-server.ts'

/** Where an application can be reached. */
export interface Serving {
  readonly host: string
  readonly port: number
  /** As seen from this machine: `http://host:port`. */
  readonly url: string
  /** As registered: `rest://host:port`. */
  readonly endpoint: string
}

export interface ServeOptions {
  /** Instead of the host of `servicecomb.rest.address`. */
  readonly host?: string
  /** Instead of its port; 0 is any free one. */
  readonly port?: number
}

export interface CloseOptions {
  /**
   * How long to go on serving after the registry was told DOWN, in milliseconds.
   * @defaultValue `servicecomb.boot.turnDown.waitInSeconds` (15 s); never when no instance with an endpoint is UP (N10)
   */
  readonly waitMs?: number
}

/** Rare transitions; nothing is announced per call. */
export interface ChassisEvents extends InstanceEvents {
  registered: RegistryEvents['registered']
  lost: RegistryEvents['lost']
  recovered: RegistryEvents['recovered']
  instances: InstanceList
  isolated: InvokerEvents['isolated']
  failed: InvokerEvents['failed']
  /** A breaker, of a policy or of an instance, changed its state; with its reason and both rates. */
  breaker: GovernanceEvents['breaker']
  /** Keys whose effective value changed. */
  config: { readonly keys: readonly string[] }
}

type Calls = Pick<
  Invoker,
  | 'call'
  | 'fetch'
  | 'request'
  | 'service'
  | 'dispatcher'
  | 'webSocket'
  | 'explain'
  | 'metrics'
  | 'installGlobalFetch'
>

/** A Node.js service in an estate. */
export interface Chassis extends ChassisHandle, Calls, EventSource<ChassisEvents>, AsyncDisposable {
  readonly config: ApplicationConfig
  /** Of the admin port, once it listens: probes, metrics and what else `docs/diagnostics.md` lists. */
  readonly adminUrl: string | undefined
  /**
   * Pulls the configuration, reaches the registry and starts discovery. An engine that is away does not stop the start
   * (N44): the service says what it lacks and joins when the engine answers; `servicecomb.failFast=true` makes it fail.
   * @throws ConfigError `CHS_CONFIG_INVALID` for settings that cannot be used; RegistryError `CHS_REGISTRY_REFUSED`
   */
  start(): Promise<this>
  /**
   * Listens, then registers this instance. Starts first when that has not been done.
   * @param application an Express app or other request listener, a Fastify instance, or a server of your own
   * @throws LifecycleError `CHS_PORT_IN_USE`
   */
  serve(application: Application, options?: ServeOptions): Promise<Serving>
  /**
   * `serve`, and `close` on SIGTERM, SIGINT and SIGHUP; a second signal ends the process at once, save that the registry
   * is told in any case. For main programs.
   */
  run(application: Application, options?: ServeOptions): Promise<Serving>
  /** DOWN, wait, stop accepting, drain, deregister, close (N10). Twice does no harm. */
  close(options?: CloseOptions): Promise<void>
}
