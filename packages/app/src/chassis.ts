import { EventHub, LifecycleError, abandonable } from '@node-chassis/core'
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
import { Operations } from './operations.ts'
import { NACOS_ADDRESS_KEYS } from './nacos.ts'
import { pullConfiguration } from './pull-configuration.ts'
import { runUntilSignal } from './run.ts'
import { startServing, willServe } from './serving.ts'
import type { Served } from './serving.ts'
import { shutDown } from './shutdown.ts'
import { warnOfUnread } from './unread-settings.ts'

const UNGUARDED =
  'no policy is applied to the requests of this service: put `app.use(governance(chassis))` before the routes (Fastify: register `nodeChassis`, node:http: `governed(chassis, …)`)'

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
  #listening: Listening | undefined
  #membership: Membership | undefined
  #operations: Operations | undefined
  /** An operator took this instance out, and may put it back. */
  #takenOut = false
  /** Somebody put policies in front of the requests. */
  #guarded = false

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

  get adminUrl(): string | undefined {
    return this.#operations?.url
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

  guarded(): void {
    this.#guarded = true
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
    this.#served = this.#start(true).then(() => this.#listen(application, options))
    const served = await this.#served
    await this.#membership?.join([served.endpoint])
    if (this.#state === 'starting') this.#state = 'ready'
    this.env.log.info({ endpoint: served.endpoint }, `serving ${served.url}`)
    // Not before: Fastify loads its plugins when it gets ready.
    if (!this.#guarded) this.env.log.warn(UNGUARDED)
    return served
  }

  async #listen(application: Application, options: ServeOptions): Promise<Served> {
    const served = await startServing(this, application, options, this.#parts().served)
    this.#listening = served.listening
    if (this.#closing === undefined) return served
    // A framework that took its time to get ready; close() did not wait for it.
    served.listening.stopAccepting()
    await served.listening.end()
    throw closedWhileStarting()
  }

  run(application: Application, options: ServeOptions = {}): Promise<Serving> {
    return runUntilSignal(this, application, options, () => this.#vanish())
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
    // Before the centre brings what is meant for others too.
    warnOfUnread(config, parts.identity, this.env.log)
    invoker.starting()
    try {
      const { health } = (this.#operations = this.#operate(parts))
      await this.#operations.open()
      await abandonable(refuseUnknownHosts(config, [REGISTRY_KEY, KIE_KEY, ...NACOS_ADDRESS_KEYS]), signal)
      forwardEvents(parts, this.#events)
      if (kie !== undefined) await abandonable(pullConfiguration(config, kie, this.env, signal), signal)
      if (registry !== undefined && this.#register) {
        health.registers()
        this.#membership = new Membership(registry, parts.identity, config, this.env, signal)
        // A provider registers once, with its endpoint, when the port listens.
        if (!serving && !willServe(config)) await this.#membership.join([])
      }
      signal.throwIfAborted()
    } catch (error) {
      // Not close(): that waits for this. When it is close() that ended the start, it sees to the rest itself.
      if (this.#closing === undefined) {
        this.#closing = this.#leave(undefined, 0)
        await this.#closing
      }
      throw error
    }
    invoker.ready()
    if (!serving) this.#state = 'ready'
  }

  #operate(parts: Parts): Operations {
    const state = (): ChassisState => this.#state
    const takenOut = (): boolean => this.#takenOut
    const instanceId = (): string | undefined => this.instanceId
    return new Operations(
      {
        env: this.env,
        get state() {
          return state()
        },
        get takenOut() {
          return takenOut()
        },
        get instanceId() {
          return instanceId()
        },
        setStatus: (status) => this.#setStatus(status)
      },
      parts
    )
  }

  /** An operator takes this instance out of the calls of others, or puts it back. */
  async #setStatus(status: 'UP' | 'DOWN'): Promise<void> {
    if (this.#membership === undefined) {
      throw new LifecycleError('CHS_INVALID_ARGUMENT', 'this process is not in a registry')
    }
    await this.#membership.setStatus(status)
    // Meanwhile it may have begun to leave.
    if (this.#closing !== undefined) return
    this.#takenOut = status === 'DOWN'
    this.#state = this.#takenOut ? 'stopping' : 'ready'
  }

  async #close({ waitMs }: CloseOptions): Promise<void> {
    if (this.#state === 'starting') {
      this.#ending.abort(closedWhileStarting())
    }
    await this.#starting?.catch(() => {})
    await this.#leave(this.#listening, waitMs)
  }

  async #leave(listening: Listening | undefined, waitMs: number | undefined): Promise<void> {
    const { config, registry, kie, invoker } = this.#parts()
    this.#takenOut = false
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
    // Last, so that whoever waits for the end can watch it.
    await this.#operations?.close()
  }

  /** For those who cannot wait: no more than that nobody calls this instance any more. */
  async #vanish(): Promise<void> {
    await this.#membership?.vanish()
  }
}

function closedWhileStarting(): LifecycleError {
  return new LifecycleError('CHS_CLOSED', 'the chassis was closed while it started')
}
