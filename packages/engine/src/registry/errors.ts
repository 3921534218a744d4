// registry.md Appendix A; the texts are compared by clients and must stay as they are.
const MESSAGES = {
  400001: 'Invalid parameter(s)',
  400002: 'Server is Unhealthy',
  400010: 'Micro-service already exists',
  400012: 'Micro-service does not exist',
  400013: 'Micro-service has deployed instance(s)',
  400016: 'Schema does not exist',
  400017: 'Instance does not exist',
  400018: 'Tag does not exist',
  400023: 'Consumer(s) depends on this micro-service',
  400026: 'Micro-service version does not exist',
  400100: 'Not enough quota',
  400200: 'Account not exists',
  400201: 'Role not exists',
  400202: 'Account has invalid role(s)',
  400203: 'No quota to create account',
  400204: 'No quota to create role',
  400205: 'Role is bound to some user(s)',
  400206: 'New password is bad',
  401201: 'Request unauthorized',
  401202: 'User name or password is wrong',
  401204: 'No authorization header',
  401205: 'Token is expired',
  401206: 'The account that owns the token is deleted',
  401207: 'Password is wrong',
  403001: 'Forbidden',
  403201: 'Account blocked',
  403202: 'Forbid to operate build-in account(s)',
  403203: 'Forbid to operate build-in role(s)',
  403204: 'Forbid to operate your own account',
  403205: 'No permission(s)',
  409200: 'account name is duplicated',
  409201: 'role name is duplicated',
  500003: 'Internal server error'
} as const

export type RegistryCode = keyof typeof MESSAGES

/** What a client is told: one of service-center's codes and a free text. The HTTP status is in the code. */
export class Refusal extends Error {
  readonly code: RegistryCode
  readonly detail: string

  constructor(code: RegistryCode, detail = '') {
    super(detail === '' ? MESSAGES[code] : `${MESSAGES[code]}(${detail})`)
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return Math.floor(this.code / 1000)
  }

  /** The error as an element of an answer. `message` is what batch answers repeat as detail. */
  body(detail = this.detail): { errorCode: string; errorMessage: string; detail?: string } {
    // Key order counts: go-chassis searches the raw body for `"errorCode":"400012"` (registry.md 2.4).
    const error = { errorCode: String(this.code), errorMessage: MESSAGES[this.code] }
    return detail === '' ? error : { ...error, detail }
  }
}

export const invalid = (detail: string): Refusal => new Refusal(400001, detail)
export const unknownService = (detail: string): Refusal => new Refusal(400012, detail)
