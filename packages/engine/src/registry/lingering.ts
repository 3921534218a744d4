import type { Cancel, Clock, Logger } from '@node-chassis/core'
import type { InstanceRecord, ServiceRecord } from './records.ts'
import type { RegistrySettings } from './settings.ts'
import type { InstanceAction } from './store.ts'

// registry.md 9.4
const WINDOW_MS = 2_000
const PROTECTED_SHARE = 0.8
const UNPROTECTED_INSTANCES = 5
const LONGEST_S = 600

/** What the registry shows of a service. @param truth true: only those that live (`noCache`, registry.md 2.2) */
export function shownInstances(service: ServiceRecord, truth = false): readonly InstanceRecord[] {
  const living = [...service.instances.values()]
  return truth || service.lingering === undefined ? living : [...living, ...service.lingering.values()]
}

/** One of them. @param truth true: only if it lives */
export function shownInstance(service: ServiceRecord, id: string, truth = false): InstanceRecord | undefined {
  return service.instances.get(id) ?? (truth ? undefined : service.lingering?.get(id))
}

/** To be called when an instance of the service was added, changed or taken away. */
export function forgetAnswers(service: ServiceRecord): void {
  service.highestRevision = undefined
  service.instancesJson = undefined
}

interface Held {
  /** Left before it is let go, counted while the protection is on. */
  leftMs: number
}

/**
 * Instances that are gone and that reads and watchers are to know of later only: all of them by a fixed time (as
 * service-center's cache trails its store), and those of a mass expiry by about a lease ("self-preservation", registry.md
 * 9.4). A lease that has ended has ended: heartbeats are refused at once, so that clients register anew.
 */
export class Lingering {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #settings: Pick<RegistrySettings, 'deleteDelayMs' | 'selfPreservation'>
  readonly #living: () => number
  readonly #tell: (action: InstanceAction, instance: InstanceRecord) => void
  readonly #delays = new Map<InstanceRecord, Cancel>()
  readonly #held = new Map<InstanceRecord, Held>()
  #protecting = false
  #window: Cancel | undefined

  /** @param living how many instances live, of all tenants. @param tell hears what is to be seen now */
  constructor(
    env: { readonly clock: Clock; readonly log: Logger },
    settings: Pick<RegistrySettings, 'deleteDelayMs' | 'selfPreservation'>,
    living: () => number,
    tell: (action: InstanceAction, instance: InstanceRecord) => void
  ) {
    this.#clock = env.clock
    this.#log = env.log
    this.#settings = settings
    this.#living = living
    this.#tell = tell
  }

  /** To be told of every change of an instance. */
  readonly changed = (action: InstanceAction, instance: InstanceRecord): void => {
    const { deleteDelayMs, selfPreservation } = this.#settings
    if (action === 'DELETE' && (deleteDelayMs > 0 || selfPreservation)) return this.#keep(instance)
    const old = instance.service.lingering?.get(instance.id)
    if (old === undefined) return this.#tell(action, instance)
    this.#drop(old)
    // To those who read, it was never gone.
    this.#tell('UPDATE', instance)
  }

  close(): void {
    for (const cancel of this.#delays.values()) cancel()
    this.#window?.()
  }

  #keep(instance: InstanceRecord): void {
    const { service } = instance
    service.lingering ??= new Map()
    service.lingering.set(instance.id, instance)
    forgetAnswers(service)
    const { deleteDelayMs } = this.#settings
    if (deleteDelayMs <= 0) return this.#hold(instance)
    const cancel = this.#clock.after(deleteDelayMs, () => {
      this.#delays.delete(instance)
      this.#hold(instance)
    })
    this.#delays.set(instance, cancel)
  }

  #hold(instance: InstanceRecord): void {
    if (!this.#settings.selfPreservation) return this.#letGo(instance)
    const { interval, times } = instance.healthCheck
    const seconds = interval * (times + 1)
    const leftS = seconds > 0 && seconds <= LONGEST_S ? seconds : LONGEST_S
    this.#held.set(instance, { leftMs: leftS * 1000 })
    this.#window ??= this.#clock.after(WINDOW_MS, this.#look)
  }

  readonly #look = (): void => {
    this.#window = undefined
    if (this.#protecting) this.#count()
    else this.#decide()
    if (this.#held.size > 0) this.#window = this.#clock.after(WINDOW_MS, this.#look)
    else this.#protecting = false
  }

  #decide(): void {
    const gone = this.#held.size
    const shown = this.#living() + gone
    this.#protecting = shown > UNPROTECTED_INSTANCES && gone >= shown * PROTECTED_SHARE
    if (this.#protecting) {
      this.#log.warn({ gone, shown }, 'most instances went at once: they are shown for about a lease more')
    } else for (const instance of this.#held.keys()) this.#letGo(instance)
  }

  #count(): void {
    for (const [instance, held] of this.#held) {
      held.leftMs -= WINDOW_MS
      if (held.leftMs <= 0) this.#letGo(instance)
    }
  }

  #letGo(instance: InstanceRecord): void {
    const { service } = instance
    this.#drop(instance)
    // A service that was deleted meanwhile took its watchers' interest with it.
    if (service.tenant.services.get(service.id) === service) this.#tell('DELETE', instance)
  }

  #drop(instance: InstanceRecord): void {
    this.#delays.get(instance)?.()
    this.#delays.delete(instance)
    this.#held.delete(instance)
    const { service } = instance
    service.lingering?.delete(instance.id)
    if (service.lingering?.size === 0) delete service.lingering
    forgetAnswers(service)
  }
}
