import type { Clock, Random } from '@node-chassis/core'

/** What a login gave. */
export interface Login {
  readonly token: string
  readonly ttlS: number
}

/** At most one login in so many milliseconds on account of refusals (nacos.md 3). */
const AGAIN_MS = 5_000

/** Seconds after a login at which the next one is due: a random part between ttl/15 and ttl/10 early (U8). */
export function nextLoginS(random: Random, ttlS: number): number {
  return ttlS - (ttlS / 15 + random.next() * (ttlS / 10 - ttlS / 15))
}

/** The token of a user; fetched when it is first needed and before it ends. */
export class Tokens {
  readonly #clock: Clock
  readonly #random: Random
  readonly #login: () => Promise<Login>
  #token: string | undefined
  #dueAt = 0
  #askedAt = -Infinity
  #running: Promise<string> | undefined

  /** @param login rejects with a ConfigError when the server does not take the credentials */
  constructor(clock: Clock, random: Random, login: () => Promise<Login>) {
    this.#clock = clock
    this.#random = random
    this.#login = login
  }

  /** The token that is known, without asking. */
  get known(): string | undefined {
    return this.#token
  }

  /** @throws what the login throws, when there is no token that may still be good */
  async current(): Promise<string> {
    if (this.#token !== undefined && this.#clock.now() < this.#dueAt) return this.#token
    const old = this.#token
    // Due a tenth of its life before its end: until then a login that fails costs nothing.
    if (old !== undefined && this.#clock.now() - this.#askedAt < AGAIN_MS) return old
    try {
      return await this.#fetch()
    } catch (error) {
      if (old === undefined) throw error
      return old
    }
  }

  /** After a refusal of `stale`: whether there is another token now. Many refusals share one login. */
  async renewed(stale: string | undefined): Promise<boolean> {
    if (this.#token !== undefined && this.#token !== stale) return true
    if (this.#running === undefined && this.#clock.now() - this.#askedAt < AGAIN_MS) return false
    try {
      return (await this.#fetch()) !== stale
    } catch {
      return false
    }
  }

  #fetch(): Promise<string> {
    this.#running ??= this.#ask().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #ask(): Promise<string> {
    this.#askedAt = this.#clock.now()
    const { token, ttlS } = await this.#login()
    this.#token = token
    this.#dueAt = this.#askedAt + nextLoginS(this.#random, ttlS) * 1_000
    return token
  }
}
