import { ConfigError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { addressText, parseAddress } from '../engine-http/address.ts'
import type { EngineAddress } from '../engine-http/address.ts'
import { enginePool } from '../engine-http/engine-pool.ts'
import { exchange } from '../engine-http/exchange.ts'
import type { ProxySettings } from '../engine-http/proxy.ts'
import type { TlsSettings } from '../pool/tls-settings.ts'
import { accessKeyHeaders } from './access-key.ts'
import type { Account, EngineCredentials } from './credentials.ts'
import { TOKEN_PATH, readLogin } from './login.ts'
import { TokenKeeper } from './token-keeper.ts'

export type AuthHeaders = Readonly<Record<string, string>>

/**
 * What requests to engines show of this process. One object serves all clients of a process: they share its tokens, so
 * that a token which ran out costs one login and not one per client (B-036).
 */
export interface EngineAuth {
  /**
   * Headers for a request to `address`; at once while there is a good token.
   * @param issuer true for an engine that gives out tokens itself, the registry; the configuration centre takes those of
   *   the registry on the same host, else of any
   * @throws ConfigError `CHS_CONFIG_INVALID` when the engine refuses the account; Error when nobody could judge it
   */
  headers(address: string, issuer: boolean): AuthHeaders | Promise<AuthHeaders>
  /** Hears that `address` answered 401 to `sent`. @returns whether sending again with new headers makes sense */
  refused(address: string, issuer: boolean, sent: AuthHeaders): Promise<boolean>
}

export interface EngineAuthOptions {
  readonly env: Env
  readonly credentials: EngineCredentials
  /** Addresses of the registry, which gives out tokens. @defaultValue none: every engine is asked for its own */
  readonly registry?: readonly string[]
  /** Key the addresses came from. @defaultValue `servicecomb.registry.sc.address` */
  readonly registryKey?: string
  /** For logins at `https` addresses. @defaultValue Node's own trust */
  readonly tls?: TlsSettings
  /** @defaultValue none */
  readonly proxy?: ProxySettings | undefined
  /** Limit of a login, ms. @defaultValue 5000 */
  readonly timeoutMs?: number
  /** @defaultValue 1000 */
  readonly connectTimeoutMs?: number
}

/**
 * No login for so long after a refused one, at whatever address: the next ones would be refused too, and after three an
 * engine blocks the account for everybody on this machine (registry.md 13.2, C11).
 */
const DENIED_MS = 15 * 60_000

/**
 * Tokens of RBAC and access keys (registry.md 13, C11; config.md 5.7). Tokens are kept per address, because two registries
 * may be two engines with different keys (decisions.md N14). Nothing of it reaches a log or an error.
 * @throws ConfigError CHS_CONFIG_INVALID for a registry address that is none
 */
export function createEngineAuth(options: EngineAuthOptions): EngineAuth {
  const { env, credentials } = options
  const { account } = credentials
  const fixed: AuthHeaders =
    credentials.accessKey === undefined ? {} : accessKeyHeaders(credentials.accessKey)
  const key = options.registryKey ?? 'servicecomb.registry.sc.address'
  // The client of the registry has said already what is odd about them.
  const parse = (text: string): EngineAddress => parseAddress(text, key, () => {})
  const keepers = new Map<string, TokenKeeper>()
  /** Which of several registries gives the tokens that an address takes. */
  const preferred = new Map<string, number>()
  let denied: { readonly until: number; readonly error: ConfigError } | undefined
  const issuers = (options.registry ?? []).filter((text) => text.trim() !== '').map(parse)

  /** One login after the other: several wrong ones at once would block the account before the first is judged. */
  let queue: Promise<unknown> = Promise.resolve()
  const judged = async (address: EngineAddress, of: Account): ReturnType<typeof logIn> => {
    if (denied !== undefined && env.clock.now() < denied.until) throw denied.error
    try {
      return await logIn(options, address, of)
    } catch (error) {
      if (error instanceof ConfigError) denied = { until: env.clock.now() + DENIED_MS, error }
      throw error
    }
  }
  const logInAt = (address: EngineAddress, of: Account): ReturnType<typeof logIn> => {
    const turn = queue.then(() => judged(address, of))
    queue = turn.catch(() => {})
    return turn
  }
  const keeperAt = (address: EngineAddress, of: Account): TokenKeeper => {
    const text = addressText(address)
    let keeper = keepers.get(text)
    if (keeper === undefined)
      keepers.set(text, (keeper = new TokenKeeper(env.clock, () => logInAt(address, of))))
    return keeper
  }
  /** Where the token for an address may be from, best first. */
  const keepersFor = (text: string, issuer: boolean, of: Account): readonly TokenKeeper[] => {
    const address = parse(text)
    if (issuer || issuers.length === 0) return [keeperAt(address, of)]
    const host = new URL(address.origin).hostname
    const near = issuers.filter(({ origin }) => new URL(origin).hostname === host)
    const all = (near.length === 0 ? issuers : near).map((each) => keeperAt(each, of))
    const first = (preferred.get(text) ?? 0) % all.length
    return [...all.slice(first), ...all.slice(0, first)]
  }
  const headersWith = (token: string | undefined): AuthHeaders =>
    token === undefined ? fixed : { ...fixed, Authorization: `Bearer ${token}` }

  return {
    headers(address, issuer) {
      if (account === undefined) return fixed
      const [first, ...others] = keepersFor(address, issuer, account)
      const token = first!.get()
      if (typeof token !== 'object') return headersWith(token)
      return others
        .reduce((earlier, keeper) => earlier.catch(async () => keeper.get()), token)
        .then(headersWith)
    },
    async refused(address, issuer, sent) {
      if (account === undefined) return false
      const token = sent['Authorization']?.replace(/^Bearer /, '')
      const [first, ...others] = keepersFor(address, issuer, account)
      if (await first!.refused(token)) return true
      if (others.length === 0) return false
      // A good token of another engine.
      preferred.set(address, (preferred.get(address) ?? 0) + 1)
      return true
    }
  }
}

async function logIn(
  { env, tls, proxy, timeoutMs = 5_000, connectTimeoutMs = 1_000 }: EngineAuthOptions,
  address: EngineAddress,
  account: Account
): Promise<ReturnType<typeof readLogin>> {
  // One every twenty minutes: a connection kept for it would be a connection for nothing.
  const pool = enginePool(address, { clock: env.clock, connections: 1, connectTimeoutMs, tls, proxy })
  try {
    const answer = await exchange(env.clock, pool, addressText(address), {
      method: 'POST',
      origin: address.origin,
      path: address.base + TOKEN_PATH,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: account.name, password: account.password }),
      timeoutMs
    })
    return readLogin(answer, account, env.clock.wallNow())
  } finally {
    await pool.destroy()
  }
}
