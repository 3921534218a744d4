import { EventHub, LifecycleError } from '@node-chassis/core'
import type {
  ApplicationConfig,
  ChassisState,
  ContextAccess,
  Env,
  ProviderPlans,
  ServiceIdentity,
  Unsubscribe
} from '@node-chassis/core'
import type { Invoker } from '@node-chassis/invoker'
import { refuseUnknownHosts } from './addresses.ts'
import type { Chassis, ChassisEvents, CloseOptions, Serving, ServeOptions } from './api.ts'
import { KIE_KEY, REGISTRY_KEY } from './compose.ts'
import type { Parts } from './compose.ts'
import { forwardEvents } from './events.ts'
import type { Application, Listening } from './http-server.ts'
import { Membership } from './membership.ts'
import { pullConfiguration } from './pull-configuration.ts'
import { runUntilSignal } from './run.ts'
import { startServing, willServe } from './serving.ts'
import type { Served } from './serving.ts'
import { shutDown } from './shutdown.ts'

/** One chassis: start, serve and close of the parts, in the orders of DESIGN and decisions.md N10. */
export class ChassisInstance implements Chassis {
  readonly env: Env
  readonly #parts: () => Parts
  readonly #register: boolean
  readonly #events: EventHub<ChassisEvents>
  readonly #ending = new AbortController()
  #state: ChassisState = 'new'
  #starting: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #served: Promise<Served> | undefined
  #membership: Membership | undefined

  /** @param parts throws what is wrong with the settings, each time it is asked */
  constructor(env: Env, parts: () => Parts, register: boolean) {
    this.env = env
    this.#parts = parts
    this.#register = register
    this.#events = new EventHub((err, event) =>
      env.log.error({ err, event }, `a listener of "${event}" threw`)
    )
  }

  get state(): ChassisState {
    return this.#state
  }

  get identity(): ServiceIdentity {
    return this.#parts().identity
  }

  get instanceId(): string | undefined {
    return this.#parts().registry?.registrar.identity?.instanceId
  }

  get config(): ApplicationConfig {
    return this.#parts().config
  }

  get context(): ContextAccess {
    return this.#parts().context
  }

  get provider(): ProviderPlans {
    return this.#parts().provider
  }

  get dispatcher(): Invoker['dispatcher'] {
    return this.#parts().invoker.dispatcher
  }

  get call(): Invoker['call'] {
    return this.#parts().invoker.call
  }

  get fetch(): Invoker['fetch'] {
    return this.#parts().invoker.fetch
  }

  get request(): Invoker['request'] {
    return this.#parts().invoker.request
  }

  get service(): Invoker['service'] {
    return this.#parts().invoker.service
  }

  get webSocket(): Invoker['webSocket'] {
    return this.#parts().invoker.webSocket
  }

  get metrics(): Invoker['metrics'] {
    return this.#parts().invoker.metrics
  }

  get installGlobalFetch(): Invoker['installGlobalFetch'] {
    return this.#parts().invoker.installGlobalFetch
  }

  get explain(): Invoker['explain'] {
    return this.#parts().invoker.explain
  }

  on<Name extends keyof ChassisEvents>(
    name: Name,
    listener: (event: ChassisEvents[Name]) => void
  ): Unsubscribe {
    return this.#events.on(name, listener)
  }

  async start(): Promise<this> {
    await this.#start(false)
    return this
  }

  async serve(application: Application, options: ServeOptions = {}): Promise<Serving> {
    if (this.#served !== undefined) {
      throw new LifecycleError(
        'CHS_INVALID_ARGUMENT',
        'serve() was called twice; one chassis serves one application'
      )
    }
    this.#served = this.#start(true).then(() => startServing(this, application, options))
    const served = await this.#served
    await this.#membership?.join([served.endpoint])
    if (this.#state === 'starting') this.#state = 'ready'
    this.env.log.info({ endpoint: served.endpoint }, `serving ${served.url}`)
    return served
  }

  run(application: Application, options: ServeOptions = {}): Promise<Serving> {
    return runUntilSignal(this, application, options)
  }

  close(options: CloseOptions = {}): Promise<void> {
    // What could not be put together has nothing to close.
    this.#closing ??= this.#usable() ? this.#close(options) : Promise.resolve()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #usable(): boolean {
    try {
      return this.#parts() !== undefined
    } catch {
      return false
    }
  }

  async #start(serving: boolean): Promise<void> {
    if (this.#closing !== undefined)
      throw new LifecycleError('CHS_CLOSED', 'this chassis is closed; make a new one')
    this.#starting ??= this.#startParts(serving)
    await this.#starting
  }

  async #startParts(serving: boolean): Promise<void> {
    this.#state = 'starting'
    const parts = this.#parts()
    const { config, registry, kie, invoker } = parts
    const { signal } = this.#ending
    invoker.starting()
    try {
      await refuseUnknownHosts(config, [REGISTRY_KEY, KIE_KEY])
      forwardEvents(parts, this.#events)
      if (kie !== undefined) await pullConfiguration(config, kie, this.env, signal)
      if (registry !== undefined && this.#register) {
        this.#membership = new Membership(registry, parts.identity, config, this.env, signal)
        // A provider registers once, with its endpoint, when the port listens.
        if (!serving && !willServe(config)) await this.#membership.join([])
      }
    } catch (error) {
      // Not close(): that waits for serve(), which waits for this.
      this.#closing ??= this.#leave(undefined, 0)
      await this.#closing
      throw error
    }
    invoker.ready()
    if (!serving) this.#state = 'ready'
  }

  async #close({ waitMs }: CloseOptions): Promise<void> {
    const served = await this.#served?.catch(() => undefined)
    await this.#leave(served?.listening, waitMs)
  }

  async #leave(listening: Listening | undefined, waitMs: number | undefined): Promise<void> {
    const { config, registry, kie, invoker } = this.#parts()
    this.#state = 'stopping'
    await shutDown({
      env: this.env,
      config,
      membership: this.#membership,
      listening,
      invoker,
      waitMs,
      draining: () => (this.#state = 'draining')
    })
    this.#ending.abort()
    await registry?.close()
    await kie?.close()
    this.#events.removeAll()
    this.#state = 'closed'
  }
}
