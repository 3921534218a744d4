import type { Push } from './connection.ts'

/** A request is refused; what it is answered with (nacos.md 4.6). */
export class GrpcRefusal extends Error {
  readonly errorCode: number
  readonly resultCode: number
  /** True: as the answer of the request's own kind; false: as `ErrorResponse`. */
  readonly isOwnKind: boolean

  constructor(errorCode: number, message: string, how: { resultCode?: number; isOwnKind?: boolean } = {}) {
    super(message)
    this.errorCode = errorCode
    this.resultCode = how.resultCode ?? 500
    this.isOwnKind = how.isOwnKind ?? false
  }
}

/** A successful answer. */
export function done(type: string, json: object = {}): Push {
  return { type, json: { resultCode: 200, errorCode: 0, ...json, success: true } }
}

export function refused(responseType: string, refusal: GrpcRefusal): Push {
  const { errorCode, resultCode, message, isOwnKind } = refusal
  const type = isOwnKind ? responseType : 'ErrorResponse'
  const more = type === 'ConfigQueryResponse' ? { lastModified: 0, beta: false } : {}
  return { type, json: { resultCode, errorCode, message, ...more, success: false } }
}
