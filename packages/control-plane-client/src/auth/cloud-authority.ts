import type { Clock } from '@node-chassis/core'
import { ControlPlaneError, invalidInput } from '../control-plane-error.ts'
import type { Unsigned } from '../send.ts'
import type { Credentials } from './credentials.ts'
import { createRenewingToken, endOfJwt } from './renewing-token.ts'
import type { IssuedToken, RenewingToken } from './renewing-token.ts'
import { signedHeaders } from './sign.ts'
import type { AccessKeys } from './sign.ts'

export interface CloudAuthorityOptions {
  readonly clock: Clock
  readonly credentials: Credentials
  /** Logs the IAM user in (control-plane.md 4.1). */
  readonly issueIamToken: () => Promise<IssuedToken>
  /** RBAC token of an engine (5.3.14). */
  readonly issueEngineToken: (engineId: string) => Promise<string>
}

type Headers = Readonly<Record<string, string>>

/** Who calls the cloud: decides operation by operation between signature and tokens. */
export interface CloudAuthority {
  authorize(unsigned: Unsigned, signal: AbortSignal | undefined): Promise<Headers>
  renew(sent: Headers): boolean
}

/** Of a signed body (control-plane.md 4.2). */
const MAX_SIGNED_BYTES = 12 * 1024 * 1024

/**
 * Signs with access keys where there are some, which IAM advises; sends the IAM token where there are none, where the body
 * is too large to be signed, and with the engine's token where both are asked for (control-plane.md 4, 7 pitfall 1).
 */
export function createCloudAuthority(options: CloudAuthorityOptions): CloudAuthority {
  const { clock, credentials } = options
  const iam = createRenewingToken(clock, options.issueIamToken)
  const engines = new Map<string, RenewingToken>()

  const iamToken = async (id: string, signal: AbortSignal | undefined): Promise<string> => {
    if (credentials.token !== undefined) return credentials.token
    if (credentials.login !== undefined) return iam.get(signal)
    throw new ControlPlaneError(
      'CHS_CLOUD_CREDENTIALS',
      `${id} needs an IAM token: access keys cannot call it, because the signature and what it needs besides share one header or its size. Give an IAM user (user, password, domain) or a token as well.`,
      { operation: id }
    )
  }
  const engineToken = (engineId: string): RenewingToken => {
    let token = engines.get(engineId)
    if (token === undefined) {
      token = createRenewingToken(clock, async () => {
        const text = await options.issueEngineToken(engineId)
        return { token: text, expiresAt: endOfJwt(text, clock.wallNow()) }
      })
      engines.set(engineId, token)
    }
    return token
  }

  return {
    async authorize(unsigned, signal) {
      const { id, row, request, engineId } = unsigned
      if (row.security === 'none') return {}
      if (row.security === 'iam-and-rbac') {
        // First the one that may not be had at all.
        const own = await iamToken(id, signal)
        if (engineId === undefined) throw invalidInput(id, 'engineId is missing')
        return { 'X-Auth-Token': own, Authorization: `Bearer ${await engineToken(engineId).get(signal)}` }
      }
      const { keys } = credentials
      const signable = keys !== undefined && Buffer.byteLength(request.body) <= MAX_SIGNED_BYTES
      return signable
        ? signed(unsigned, keys, clock.wallNow())
        : { 'X-Auth-Token': await iamToken(id, signal) }
    },
    renew(sent) {
      let dropped = false
      const { 'X-Auth-Token': own, Authorization: bearer } = sent
      if (own !== undefined && own !== credentials.token) {
        iam.drop(own)
        dropped = true
      }
      if (bearer?.startsWith('Bearer ') === true) {
        for (const token of engines.values()) token.drop(bearer.slice('Bearer '.length))
        dropped = true
      }
      return dropped
    }
  }
}

/** `host`, the date, every `x-*` header, and `content-type` but that of a form (control-plane.md 4.2). */
function signed(
  { row, request, endpoint, projectId }: Unsigned,
  keys: AccessKeys,
  now: number
): Record<string, string> {
  const isForm = row.body === 'multipart'
  const added: Record<string, string> = {
    ...(projectId !== undefined && row.api === 'cloud' && { 'X-Project-Id': projectId }),
    ...(isForm && { 'X-Sdk-Content-Sha256': 'UNSIGNED-PAYLOAD' })
  }
  const chosen = Object.entries({ ...request.headers, ...added }).filter(
    ([name]) => /^x-/i.test(name) || (name.toLowerCase() === 'content-type' && !isForm)
  )
  const { method, path, body } = request
  return {
    ...added,
    ...signedHeaders(
      { method, path: endpoint.base + path, host: endpoint.host, headers: Object.fromEntries(chosen), body },
      keys,
      now
    )
  }
}
