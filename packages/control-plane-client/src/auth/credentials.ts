import { ControlPlaneError } from '../control-plane-error.ts'
import type { AccessKeys } from './sign.ts'

/** Who calls the cloud: access keys, an IAM user, a token that was got elsewhere; keys and one of the others together too. */
export interface GivenCredentials {
  readonly accessKey?: string | undefined
  readonly secretKey?: string | undefined
  /** With temporary keys. */
  readonly securityToken?: string | undefined
  /** IAM user. */
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** Account the user belongs to. */
  readonly domain?: string | undefined
  /** IAM token of the project. It is not renewed. */
  readonly token?: string | undefined
}

/** An IAM user's login. */
export interface Login {
  readonly user: string
  readonly password: string
  readonly domain: string
}

/**
 * Credentials that no log, `inspect` or `JSON.stringify` shows.
 */
export class Credentials {
  readonly #given: GivenCredentials

  /** @throws ControlPlaneError `CHS_CLOUD_CREDENTIALS` when there are none, or a part of them is missing */
  constructor(given: GivenCredentials) {
    // Copied keys and tokens bring line ends along; of a password every character counts.
    const { accessKey, secretKey, securityToken, token } = given
    this.#given = {
      ...given,
      accessKey: accessKey?.trim(),
      secretKey: secretKey?.trim(),
      securityToken: securityToken?.trim(),
      token: token?.trim()
    }
    const problem = missingPart(this.#given)
    if (problem !== undefined)
      throw new ControlPlaneError('CHS_CLOUD_CREDENTIALS', problem, { operation: 'credentials' })
  }

  get keys(): AccessKeys | undefined {
    const { accessKey, secretKey, securityToken } = this.#given
    return accessKey && secretKey ? { accessKey, secretKey, securityToken } : undefined
  }

  get login(): Login | undefined {
    const { user, password, domain } = this.#given
    return user && password && domain ? { user, password, domain } : undefined
  }

  get token(): string | undefined {
    return this.#given.token || undefined
  }

  /** What must not be seen anywhere. */
  get secrets(): readonly string[] {
    const { secretKey, securityToken, password, token } = this.#given
    return [secretKey, securityToken, password, token].filter((one): one is string => Boolean(one))
  }

  /** `access keys`, `IAM user`, `IAM token`, joined with `and`. */
  get kind(): string {
    const kinds = [
      this.keys === undefined
        ? ''
        : this.keys.securityToken === undefined
          ? 'access keys'
          : 'temporary access keys',
      this.login === undefined ? '' : 'IAM user',
      this.token === undefined ? '' : 'IAM token'
    ]
    return kinds.filter((one) => one !== '').join(' and ')
  }

  toJSON(): object {
    return { kind: this.kind }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Credentials { ${this.kind} }`
  }
}

function missingPart(given: GivenCredentials): string | undefined {
  const { accessKey, secretKey, securityToken, user, password, domain, token } = given
  if (accessKey && !secretKey) return 'the access key has no secret key beside it'
  if (secretKey && !accessKey) return 'the secret key has no access key beside it'
  if (securityToken && !accessKey)
    return 'the security token needs the temporary access keys it was issued with'
  const login = { user, password, domain }
  const missing = Object.entries(login).filter(([, value]) => !value)
  if (missing.length > 0 && missing.length < 3) {
    const names = missing.map(([name]) => name).join(' and ')
    return `the login of an IAM user lacks its ${names}`
  }
  if (accessKey || user || token) return undefined
  return 'no credentials: give access keys (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK), an IAM user (HW_USER_NAME, HW_PASSWORD, HW_DOMAIN_NAME) or a token, by options, environment or file'
}
