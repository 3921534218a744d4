import { ConfigError } from '@node-chassis/core'
import type { EngineAnswer } from '../engine-http/exchange.ts'
import type { Account } from './credentials.ts'

/** A token with how long it lives, ms; undefined when it does not say so. */
export interface Login {
  readonly token: string
  readonly livesMs: number | undefined
}

/** `POST /v4/token` (registry.md 13.2). */
export const TOKEN_PATH = '/v4/token'

const ACCOUNT_KEY = 'servicecomb.credentials.account'

/**
 * What an engine answered to a login. Undefined: it has no tokens (404), so RBAC is off there.
 * @throws ConfigError `CHS_CONFIG_INVALID` when it refuses the account; Error when it could not judge it
 */
export function readLogin(answer: EngineAnswer, { name }: Account, wallMs: number): Login | undefined {
  const { status, address } = answer
  if (status === 404) return undefined
  if (status === 200) {
    const { token } = objectOf(answer.body)
    if (typeof token !== 'string' || token === '')
      throw new Error(`login at ${address}: no token in the answer`)
    return { token, livesMs: lifeOf(token, wallMs) }
  }
  // States of the engine, which say nothing of the account.
  if (status < 400 || status >= 500 || status === 408 || status === 429)
    throw new Error(`login at ${address} was answered ${status}`)
  const { errorCode, errorMessage } = objectOf(answer.body)
  const engineCode = typeof errorCode === 'string' && errorCode !== '' ? errorCode : String(status)
  const said = typeof errorMessage === 'string' && errorMessage !== '' ? ` ${errorMessage}` : ''
  const what =
    engineCode === '403201'
      ? `\`${ACCOUNT_KEY}.name\`: ${address} has blocked the account "${name}" for this machine after too many wrong passwords (${engineCode}${said}); it is open again after 15 minutes`
      : `\`${ACCOUNT_KEY}.name\` and \`.password\`: ${address} refuses the account "${name}" (${engineCode}${said}); correct them`
  // Whoever goes on trying gets the account blocked (registry.md C11).
  throw new ConfigError('CHS_CONFIG_INVALID', `${what}. No login is tried there for 15 minutes.`, {
    key: `${ACCOUNT_KEY}.password`,
    engineCode
  })
}

/** From `exp` of a token (registry.md 13.3). A clock that is wrong by more than its life tells nothing. */
function lifeOf(token: string, wallMs: number): number | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  const { exp } = objectOf(Buffer.from(payload, 'base64url').toString())
  const livesMs = typeof exp === 'number' ? exp * 1_000 - wallMs : Number.NaN
  return livesMs > 0 ? livesMs : undefined
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
