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
  403001: 'Forbidden',
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
