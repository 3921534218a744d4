import { ConfigError, LifecycleError, RegistryError } from '@node-chassis/core'
import type { Env, EventHub, InstanceStatus, Registrar, Registration } from '@node-chassis/core'
import type { NacosRegistryEvents } from '../events.ts'
import { pause } from '../pause.ts'
import { quietWarning } from '../quiet-warning.ts'
import { refusalOf } from './refusal.ts'
import { ownRegistration } from './registration.ts'
import type { OwnRegistration, Place } from './registration.ts'
import { fullName } from './wire.ts'
import type { NamingWire } from './wire.ts'

/** Pause before a registration that failed is tried again while the connection lives (nacos.md 4.7). */
const AGAIN_MS = 3_000
/** The longest timer there is. */
const HOLD_MS = 2 ** 31 - 1

export interface NacosRegistrarOptions {
  readonly env: Env
  readonly events: EventHub<NacosRegistryEvents>
  readonly place: Place
  /** Looks for a server, when that has not begun. */
  readonly begin: () => void
}

/**
 * Keeps one instance of this process in Nacos: what is wanted is compared with what the wire was told, and the
 * difference is said, one request after the other. A new wire was told nothing.
 */
export class NacosRegistrar implements Registrar {
  readonly #env: Env
  readonly #events: EventHub<NacosRegistryEvents>
  readonly #place: Place
  readonly #begin: () => void
  readonly #warning: ReturnType<typeof quietWarning>
  #registration: Registration | undefined
  #status: InstanceStatus = 'UP'
  #wire: NamingWire | undefined
  /** Ends when the wire is replaced or the instance is taken out. */
  #turn = new AbortController()
  /** What the wire has of us. */
  #told: OwnRegistration | undefined
  #identity: { readonly serviceId: string; readonly instanceId: string } | undefined
  #lost = false
  #work: Promise<void> = Promise.resolve()
  #settle: { resolve(): void; reject(error: unknown): void } | undefined

  constructor({ env, events, place, begin }: NacosRegistrarOptions) {
    this.#env = env
    this.#events = events
    this.#place = place
    this.#begin = begin
    this.#warning = quietWarning(env.clock)
  }

  get identity(): { readonly serviceId: string; readonly instanceId: string } | undefined {
    return this.#identity
  }

  async register(registration: Registration, signal: AbortSignal): Promise<void> {
    if (this.#registration !== undefined)
      throw new LifecycleError('CHS_INVALID_ARGUMENT', 'register() was called twice; call deregister() first')
    // Before anything is sent: what cannot be registered is refused here.
    const own = ownRegistration(registration, this.#place, registration.status)
    signal.throwIfAborted()
    if (registration.endpoints.length > 1)
      this.#env.log.warn(
        { endpoints: registration.endpoints },
        'an instance of Nacos has one address; only the first endpoint is registered'
      )
    if (own === undefined)
      this.#env.log.info(
        'nothing is registered: an instance of Nacos needs an endpoint, and this process has none'
      )
    this.#registration = registration
    this.#status = registration.status
    const onAbort = (): void => this.#settle?.reject(signal.reason)
    const registered = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }))
    signal.addEventListener('abort', onAbort, { once: true })
    const release = this.#env.clock.after(HOLD_MS, () => {}, true)
    try {
      this.#begin()
      this.#reconcile()
      await registered
    } catch (error) {
      this.#registration = undefined
      throw error
    } finally {
      release()
      this.#settle = undefined
      signal.removeEventListener('abort', onAbort)
    }
  }

  async setStatus(status: InstanceStatus, signal?: AbortSignal): Promise<void> {
    this.#status = status
    if (this.#registration === undefined || this.#wire === undefined) return
    // Registering again is how Nacos hears of a status (G22); an override (PUT) would stick.
    try {
      await this.#say(this.#wire, signal ?? this.#turn.signal)
    } catch (error) {
      this.#reconcile()
      throw error
    }
  }

  async deregister(signal?: AbortSignal): Promise<void> {
    this.#registration = undefined
    this.#settle?.reject(
      new LifecycleError('CHS_CLOSED', 'The instance was taken out before it was registered.')
    )
    const [wire, told] = [this.#wire, this.#told]
    this.#told = undefined
    this.#identity = undefined
    this.#lost = false
    this.#turn.abort()
    this.#turn = new AbortController()
    await this.#work
    if (wire === undefined || told === undefined) return
    try {
      await wire.deregister(told, signal)
    } catch (err) {
      this.#env.log.warn(
        { err, service: told.serviceName },
        'the instance could not be taken out of Nacos; it goes with the connection'
      )
    }
  }

  /** A new wire: everything is said again. */
  attach(wire: NamingWire): void {
    const [before, told] = [this.#wire, this.#told]
    this.#wire = wire
    this.#told = undefined
    this.#turn.abort()
    this.#turn = new AbortController()
    this.#reconcile(() => {
      // From HTTP to gRPC: two clients hold the instance, and the old one would be beaten no more.
      if (before !== undefined && told !== undefined && this.#told !== undefined)
        before
          .deregister(told)
          .catch((err: unknown) => this.#env.log.debug({ err }, 'the old registration stays'))
      before?.close()
    })
  }

  /** The wire broke; the server forgets us. */
  detach(): void {
    this.#wire = undefined
    this.#told = undefined
    this.#turn.abort()
    if (this.#lost || this.#identity === undefined) return
    this.#lost = true
    this.#events.emit('lost', { ...this.#identity, reason: 'unreachable' })
  }

  /** Ends what runs by itself, without a word to the server. */
  close(): void {
    this.#registration = undefined
    this.#settle?.reject(
      new LifecycleError('CHS_CLOSED', 'The Nacos client was closed before it had registered.')
    )
    this.#identity = undefined
    this.detach()
  }

  /** No server answers. */
  away(error: Error): void {
    if (this.#registration === undefined) return
    if (this.#settle !== undefined && isFinal(error)) return this.#settle.reject(error)
    if (this.#settle !== undefined) this.#events.emit('waiting', { error })
    const { service } = this.#registration
    this.#warning.say(() =>
      this.#env.log.warn(
        { err: error },
        `"${service}" is not registered in Nacos, other services cannot find it; trying again. ${error.message}`
      )
    )
  }

  #reconcile(after: () => void = () => {}): void {
    const [wire, { signal }] = [this.#wire, this.#turn]
    if (wire === undefined) return
    this.#work = this.#work.then(() => this.#untilSaid(wire, signal)).then(after)
  }

  /** Says what is wanted until it was heard, the wire is another one, or it is wanted no more. */
  async #untilSaid(wire: NamingWire, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#registration !== undefined) {
      try {
        await this.#say(wire, signal)
        return
      } catch (error) {
        if (signal.aborted) return
        const refusal = refusalOf(error)
        if (this.#settle !== undefined && isFinal(refusal)) return this.#settle.reject(refusal)
        this.away(refusal)
        await pause(this.#env.clock, AGAIN_MS, signal)
      }
    }
  }

  async #say(wire: NamingWire, signal: AbortSignal): Promise<void> {
    const registration = this.#registration
    if (registration === undefined) return
    const own = ownRegistration(registration, this.#place, this.#status)
    if (own === undefined) return this.#announceNothing(registration)
    // From here on the server may have it, whether we hear the answer or not.
    if (this.#wire === wire) this.#told = own
    await wire.register(own, signal)
    if (this.#wire === wire && this.#registration === registration) this.#announce(own)
  }

  /** A process without an endpoint has its place too, though nothing is listed. */
  #announceNothing({ service }: Registration): void {
    const waiting = this.#settle
    if (waiting === undefined) return
    const serviceId = fullName({ group: this.#place.group, service })
    this.#events.emit('registered', { serviceId, instanceId: '', again: false })
    waiting.resolve()
  }

  #announce(own: OwnRegistration): void {
    this.#warning.reset()
    const again = this.#identity !== undefined
    const serviceId = fullName({ group: own.groupName, service: own.serviceName })
    const ids = { serviceId, instanceId: own.instance.instanceId }
    this.#identity = ids
    const first = this.#settle
    if (!again || this.#lost) {
      const { serviceName: service } = own
      this.#env.log.info({ ...ids, service }, `registered "${service}" in Nacos${again ? ' again' : ''}`)
      this.#events.emit('registered', { ...ids, again })
    }
    if (this.#lost) {
      this.#lost = false
      this.#events.emit('recovered', ids)
    }
    first?.resolve()
  }
}

/** A failure that another try will not cure: the start fails with it. */
function isFinal(error: unknown): boolean {
  if (error instanceof ConfigError) return error.code === 'CHS_CONFIG_INVALID'
  return error instanceof RegistryError && error.code === 'CHS_REGISTRY_REFUSED'
}
