import type { Clock } from '@node-chassis/core'
import type { Login } from './login.ts'

/** A token is renewed after it, or after four fifths of its life, whichever comes first (registry.md C11). */
const RENEW_MS = 20 * 60_000
const RENEW_PART = 0.8
/** No login for so long where there are no tokens (C-8). */
const OFF_MS = 20 * 60_000
/** Pause between two renewals that fail while the old token is still good. */
const RENEWAL_PAUSE_MS = 15_000
/** Pause between two logins because of refused tokens: when a new one does not help, another one would not either. */
const FORCED_PAUSE_MS = 10_000

interface Token {
  readonly text: string
  readonly renewAt: number
  readonly expiresAt: number
}

/**
 * The token of one engine. However many ask at once, one login runs (single flight); a token is renewed while the old one
 * is still good, so that nobody waits for it. No timers: whoever needs the token looks at the clock.
 */
export class TokenKeeper {
  readonly #clock: Clock
  readonly #login: () => Promise<Login | undefined>
  #token: Token | undefined
  #running: Promise<string | undefined> | undefined
  /** Until then the engine is taken for one without tokens. */
  #offUntil = -Infinity
  #nextRenewal = -Infinity
  #nextForced = -Infinity

  /** @param login resolves to undefined for an engine without tokens, rejects when there is none to be had */
  constructor(clock: Clock, login: () => Promise<Login | undefined>) {
    this.#clock = clock
    this.#login = login
  }

  /** At once while there is a good one. Undefined: the engine has no tokens. Rejects or throws as the login does. */
  get(): string | undefined | Promise<string | undefined> {
    const now = this.#clock.now()
    const token = this.#token
    if (token === undefined || now >= token.expiresAt) return this.#renewed()
    // One that fails is tried again by whoever asks later; the old token still serves.
    if (now >= token.renewAt && now >= this.#nextRenewal) this.#renewed().catch(() => {})
    return token.text
  }

  /** The engine did not take `sent`. @returns whether another request, with what `get` gives now, makes sense */
  async refused(sent: string | undefined): Promise<boolean> {
    const token = this.#token
    if (token !== undefined && token.text !== sent) return true
    if (this.#running === undefined) {
      const now = this.#clock.now()
      if (now < this.#nextForced) return false
      this.#nextForced = now + FORCED_PAUSE_MS
      this.#token = undefined
      // Whoever asks for a token has some: RBAC was switched on meanwhile.
      this.#offUntil = -Infinity
    }
    const next = await this.#renewed()
    return next !== undefined && next !== sent
  }

  #renewed(): Promise<string | undefined> {
    if (this.#clock.now() < this.#offUntil) return Promise.resolve(undefined)
    this.#running ??= this.#renew().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #renew(): Promise<string | undefined> {
    try {
      return this.#take(await this.#login())
    } catch (error) {
      this.#nextRenewal = this.#clock.now() + RENEWAL_PAUSE_MS
      throw error
    }
  }

  #take(login: Login | undefined): string | undefined {
    const now = this.#clock.now()
    if (login === undefined) {
      this.#offUntil = now + OFF_MS
      this.#token = undefined
      return undefined
    }
    const livesMs = login.livesMs ?? Infinity
    this.#token = {
      text: login.token,
      renewAt: now + Math.min(RENEW_MS, livesMs * RENEW_PART),
      expiresAt: now + livesMs
    }
    return login.token
  }
}
