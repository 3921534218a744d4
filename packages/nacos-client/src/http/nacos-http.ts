import { ConfigError, RegistryError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineAnswer, EngineHttp, TlsSettings } from '@node-chassis/transport'
import { configHeaders, namingHeaders } from '../auth/signature.ts'
import type { AccessKeys } from '../auth/signature.ts'
import { Tokens } from '../auth/tokens.ts'
import type { Login } from '../auth/tokens.ts'
import { textOf } from '../json.ts'
import { VERSION } from '../version.ts'

export interface Credentials {
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly accessKeys?: AccessKeys | undefined
}

/** What a request is about: signatures cover it. */
export type Resource =
  | { readonly kind: 'naming'; readonly service: string }
  | { readonly kind: 'config'; readonly tenant: string; readonly group: string }

type Fields = Readonly<Record<string, string | number | boolean | undefined>>

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the context path. */
  readonly path: string
  /** Undefined fields are not sent. */
  readonly query?: Fields
  readonly form?: Fields
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  readonly about?: Resource
}

/** Nacos' HTTP interface: login, and everything when gRPC cannot be used. */
export interface NacosHttp {
  readonly addresses: readonly string[]
  /** @throws RegistryError or ConfigError when no address answers, or the credentials are refused */
  request(request: HttpRequest): Promise<EngineAnswer>
  /** Headers that sign a request in: token and signature. @throws as a login does */
  authorisation(about: Resource | undefined): Promise<Readonly<Record<string, string>>>
  /** After a refusal with these headers: whether to try once more. */
  renewed(headers: Readonly<Record<string, string>>): Promise<boolean>
  close(): Promise<void>
}

export interface NacosHttpOptions {
  readonly env: Env
  readonly addresses: readonly string[]
  readonly addressKey: string
  readonly unavailable: 'CHS_REGISTRY_UNAVAILABLE' | 'CHS_CONFIG_UNAVAILABLE'
  readonly credentials: Credentials
  /** Limit of a request that brings none, ms. @defaultValue 3000 (nacos.md 10.6) */
  readonly timeoutMs?: number
  readonly tls?: TlsSettings | undefined
}

const PASSWORD_KEY = 'servicecomb.nacos.password'
const LOGINS = ['/v1/auth/users/login', '/v3/auth/user/login']
/** Vendors' clients keep the password out of the query: access logs have it. */
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8'

export function createNacosHttp(options: NacosHttpOptions): NacosHttp {
  const { env, credentials } = options
  const { username, password, accessKeys } = credentials
  const http = createEngineHttp({
    env,
    engine: 'Nacos server',
    addresses: options.addresses,
    addressKey: options.addressKey,
    unavailable: options.unavailable,
    readinessPath: '/v1/ns/operator/metrics',
    headers: () => ({ 'User-Agent': `Nacos-Node-Client:v${VERSION}` }),
    timeoutMs: options.timeoutMs ?? 3_000,
    tls: options.tls
  })
  const tokens =
    username === undefined || username === ''
      ? undefined
      : new Tokens(env.clock, env.random, () => logIn(http, username, password ?? '', options.unavailable))

  const authorisation: NacosHttp['authorisation'] = async (about) => {
    const headers: Record<string, string> = {}
    if (accessKeys !== undefined && about !== undefined) {
      const now = env.clock.wallNow()
      Object.assign(
        headers,
        about.kind === 'config'
          ? configHeaders(accessKeys, about.tenant, about.group, now)
          : namingHeaders(accessKeys, about.service, now)
      )
    }
    if (tokens !== undefined) headers['accessToken'] = await tokens.current()
    return headers
  }
  const renewed: NacosHttp['renewed'] = async ({ accessToken }) =>
    tokens !== undefined && (await tokens.renewed(accessToken))

  const send = async (
    request: HttpRequest,
    headers: Readonly<Record<string, string>>
  ): Promise<EngineAnswer> =>
    http.request({
      method: request.method,
      path: request.query === undefined ? request.path : `${request.path}?${encoded(request.query)}`,
      headers: {
        ...(request.form === undefined ? {} : { 'Content-Type': FORM }),
        ...request.headers,
        ...headers
      },
      ...(request.form === undefined ? {} : { body: encoded(request.form) }),
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
      signal: request.signal
    })

  return {
    addresses: http.addresses,
    authorisation,
    renewed,
    async request(request) {
      const headers = await authorisation(request.about)
      const answer = await send(request, headers)
      if (answer.status !== 403 || isForbiddenForGood(answer.body) || !(await renewed(headers))) return answer
      return send(request, await authorisation(request.about))
    },
    close: () => http.close()
  }
}

/** A permission that is missing does not come by logging in again (nacos.md 3). */
export function isForbiddenForGood(message: string): boolean {
  return message.includes('authorization failed')
}

async function logIn(
  http: EngineHttp,
  username: string,
  password: string,
  unavailable: NacosHttpOptions['unavailable']
): Promise<Login> {
  let answer: EngineAnswer | undefined
  for (const path of LOGINS) {
    answer = await http.request({
      method: 'POST',
      path,
      headers: { 'Content-Type': FORM },
      body: encoded({ username, password })
    })
    // 404, 410, 501: a server without this path. 500: 3.0 may say so of a wrong password, and says more on the other.
    if (![404, 410, 500, 501].includes(answer.status)) break
  }
  const status = answer?.status ?? 0
  if (status === 200) return loginIn(answer?.body ?? '')
  if (status === 401 || status === 403) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `the Nacos server refuses user "${username}"; check \`servicecomb.nacos.username\` and \`${PASSWORD_KEY}\` (a new user is known after 15 s)`,
      { key: PASSWORD_KEY }
    )
  }
  const message = `the login at the Nacos server was answered ${status}`
  throw unavailable === 'CHS_REGISTRY_UNAVAILABLE'
    ? new RegistryError(unavailable, message)
    : new ConfigError(unavailable, message)
}

function loginIn(body: string): Login {
  const read = JSON.parse(body) as { accessToken?: unknown; tokenTtl?: unknown; data?: unknown }
  const from = (typeof read.data === 'object' && read.data !== null ? read.data : read) as typeof read
  const ttlS = Number(from.tokenTtl ?? 18_000)
  return { token: textOf(from.accessToken), ttlS: ttlS > 0 ? ttlS : 18_000 }
}

/** Percent-encodes everything (nacos.md 2). */
function encoded(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')
}
