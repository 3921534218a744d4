import type { ChassisState, Unsubscribe } from '@node-chassis/core'
import type { GovernanceEvents } from '@node-chassis/governance'
import type { Parts } from './compose.ts'

/** `off`: not used by these settings. */
export type RegistryHealth = 'off' | 'waiting' | 'registered' | 'lost'
export type ConfigHealth = 'off' | 'waiting' | 'answering' | 'away'

/** A breaker that does not simply let calls pass. */
export interface OpenBreaker {
  readonly rule: string
  readonly service: string | undefined
  readonly instance: string | undefined
  readonly state: string
}

/** How this process is, for probes, pages and metrics: what its parts announced, remembered. */
export class Health {
  /** False with `register: false`: the registry never hears of this process. */
  #registers = false
  #registry: RegistryHealth = 'off'
  #pulled = false
  /** A source that does not say is taken for one that answers. */
  readonly #kie: { readonly answering?: boolean } | undefined
  readonly #open = new Map<string, OpenBreaker>()
  readonly #transitions = new Map<string, { readonly rule: string; readonly to: string; value: number }>()
  readonly #stop: readonly Unsubscribe[]

  constructor({ registry, kie, governance }: Pick<Parts, 'registry' | 'kie' | 'governance'>) {
    this.#kie = kie
    this.#stop = [
      governance.on('breaker', (transition) => this.#took(transition)),
      ...(registry === undefined
        ? []
        : [
            registry.events.on('registered', () => (this.#registry = 'registered')),
            registry.events.on('recovered', () => (this.#registry = 'registered')),
            registry.events.on('lost', () => (this.#registry = 'lost'))
          ])
    ]
  }

  /** This process wants a place in the registry. */
  registers(): void {
    this.#registers = true
    this.#registry = 'waiting'
  }

  get registry(): RegistryHealth {
    return this.#registry
  }

  get config(): ConfigHealth {
    if (this.#kie === undefined) return 'off'
    const { answering = true } = this.#kie
    if (answering) this.#pulled = true
    if (!this.#pulled) return 'waiting'
    return answering ? 'answering' : 'away'
  }

  /**
   * Whether calls may be sent here (NODE-FACTS 4.7): registered once and configured once, and not leaving. An engine that
   * goes away later takes nobody out: this process goes on from memory.
   */
  ready(state: ChassisState): boolean {
    return this.reasonsNotReady(state, false).length === 0
  }

  /** @param takenOut by an operator */
  reasonsNotReady(state: ChassisState, takenOut: boolean): readonly string[] {
    const reasons: string[] = []
    if (takenOut) reasons.push('taken out by POST /status; UP puts it back')
    else if (state !== 'ready') reasons.push(`the chassis is ${state}`)
    if (this.#registers && this.#registry === 'waiting') reasons.push('not registered yet')
    if (this.config === 'waiting') reasons.push('the configuration centre has not answered yet')
    return reasons
  }

  /** Breakers that are open or trying, of policies and of instances. */
  get breakers(): readonly OpenBreaker[] {
    return [...this.#open.values()]
  }

  get transitions(): readonly { readonly rule: string; readonly to: string; readonly value: number }[] {
    return [...this.#transitions.values()]
  }

  close(): void {
    for (const stop of this.#stop) stop()
  }

  #took({ rule, instance, to }: GovernanceEvents['breaker']): void {
    const key = `${rule} ${instance?.service ?? ''} ${instance?.id ?? ''}`
    // Closed is how breakers are: what is remembered is bounded by what is wrong.
    if (to === 'CLOSED') this.#open.delete(key)
    else this.#open.set(key, { rule, service: instance?.service, instance: instance?.id, state: to })
    const change = `${rule} ${to}`
    const known = this.#transitions.get(change)
    if (known === undefined) this.#transitions.set(change, { rule, to, value: 1 })
    else known.value++
  }
}
