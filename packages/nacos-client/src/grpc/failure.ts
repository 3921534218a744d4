/** What a failure asks for (nacos.md 4.6, U15). */
export type Remedy =
  | 'next-address'
  | 'reconnect'
  | 'reconnect-once'
  | 'unsupported'
  | 'login'
  | 'fail'
  | 'wait-1s'
  | 'missing'
  | 'retry-100ms'
  | 'retry'

/** The server said no. */
export class GrpcRefusal extends Error {
  /** Class name of the answer. */
  readonly type: string
  readonly errorCode: number

  constructor(type: string, errorCode: number, message: string) {
    super(`${type} ${errorCode}${message === '' ? '' : `: ${message}`}`)
    this.type = type
    this.errorCode = errorCode
  }

  get remedy(): Remedy {
    return remedyOf(this.type, this.errorCode)
  }
}

/** What to do about a failed answer, by its class name and code. */
export function remedyOf(type: string, errorCode: number): Remedy {
  if (type === 'ConfigQueryResponse' && errorCode === 300) return 'missing'
  if (type === 'ConfigQueryResponse' && errorCode === 400) return 'retry-100ms'
  switch (errorCode) {
    case 300:
      return 'next-address'
    case 301:
      return 'reconnect'
    case 302:
      return 'unsupported'
    case -401:
      return 'reconnect-once'
    case 403:
      return 'login'
    case 503:
      return 'wait-1s'
    case 500:
      return 'retry'
    default:
      return 'fail'
  }
}
