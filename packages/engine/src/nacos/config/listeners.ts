import type { Clock } from '@node-chassis/core'
import { documentKey } from './store.ts'
import type { DocumentName } from './store.ts'

/** Somebody who is told that a document changed. */
export interface Listener {
  /** Resolves to whether it was acknowledged. */
  tell(name: DocumentName): Promise<boolean>
  /** Is told no more, and is to be let go. */
  giveUp(): void
}

// nacos.md 4.4: notifications come 25 to 100 ms after the answer to the publisher.
const DELAY_MS = 50
// Unanswered ones come again after 2, 4, 6 … s, up to 50 times; then the connection is dropped.
const RETRY_STEP_MS = 2_000
const MOST_TRIES = 50

interface Telling {
  /** The document changed again meanwhile. */
  again: boolean
}

/** Who listens to which documents (nacos.md 7.2). */
export class ConfigListeners {
  readonly #clock: Clock
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #telling = new Map<Listener, Map<string, Telling>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(listener: Listener, name: DocumentName): void {
    const key = documentKey(name)
    const known = this.#listeners.get(key)
    if (known === undefined) this.#listeners.set(key, new Set([listener]))
    else known.add(listener)
  }

  remove(listener: Listener, name: DocumentName): void {
    const key = documentKey(name)
    const known = this.#listeners.get(key)
    known?.delete(listener)
    if (known?.size === 0) this.#listeners.delete(key)
  }

  /** All listens of one that has gone. */
  forget(listener: Listener): void {
    for (const [key, known] of this.#listeners) {
      if (known.delete(listener) && known.size === 0) this.#listeners.delete(key)
    }
    this.#telling.delete(listener)
  }

  changed(name: DocumentName): void {
    const key = documentKey(name)
    for (const listener of this.#listeners.get(key) ?? []) {
      let told = this.#telling.get(listener)
      if (told === undefined) this.#telling.set(listener, (told = new Map<string, Telling>()))
      const running = told.get(key)
      if (running === undefined) {
        const telling = { again: false }
        told.set(key, telling)
        void this.#tell(listener, name, key, telling).then(() => told.delete(key))
      } else running.again = true
    }
  }

  async #tell(listener: Listener, name: DocumentName, key: string, telling: Telling): Promise<void> {
    const isWanted = (): boolean => this.#listeners.get(key)?.has(listener) === true
    for (let tries = 0; tries <= MOST_TRIES; tries++) {
      await this.#pause(tries === 0 ? DELAY_MS : RETRY_STEP_MS * tries)
      if (!isWanted()) return
      telling.again = false
      if (!(await listener.tell(name))) continue
      if (!isWanted() || !telling.again) return
      tries = -1
    }
    listener.giveUp()
  }

  // Background work: it does not keep the process, which `sleep` of core does.
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve)
    })
  }
}
