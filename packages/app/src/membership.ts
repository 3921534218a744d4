import type { ConfigReader, Env, Registrar, ServiceIdentity } from '@node-chassis/core'
import type { RegistryClient } from '@node-chassis/registry-client'
import { registrationOf } from './registration.ts'

/** This process's place in the registry. */
export class Membership {
  readonly #registrar: Registrar
  readonly #registry: RegistryClient
  readonly #identity: ServiceIdentity
  readonly #config: ConfigReader
  readonly #env: Env
  readonly #signal: AbortSignal
  #endpoints: readonly string[] | undefined

  constructor(
    registry: RegistryClient,
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
      if (!this.#signal.aborted)
        this.#env.log.error({ err }, 'the registry refuses this service; it stays unregistered')
    })
  }

  /** Tells others not to come any more. Never throws: a registry that is away hears it by the lease. */
  async turnDown(): Promise<void> {
    try {
      await this.#registrar.setStatus('DOWN')
    } catch (err) {
      this.#env.log.warn({ err }, 'the registry could not be told that this instance goes DOWN')
    }
  }

  async leave(): Promise<void> {
    await this.#registrar.deregister()
  }
}
