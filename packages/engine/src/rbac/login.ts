import { parseDuration } from '../config/go-duration.ts'
import type { Answer, EngineRequest } from '../http/types.ts'
import { Refusal, invalid } from '../registry/errors.ts'
import { objectAnswer } from '../registry/wire.ts'
import type { Accounts } from './accounts.ts'
import { clientAddress } from './client-address.ts'
import { bodyOf, isName, loginShape } from './model.ts'
import type { RbacStore } from './store.ts'
import type { Throttle } from './throttle.ts'
import type { Tokens } from './tokens.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
// registry.md 13.2
const LIFETIME_MS = 12 * HOUR_MS
const SHORTEST_MS = 15 * MINUTE_MS
const LONGEST_MS = 24 * HOUR_MS

/** `POST /v4/token` (registry.md 13.2). */
export function createLogin(parts: {
  readonly store: RbacStore
  readonly accounts: Accounts
  readonly throttle: Throttle
  readonly tokens: Tokens
}): (request: EngineRequest) => Promise<Answer> {
  const { store, accounts, throttle, tokens } = parts
  return async (request) => {
    const { name, password, tokenExpirationTime } = bodyOf(request, loginShape)
    const lifetimeMs = lifetimeOf(tokenExpirationTime)
    // No account can have such a name, and nothing is remembered of it.
    if (!isName(name)) throw new Refusal(401202)
    await prove(throttle, name, request, 401202, async () => {
      const isRight = await accounts.isPassword(name, password)
      // service-center lets inactive accounts in (registry.md 18).
      return isRight && store.account(name)?.status === 'active'
    })
    const roles = store.account(name)?.roles ?? []
    return objectAnswer({ token: await tokens.sign(name, roles, lifetimeMs) })
  }
}

/**
 * Asks for a proof of an account's password, not more often than the throttle allows.
 * @throws Refusal 403201, or `wrong` when the proof failed
 */
export async function prove(
  throttle: Throttle,
  name: string,
  request: EngineRequest,
  wrong: 401202 | 401207,
  proof: () => Promise<boolean>
): Promise<void> {
  const result = await throttle.attempt(`${name}::${clientAddress(request)}`, proof)
  if (result === 'banned') throw new Refusal(403201)
  if (result === 'failed') throw new Refusal(wrong)
}

/** Milliseconds. @throws Refusal 400001 */
function lifetimeOf(text: string): number {
  if (text === '') return LIFETIME_MS
  const ms = parseDuration(text)
  if (ms === undefined || ms < SHORTEST_MS || ms > LONGEST_MS) {
    throw invalid(
      `field 'Account.TokenExpirationTime' invalid value '${text}' does not match rule: {Regexp: TokenExpirationTime}`
    )
  }
  return ms
}
