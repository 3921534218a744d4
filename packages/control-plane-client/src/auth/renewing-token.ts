import type { Clock } from '@node-chassis/core'
import { untilAborted } from '../until-aborted.ts'

/** A token, and when it ends. */
export interface IssuedToken {
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** A token that is fetched when somebody needs it, and kept for 80 % of its life. */
export interface RenewingToken {
  /** Rejects with what the fetch ended with, or with the signal's reason. */
  get(signal?: AbortSignal): Promise<string>
  /** Forgets a token that was refused; does nothing when it has been replaced already. */
  drop(token: string): void
}

const SHARE_OF_LIFE = 0.8

/**
 * One fetch at a time, however many wait for it (control-plane.md 4.1). A renewal that fails before the old token has
 * ended leaves the old one in use.
 */
export function createRenewingToken(clock: Clock, fetch: () => Promise<IssuedToken>): RenewingToken {
  let held: (IssuedToken & { readonly renewAt: number }) | undefined
  let running: Promise<string> | undefined

  const renew = async (): Promise<string> => {
    try {
      const issued = await fetch()
      const now = clock.wallNow()
      held = { ...issued, renewAt: now + (issued.expiresAt - now) * SHARE_OF_LIFE }
      return issued.token
    } catch (error) {
      if (held === undefined || clock.wallNow() >= held.expiresAt) throw error
      return held.token
    } finally {
      running = undefined
    }
  }

  return {
    get(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      if (held !== undefined && clock.wallNow() < held.renewAt) return Promise.resolve(held.token)
      running ??= renew()
      return untilAborted(running, signal)
    },
    drop(token) {
      if (held?.token === token) held = undefined
    }
  }
}

// What a token without a readable end is believed for.
const UNKNOWN_LIFE_MS = 15 * 60_000

/** End of a JSON Web Token by its `exp` (control-plane.md 4.1); it is read, not verified: the engine does that. */
export function endOfJwt(token: string, now: number): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { exp } = claims as { exp?: unknown }
    if (typeof exp === 'number' && exp * 1000 > now) return exp * 1000
  } catch {
    // No JWT: the default.
  }
  return now + UNKNOWN_LIFE_MS
}
