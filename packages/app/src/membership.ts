import { LifecycleError, isChassisError } from '@node-chassis/core'
import type { ConfigReader, Env, Registrar, ServiceIdentity } from '@node-chassis/core'
import type { RegistryPart } from './engines.ts'
import { registrationOf } from './registration.ts'
import { within } from './within.ts'

const LAST_WORD_MS = 1000

/** This process's place in the registry. */
export class Membership {
  readonly #registrar: Registrar
  readonly #registry: RegistryPart
  readonly #identity: ServiceIdentity
  readonly #config: ConfigReader
  readonly #env: Env
  readonly #signal: AbortSignal
  #endpoints: readonly string[] | undefined
  /** Since when the registry knows that this instance is not to be called (monotonic ms). */
  #downSince: number | undefined

  constructor(
    registry: RegistryPart,
    identity: ServiceIdentity,
    config: ConfigReader,
    env: Env,
    signal: AbortSignal
  ) {
    this.#registry = registry
    this.#registrar = registry.registrar
    this.#identity = identity
    this.#config = config
    this.#env = env
    this.#signal = signal
  }

  /** Whether others may be calling this instance. */
  get published(): boolean {
    return (
      this.#endpoints !== undefined && this.#endpoints.length > 0 && this.#registrar.identity !== undefined
    )
  }

  /**
   * Registers with these endpoints, none for a process that only calls. Resolves when registered, or, when the registry
   * is away, as soon as that is known; registration then goes on in the background (N44).
   * @throws RegistryError `CHS_REGISTRY_REFUSED`; with `servicecomb.failFast=true` also `CHS_REGISTRY_UNAVAILABLE`
   */
  async join(endpoints: readonly string[]): Promise<void> {
    // The registry does not change the endpoints of a living instance (registry.md 4.4): leave, then come back.
    if (this.#endpoints !== undefined) await this.#registrar.deregister(this.#signal)
    this.#endpoints = endpoints
    const registration = registrationOf(this.#identity, this.#config, endpoints, process.env)
    const registered = this.#registrar.register(registration, this.#signal)
    const away = new Promise<Error>((resolve) => {
      const off = this.#registry.events.on('waiting', ({ error }) => resolve(error))
      registered.finally(off).catch(() => {})
    })
    const error = await Promise.race([registered, away])
    if (error === undefined) return
    if (this.#config.boolean('servicecomb.failFast', false)) throw error
    registered.catch((err: unknown) => {
      if (this.#signal.aborted) return
      // Ended by close(): nobody misses a registration that nobody waits for.
      if (err instanceof LifecycleError) this.#env.log.debug({ err }, 'closed before it was registered')
      else this.#env.log.error({ err }, 'the registry refuses this service; it stays unregistered')
    })
  }

  /** How long the registry has known that this instance is not to be called, in milliseconds. */
  get downForMs(): number {
    return this.#downSince === undefined ? 0 : this.#env.clock.now() - this.#downSince
  }

  /** Tells others whether to come. @throws RegistryError; the registrar goes on trying with its heartbeats */
  async setStatus(status: 'UP' | 'DOWN'): Promise<void> {
    await this.#registrar.setStatus(status)
    if (status === 'UP') this.#downSince = undefined
    else this.#downSince ??= this.#env.clock.now()
  }

  /** Tells others not to come any more. Never throws: a registry that is away hears it by the lease. */
  async turnDown(): Promise<void> {
    // Also when nothing is registered yet: a registration on its way then comes out DOWN.
    if (this.#endpoints === undefined || this.#endpoints.length === 0) return
    try {
      await this.setStatus('DOWN')
    } catch (err) {
      const message = `the registry could not be told that this instance goes DOWN. ${(err as Error).message}`
      if (isChassisError(err)) this.#env.log.warn({ code: err.code }, message)
      else this.#env.log.warn({ err }, message)
    }
  }

  async leave(): Promise<void> {
    await this.#registrar.deregister()
    this.#endpoints = undefined
  }

  /** Takes the instance out without a farewell, at most a second long; nothing when nobody calls it any more. */
  async vanish(): Promise<void> {
    if (this.#endpoints === undefined || this.#downSince !== undefined) return
    await within(this.#env.clock, LAST_WORD_MS, this.#registrar.deregister())
  }
}
