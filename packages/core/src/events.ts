import { EventEmitter } from 'eventemitter3'
import type { Unsubscribe } from './ports.ts'

/** Rare transitions, announced by name; never used per call. `Events` maps each name to its payload. */
export interface EventSource<Events extends object> {
  /** Hears an event until the answered function is called. */
  on<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): Unsubscribe
}

/** Owns the emitting end. A listener that throws is logged by nobody else, so `report` gets its error. */
export class EventHub<Events extends object> implements EventSource<Events> {
  readonly #emitter = new EventEmitter()
  readonly #report: (error: unknown, name: string) => void

  constructor(report: (error: unknown, name: string) => void) {
    this.#report = report
  }

  on<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): Unsubscribe {
    this.#emitter.on(name, listener)
    return () => void this.#emitter.off(name, listener)
  }

  emit<Name extends keyof Events & string>(name: Name, event: Events[Name]): void {
    // Each listener alone: one that throws must not keep the news from the others.
    for (const listener of this.#emitter.listeners(name)) {
      try {
        ;(listener as (event: Events[Name]) => void)(event)
      } catch (error) {
        this.#report(error, name)
      }
    }
  }

  removeAll(): void {
    this.#emitter.removeAllListeners()
  }
}
