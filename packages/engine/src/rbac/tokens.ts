import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { LifecycleError } from '@node-chassis/core'
import type { Clock } from '@node-chassis/core'
import { SignJWT, errors, jwtVerify } from 'jose'
import type { JWTPayload } from 'jose'
import { Refusal } from '../registry/errors.ts'

const KEY_BITS = 2048
// The server signs with RS512 and takes whatever RSA algorithm a token names (registry.md 13.3).
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

export interface Claims {
  readonly account: string
  readonly roles: readonly string[]
  /** Tenant of the configuration centre (config.md 2). */
  readonly domain: string
}

/** Issues and verifies tokens with one RSA key (registry.md 13.3). */
export interface Tokens {
  sign(account: string, roles: readonly string[], lifetimeMs: number): Promise<string>
  /** @throws Refusal 401201, 401205; the detail never holds the token */
  verify(token: string): Promise<Claims>
}

/** @throws LifecycleError `CHS_INVALID_ARGUMENT` when the text is no RSA key of 2048 bits or more */
export function createTokens(clock: Clock, privateKeyPem: string): Tokens {
  const privateKey = readKey(privateKeyPem)
  const publicKey = createPublicKey(privateKey)
  return {
    sign(account, roles, lifetimeMs) {
      const expiresAt = Math.floor((clock.wallNow() + lifetimeMs) / 1000)
      return new SignJWT({ account, roles: [...roles] })
        .setProtectedHeader({ alg: 'RS512', typ: 'JWT' })
        .setExpirationTime(expiresAt)
        .sign(privateKey)
    },

    async verify(token) {
      try {
        const currentDate = new Date(clock.wallNow())
        const { payload } = await jwtVerify(token, publicKey, { algorithms: ALGORITHMS, currentDate })
        return claimsOf(payload)
      } catch (error) {
        throw refusalFor(error, token)
      }
    }
  }
}

/** A new private key, as PEM of PKCS#8. */
export async function createPrivateKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS })
  return privateKey.export({ type: 'pkcs8', format: 'pem' })
}

function readKey(pem: string): KeyObject {
  let key: KeyObject | undefined
  try {
    key = createPrivateKey(pem)
  } catch {
    // OpenSSL's message says nothing that helps, and an error must not carry the key about.
  }
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < KEY_BITS) {
    const message = `the private key for tokens must be an RSA key of at least ${KEY_BITS} bits, as PEM (PKCS#8) without a passphrase`
    throw new LifecycleError('CHS_INVALID_ARGUMENT', message)
  }
  return key
}

function claimsOf({ account, roles, role, domain }: JWTPayload): Claims {
  // Old tokens have one role.
  const given = Array.isArray(roles) ? roles : typeof role === 'string' ? [role] : []
  const known = given.filter((each): each is string => typeof each === 'string' && each !== '')
  if (typeof account !== 'string') throw new Refusal(401201, 'token has no account')
  if (known.length === 0) throw new Refusal(401201, 'token has no roles')
  return { account, roles: known, domain: typeof domain === 'string' ? domain : 'default' }
}

function refusalFor(error: unknown, token: string): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof errors.JWTExpired) return new Refusal(401205)
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') return new Refusal(401205)
  if (token.split('.').length !== 3)
    return new Refusal(401201, 'token contains an invalid number of segments')
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new Refusal(401201, 'crypto/rsa: verification error')
  return new Refusal(401201, 'token is invalid')
}
