import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { filled } from './template.ts'
import type { Names } from './template.ts'
import type { Json, JsonObject } from './json.ts'

/** What vectors need to know of a server with RBAC. */
export interface RbacSecrets {
  readonly rootPassword: string
  /** Token of `root`, sent unless a step says otherwise. */
  readonly root: string
  /** The server's own key; vectors that need it are not run without. */
  readonly privateKeyPem?: string
}

export interface Mint {
  readonly claims: JsonObject
  /** Seconds from now. */
  readonly lifetime: number
}

export function newPrivateKeyPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** The token of an account. */
export async function logIn(registryUrl: string, name: string, password: string): Promise<string> {
  const answer = await fetch(`${registryUrl}/v4/token`, {
    method: 'POST',
    body: JSON.stringify({ name, password })
  })
  const { token } = (await answer.json()) as { readonly token?: string }
  if (token === undefined) throw new Error(`${name} cannot log in: ${answer.status}`)
  return token
}

/** A token that the server would take for its own. @param now Unix seconds */
export function mintToken(
  secrets: RbacSecrets | undefined,
  mint: Mint,
  names: Names,
  now: number
): Promise<string> {
  if (secrets?.privateKeyPem === undefined)
    throw new Error('a token can only be minted with the key of the server')
  return new SignJWT(filled(mint.claims as Json, names) as Record<string, Json>)
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT' })
    .setExpirationTime(now + mint.lifetime)
    .sign(createPrivateKey(secrets.privateKeyPem))
}
