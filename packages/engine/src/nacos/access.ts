import { randomBytes } from 'node:crypto'
import { SignJWT, jwtVerify } from 'jose'
import type { Clock } from '@node-chassis/core'
import { sameText } from './same-text.ts'
import { hashPassword, isPassword } from '../rbac/passwords.ts'
import type { NacosApi } from './profile.ts'

export interface NacosAuthOptions {
  /** Passwords by user name. Each of them may do everything. */
  readonly users: Readonly<Record<string, string>>
  /** Life of a token in seconds. @defaultValue 18000 */
  readonly tokenTtlS?: number
  /** Header and value by which servers of a cluster know each other; it passes without a token. @defaultValue none */
  readonly serverIdentity?: { readonly header: string; readonly value: string }
}

interface Login {
  readonly accessToken: string
  readonly tokenTtl: number
  readonly globalAdmin: boolean
  readonly username: string
}

/** Who may come in (nacos.md 3): fixed users, all of them administrators. */
export interface Access {
  /** False: nobody is asked for a token. */
  readonly isOn: boolean
  /** Undefined when user and password do not belong together. */
  logIn(username: string, password: string): Promise<Login | undefined>
  /** Why the bearer of a token is refused, in the words of the version; undefined lets it in. */
  refusal(token: string | undefined): Promise<string | undefined>
  /** The key that signs tokens, in base64: who has it again after a restart knows the tokens of before. */
  tokenKey: string
  /** Whether a request comes from a server of the cluster. */
  isServer(header: (name: string) => string | undefined): boolean
}

const TOKEN_TTL_S = 18_000
// nacos.md 3: what 2.1.0 ships with. Without authentication a client that was given them may still log in.
const SHIPPED_USERS = { nacos: 'nacos' }
const ALGORITHM = 'HS256'
const KEY_BYTES = 32

// nacos.md 3: the default plug-in's messages.
const NO_USER: Readonly<Record<NacosApi, string>> = {
  '2.1': 'unknown user!',
  '2.5': 'user not found!',
  '3.0': 'Code: 401, Message: User not found! Please check user exist or password is right!.'
}
const BAD_TOKEN: Readonly<Record<NacosApi, string>> = {
  '2.1': 'token invalid!',
  '2.5': 'token invalid!',
  '3.0': 'Code: 401, Message: token invalid!.'
}

interface Hashes {
  readonly byUser: ReadonlyMap<string, string>
  /** For names that are none: they take as long as the others. */
  readonly nobody: string
}

/** @param options undefined: nobody is asked */
export function createAccess(clock: Clock, api: NacosApi, options: NacosAuthOptions | undefined): Access {
  const { users = SHIPPED_USERS, tokenTtlS = TOKEN_TTL_S, serverIdentity } = options ?? {}
  let hashed: Promise<Hashes> | undefined
  let key = randomBytes(KEY_BYTES)
  const now = (): Date => new Date(clock.wallNow())
  return {
    isOn: options !== undefined,
    get tokenKey() {
      return key.toString('base64')
    },
    set tokenKey(text) {
      key = Buffer.from(text, 'base64')
    },
    async logIn(username, password) {
      // Hashing takes its time, and most engines are never asked.
      const { byUser, nobody } = await (hashed ??= hashAll(users))
      const isRight = await isPassword(password, byUser.get(username) ?? nobody)
      if (!isRight || !byUser.has(username)) return undefined
      const accessToken = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(username)
        .setExpirationTime(Math.floor(clock.wallNow() / 1_000) + tokenTtlS)
        .sign(key)
      return { accessToken, tokenTtl: tokenTtlS, globalAdmin: true, username }
    },
    async refusal(token) {
      if (options === undefined) return undefined
      if (token === undefined || token === '') return NO_USER[api]
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], currentDate: now() })
        return Object.hasOwn(users, payload.sub ?? '') ? undefined : BAD_TOKEN[api]
      } catch {
        return BAD_TOKEN[api]
      }
    },
    isServer(header) {
      if (serverIdentity === undefined) return false
      const given = header(serverIdentity.header.toLowerCase())
      return given !== undefined && sameText(given, serverIdentity.value)
    }
  }
}

async function hashAll(users: Readonly<Record<string, string>>): Promise<Hashes> {
  const byUser = new Map<string, string>()
  for (const [user, password] of Object.entries(users)) byUser.set(user, await hashPassword(password))
  return { byUser, nobody: await hashPassword(randomBytes(KEY_BYTES).toString('base64')) }
}
